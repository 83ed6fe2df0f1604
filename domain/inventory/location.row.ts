import { z } from 'zod';
import { column, neededColumn } from './import-row.ts';
import { LocationCode } from './location.resource.ts';
import { LocationKind } from './location.schema.ts';

export const LocationRow = z.strictObject({
  code: neededColumn(LocationCode),
  /** The code where empty. */
  name: column(z.string().max(200)),
  kind: column(LocationKind),
});
export type LocationRow = z.infer<typeof LocationRow>;
