import { z } from 'zod';
import { column, neededColumn } from '../../shared/import-columns.ts';
import { LocationCode, LocationName } from './location.resource.ts';
import { LocationKind } from './location.schema.ts';

export const LocationRow = z.strictObject({
  code: neededColumn(LocationCode),
  /** The code where empty. */
  name: column(LocationName),
  kind: column(LocationKind),
});
export type LocationRow = z.infer<typeof LocationRow>;
