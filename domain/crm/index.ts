/** What other modules may ask of the CRM. Facts only, read consistently. */
import type { Context } from '../../shared/context.ts';
import type { Stored } from '../../shared/table/entity.ts';
import { account } from './account.entity.ts';
import type { Account } from './account.schema.ts';

export type { Account } from './account.schema.ts';

/** The account, or undefined where it does not exist for this tenant. */
export const accountFor = (
  context: Pick<Context, 'records'>,
  accountId: string,
): Promise<Stored<Account> | undefined> => context.records.get(account, accountId);
