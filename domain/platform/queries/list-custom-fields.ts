import type { Context } from '../../../shared/context.ts';
import { type CustomField, customField } from '../../../shared/custom-fields/custom-field.entity.ts';
import { type Page, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { type CustomFieldResource, presentCustomField } from '../custom-fields/custom-field.resource.ts';
import type { CustomFieldQuery } from '../custom-fields/custom-field.schema.ts';

/** Newest first; a purged one is not shown any more. */
export const listCustomFields = (
  context: Context,
  { query }: RouteInput<unknown, CustomFieldQuery>,
): Promise<Page<CustomFieldResource>> => {
  const where = ({ kind, state }: CustomField) =>
    state !== 'purged' &&
    (query.entity === undefined || query.entity === kind) &&
    (query.state === undefined || query.state === state);
  return readPage(context, customField, query, { where }, presentCustomField);
};
