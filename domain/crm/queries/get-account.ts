import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { account } from '../account.entity.ts';
import type { AccountResource } from '../account.resource.ts';
import { showAccount } from './show-account.ts';

export async function getAccount(
  context: Context,
  { params }: RouteInput<{ accountId: string }>,
): Promise<AccountResource> {
  return showAccount(context, await context.records.need(account, params.accountId));
}
