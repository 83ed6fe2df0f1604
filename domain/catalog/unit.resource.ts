import { z } from 'zod';
import type { Stored } from '../../shared/table/entity.ts';
import { textLine } from '../../shared/values/text.ts';
import { Instant } from '../../shared/values/time.ts';
import { type Unit, UnitCode } from './units.ts';

export const UnitInput = z.strictObject({
  code: UnitCode,
  name: textLine(100),
  /** Quantities in it must be whole numbers. */
  wholeNumber: z.boolean(),
});
export type UnitInput = z.infer<typeof UnitInput>;

/** A given unit has no id, version or times: it is a part of Tandem. */
export const UnitResource = z
  .object({
    id: z.string().optional(),
    code: z.string(),
    name: z.string(),
    wholeNumber: z.boolean(),
    version: z.number().int().optional(),
    createdAt: Instant.optional(),
    updatedAt: Instant.optional(),
  })
  .meta({ id: 'Unit' });
export type UnitResource = z.infer<typeof UnitResource>;

export const presentUnit = (record: Stored<Unit>): UnitResource => ({
  id: record.id,
  code: record.code,
  name: record.name,
  wholeNumber: record.wholeNumber,
  version: record.version,
  createdAt: record.createdAt,
  updatedAt: record.updatedAt,
});
