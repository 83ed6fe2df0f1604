import type { Context } from '../../../shared/context.ts';
import { newCustomFields } from '../../../shared/custom-fields/write-custom-fields.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { account } from '../account.entity.ts';
import { type AccountInput, type AccountResource, readAccountFields } from '../account.resource.ts';
import { decideNewAccount } from '../decide-account.ts';
import { accountMatchKeys } from '../identity.ts';
import { possibleDuplicatesOf } from '../match-keys.ts';
import { showAccount } from '../queries/show-account.ts';
import { addAccount } from '../write-account.ts';

/**
 * Adds an account and tells which others it may be a double of.
 * @throws Rejection `crm.account.duplicate_tax_id`, `.duplicate_external_id` (409, with the id of the existing one)
 */
export async function createAccount(
  context: Context,
  { body }: RouteInput<unknown, unknown, AccountInput>,
): Promise<AccountResource> {
  const { currency } = await profileOf(context);
  const owner = context.actor.kind === 'user' ? { ownerId: context.actor.id } : {};
  const fields = { ...owner, ...readAccountFields(body, currency), name: body.name };
  return commit(context, async (work) => {
    const custom = await newCustomFields(work, account, body.customFields);
    const created = await addAccount(work, decideNewAccount(context.deps.ids.next('acc'), { ...fields, ...custom }));
    const possibleDuplicates = await possibleDuplicatesOf(work, account, created.id, accountMatchKeys(created));
    return { ...(await showAccount(context, created)), possibleDuplicates };
  });
}
