import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { account } from '../account.entity.ts';
import { type AccountResource, presentAccount } from '../account.resource.ts';

export async function getAccount(
  context: Context,
  { params }: RouteInput<{ accountId: string }>,
): Promise<AccountResource> {
  const { currency } = await profileOf(context);
  return presentAccount(await context.records.need(account, params.accountId), currency);
}
