/** Reading and writing the records that hold what is billed of an order and what a customer has paid ahead. */
import type { Stored } from '../../../shared/table/entity.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import type { Order } from '../../sales/index.ts';
import { advance, billing } from '../billing.entity.ts';
import type { Billing } from '../billing.schema.ts';
import { depositLeft, newBilling } from '../billing.ts';

/** The billing of an order: as stored, or new. Both are written under their guard by `saveBilling`. */
export async function billingOf(
  work: Work,
  order: Pick<Order, 'id' | 'accountId'>,
): Promise<Billing | Stored<Billing>> {
  return (await work.records.get(billing, order.id)) ?? newBilling(order);
}

export function saveBilling(work: Work, before: Billing | Stored<Billing>, changes: Partial<Billing>): void {
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
 * What is left of the deposit of an order that is over becomes the account's advance, unless delivered goods still
 * wait for an invoice that will take it. The ledger does not change: both are the customer's advances.
 */
export async function freeDeposit(work: Work, order: Order, state: Billing): Promise<Partial<Billing>> {
  const left = depositLeft(state);
  if (left === 0 || !isOver(order, state) || waitsForInvoice(order, state)) return {};
  await addToAdvance(work, order.accountId, left);
  return { depositFreedMinor: state.depositFreedMinor + left };
}

/** Nothing more will be delivered: the order has ended, or all that was ordered is billed or came back unbilled. */
const isOver = (order: Order, state: Billing): boolean =>
  order.state === 'cancelled' ||
  order.state === 'closed' ||
  order.state === 'completed' ||
  order.lines.every((line) => (state.billed[line.lineId] ?? 0) + line.withheld >= line.quantity);

function waitsForInvoice(order: Order, state: Billing): boolean {
  const awaits = Object.values(state.awaiting).some((lines) => Object.values(lines).some((quantity) => quantity > 0));
  return awaits || order.lines.some((line) => line.delivered - line.withheld - (state.billed[line.lineId] ?? 0) > 0);
}
