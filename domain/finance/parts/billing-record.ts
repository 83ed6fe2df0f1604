/** Reading and writing the records that hold what is billed of an order and what a customer has paid ahead. */
import type { Stored } from '../../../shared/table/entity.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { toMoney } from '../../../shared/values/money.ts';
import { holdOrder, type Order } from '../../sales/index.ts';
import { advance, billing } from '../billing.entity.ts';
import type { Billing } from '../billing.schema.ts';
import { depositLeft, depositToFree, newBilling } from '../billing.ts';
import { depositFreed } from '../events.ts';

/** The billing of an order: as stored, or new. `saveBilling` writes either under its guard. */
export async function billingOf(
  work: Work,
  order: Pick<Order, 'id' | 'accountId'>,
): Promise<Billing | Stored<Billing>> {
  return (await work.records.get(billing, order.id)) ?? newBilling(order);
}

function writeBilling(work: Work, before: Billing | Stored<Billing>, changes: Partial<Billing>): void {
  if ('version' in before) work.update(billing, before, changes);
  else work.create(billing, { ...before, ...changes });
}

/** Adds to (or, below zero, takes from) what a customer has paid ahead; the balance never goes below zero. */
export async function addToAdvance(work: Work, accountId: string, amountMinor: number): Promise<void> {
  if (amountMinor === 0) return;
  const before = await work.records.get(advance, accountId);
  if (before === undefined) {
    if (amountMinor < 0) throw new Error(`Account ${accountId} has no advance to take ${-amountMinor} from`);
    work.create(advance, { id: accountId, balanceMinor: amountMinor });
    return;
  }
  const floor = amountMinor < 0 ? { atLeast: { balanceMinor: -amountMinor } } : {};
  work.increment(advance, before, { add: { balanceMinor: amountMinor }, ...floor });
}

/**
 * Saves the billing of an order. What is left of the deposit of an order that is over becomes the account's advance,
 * unless goods that left still wait for an invoice that will take it. The ledger does not change: both are the
 * customer's advances. Where a deposit is kept, the order must still be as read when this is committed: an order that
 * ends at the same moment would otherwise find the deposit waiting, and this commit the order open, and nothing would
 * ever free it.
 */
export async function saveBilling(
  work: Work,
  order: Stored<Order>,
  before: Billing | Stored<Billing>,
  changes: Partial<Billing>,
): Promise<void> {
  const after = { ...before, ...changes };
  const deposit = depositLeft(after) === 0 ? {} : await freeDeposit(work, order, after);
  writeBilling(work, before, { ...changes, ...deposit });
}

async function freeDeposit(work: Work, order: Stored<Order>, state: Billing): Promise<Partial<Billing>> {
  const held = (await holdOrder(work, order.id)) ?? order;
  const freedMinor = depositToFree(held, state);
  if (freedMinor === 0) return {};
  await addToAdvance(work, held.accountId, freedMinor);
  const facts = { salesOrderId: held.id, accountId: held.accountId, amount: toMoney(freedMinor, held.currency) };
  work.emit(depositFreed, held, facts);
  return { depositFreedMinor: state.depositFreedMinor + freedMinor };
}
