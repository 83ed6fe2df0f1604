import type { Context } from '../../../shared/context.ts';
import { shownCustomFields } from '../../../shared/custom-fields/show-custom-fields.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { account } from '../account.entity.ts';
import { type AccountResource, presentAccount } from '../account.resource.ts';
import type { Account } from '../account.schema.ts';

/** An account as it is answered, with the tenant's own fields. */
export async function showAccount(context: Context, record: Stored<Account>): Promise<AccountResource> {
  const [{ currency }, customFields] = await Promise.all([
    profileOf(context),
    shownCustomFields(context, account, record),
  ]);
  return presentAccount(record, currency, customFields);
}
