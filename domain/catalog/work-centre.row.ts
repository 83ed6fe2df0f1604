import { z } from 'zod';
import { column, neededColumn, priceText } from '../../shared/import-columns.ts';
import { Name } from '../../shared/values/text.ts';
import { WorkCentreCode } from './work-centre.resource.ts';

export const WorkCentreRow = z.strictObject({
  code: neededColumn(WorkCentreCode),
  name: column(Name),
  /** In the tenant's currency. */
  hourlyRate: column(priceText),
});
export type WorkCentreRow = z.infer<typeof WorkCentreRow>;
