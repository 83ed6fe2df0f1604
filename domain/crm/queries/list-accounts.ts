import type { Context } from '../../../shared/context.ts';
import { customFilter } from '../../../shared/custom-fields/filter-custom-fields.ts';
import { type Page, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { account } from '../account.entity.ts';
import type { AccountListQuery, AccountResource } from '../account.resource.ts';
import { ACCOUNT_EXTERNAL_ID_RULE } from '../write-account.ts';
import { findByExternalId } from './find-by-external-id.ts';
import { showAccount } from './show-account.ts';

/** Newest first, or in the order of their names where a beginning of the name is given. */
export async function listAccounts(
  context: Context,
  { query }: RouteInput<unknown, AccountListQuery>,
): Promise<Page<AccountResource>> {
  const { q, externalId, ownerId } = query;
  if (externalId !== undefined) {
    const found = await findByExternalId(context.records, account, ACCOUNT_EXTERNAL_ID_RULE, [externalId]);
    const isAskedFor = await customFilter(context, account, query);
    const data = [...found.values()].filter((record) => isAskedFor?.(record) ?? true);
    return { data: await Promise.all(data.map((record) => showAccount(context, record))), nextCursor: null };
  }
  const list = q === undefined ? {} : { list: 'byName', search: q, ascending: true };
  const where =
    ownerId === undefined ? {} : { where: (record: { ownerId?: string | undefined }) => record.ownerId === ownerId };
  return readPage(context, account, query, { ...list, ...where }, (record) => showAccount(context, record));
}
