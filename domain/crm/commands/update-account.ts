import type { Context } from '../../../shared/context.ts';
import { changedCustomFields } from '../../../shared/custom-fields/write-custom-fields.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { account } from '../account.entity.ts';
import { type AccountChange, type AccountResource, readAccountFields } from '../account.resource.ts';
import { decideAccountChange } from '../decide-account.ts';
import { showAccount } from '../queries/show-account.ts';
import { changeAccount } from '../write-account.ts';

/** Changes fields of an account; its figures are told by its loops and cannot be set. */
export async function updateAccount(
  context: Context,
  { params, body, ifMatch }: RouteInput<{ accountId: string }, unknown, AccountChange>,
): Promise<AccountResource> {
  const { currency } = await profileOf(context);
  const changes = readAccountFields(body, currency);
  return commit(context, async (work) => {
    const before = await work.records.need(account, params.accountId);
    expectVersion(before, ifMatch);
    const custom = await changedCustomFields(work, account, before, body.customFields);
    const { after, changed } = decideAccountChange(before, { ...changes, ...custom });
    return showAccount(context, changed ? await changeAccount(work, before, after) : before);
  });
}
