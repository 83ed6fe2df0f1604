/** Columns of an opportunity import: one row a quoted line, the rows of one external id together. */
import { z } from 'zod';
import { rowCustomFields } from '../../shared/custom-fields/import-custom-fields.ts';
import { column, neededColumn } from '../../shared/import-columns.ts';
import { Quantity } from '../../shared/values/decimal.ts';
import { ExternalId, Name, textLine } from '../../shared/values/text.ts';
import { CalendarDate } from '../../shared/values/time.ts';
import { OwnerId } from './text-fields.ts';

export const OpportunityRow = z.strictObject({
  externalId: neededColumn(ExternalId),
  accountExternalId: neededColumn(ExternalId),
  name: neededColumn(Name),
  /** Key or name of a stage of the default pipeline. */
  stage: column(textLine(60)),
  expectedCloseOn: column(CalendarDate),
  requiredOn: column(CalendarDate),
  ownerId: column(OwnerId),
  /** Empty for an opportunity without lines. */
  sku: column(z.string().max(64)),
  quantity: column(Quantity),
  /** In the tenant's currency; the list price where empty. */
  unitPrice: column(z.string().regex(/^(0|[1-9]\d{0,8})(\.\d{1,6})?$/, 'must be a decimal, not negative')),
  customFields: rowCustomFields,
});
export type OpportunityRow = z.infer<typeof OpportunityRow>;

export const opportunityOf = ({ externalId }: OpportunityRow): string => externalId;
