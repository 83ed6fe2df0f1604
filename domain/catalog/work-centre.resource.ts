import { z } from 'zod';
import { PageQuery } from '../../shared/http/paging.ts';
import { UnitPrice } from '../../shared/http/read-money.ts';
import type { Stored } from '../../shared/table/entity.ts';
import { SignedMoney, unitPriceToMoney } from '../../shared/values/money.ts';
import { Name } from '../../shared/values/text.ts';
import { Instant } from '../../shared/values/time.ts';
import { Sku } from './product.resource.ts';
import type { WorkCentre } from './work-centre.schema.ts';

/** Codes follow the rule of SKUs. */
export const WorkCentreCode = Sku.meta({ id: 'WorkCentreCode', examples: ['ASSEMBLY'] });

export const WorkCentreInput = z.strictObject({
  code: WorkCentreCode,
  name: Name.optional(),
  hourlyRate: UnitPrice.optional(),
});
export type WorkCentreInput = z.infer<typeof WorkCentreInput>;

export const WorkCentreChange = z.strictObject({
  name: Name.optional(),
  hourlyRate: UnitPrice.optional(),
  active: z.boolean().optional(),
});
export type WorkCentreChange = z.infer<typeof WorkCentreChange>;

export const WorkCentreResource = z
  .object({
    id: z.string(),
    code: z.string(),
    name: z.string(),
    hourlyRate: SignedMoney,
    active: z.boolean(),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'WorkCentre' });
export type WorkCentreResource = z.infer<typeof WorkCentreResource>;

export const presentWorkCentre = (record: Stored<WorkCentre>, currency: string): WorkCentreResource => ({
  id: record.id,
  code: record.code,
  name: record.name,
  hourlyRate: unitPriceToMoney(record.hourlyRate, currency),
  active: record.active,
  version: record.version,
  createdAt: record.createdAt,
  updatedAt: record.updatedAt,
});

export const WorkCentreListQuery = PageQuery.extend({
  /** Beginning of the code, in either case. */
  q: z.string().min(1).max(64).optional(),
});
export type WorkCentreListQuery = z.infer<typeof WorkCentreListQuery>;
