/** The account's exposure: guarded where an order is confirmed, moved along by everything that follows. */
import type { Context } from '../../../shared/context.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { accountCredit } from '../order.entity.ts';
import type { AccountCredit } from '../order.schema.ts';

export type KnownCredit = Stored<AccountCredit> | undefined;

export const creditOf = (context: Pick<Context, 'records'>, accountId: string): Promise<KnownCredit> =>
  context.records.get(accountCredit, accountId);

/** What the account's confirmed orders have open, in minor units. */
export const exposureIn = (credit: KnownCredit): number => (credit === undefined ? 0 : 0 - credit.headroomMinor);

/**
 * Adds to the exposure in the caller's commit. With a limit the write itself holds only if the limit holds, so that of
 * many orders at once just those fit that fit; the loser is decided anew.
 */
export function addExposure(
  work: Work,
  accountId: string,
  credit: KnownCredit,
  amountMinor: number,
  limitMinor: number | null,
): void {
  if (credit === undefined) {
    work.create(accountCredit, { id: accountId, headroomMinor: 0 - amountMinor });
    return;
  }
  if (amountMinor === 0) return;
  const guard = limitMinor === null ? {} : { atLeast: { headroomMinor: amountMinor - limitMinor } };
  work.increment(accountCredit, credit, { add: { headroomMinor: -amountMinor }, ...guard });
}
