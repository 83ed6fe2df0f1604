import { z } from 'zod';
import { column, neededColumn, quantityText } from '../../shared/import-columns.ts';
import { CalendarDate } from '../../shared/values/time.ts';
import { Sku } from './product.resource.ts';
import { UnitCode } from './units.ts';

export const BomRow = z.strictObject({
  /** Empty on a row that only names a top-level product, as some systems write them. */
  assemblySku: column(Sku),
  componentSku: neededColumn(Sku),
  quantity: neededColumn(quantityText),
  /** The component's stock unit, where the source says it: another one is refused rather than taken as the same. */
  unit: column(UnitCode),
  validFrom: column(CalendarDate),
  validTo: column(CalendarDate),
});
export type BomRow = z.infer<typeof BomRow>;

/** All rows of an assembly go together: a bill is one record. */
export const assemblyOf = (row: BomRow): string => row.assemblySku ?? '';
