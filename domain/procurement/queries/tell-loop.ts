/** The part of purchasing in a loop's story: requisitions, the orders that they became, their receipts and bills. */
import type { Context } from '../../../shared/context.ts';
import type { LoopDocument } from '../../../shared/module.ts';
import type { Entity, Stored } from '../../../shared/table/entity.ts';
import { toMoney } from '../../../shared/values/money.ts';
import { billEntity } from '../bill.entity.ts';
import type { Bill } from '../bill.schema.ts';
import { dueOf } from '../decide-bill.ts';
import { purchaseOrderEntity } from '../order.entity.ts';
import { netOf, outstandingOf, purchaseOrderStatus } from '../order.progress.ts';
import type { PurchaseOrder } from '../order.schema.ts';
import { receiptEntity } from '../receipt.entity.ts';
import type { Receipt } from '../receipt.schema.ts';
import { requisitionEntity } from '../requisition.entity.ts';
import type { Requisition } from '../requisition.schema.ts';

/** Bills and receipts of an order, each: more are not told. */
const OF_ORDER_MAX = 50;

/**
 * Documents among `ids`, the orders of the requisitions among them, and the receipts and bills of those orders: one
 * order may buy for several loops, and its own events belong to one of them only.
 */
export async function tellLoop(context: Context, ids: readonly string[]): Promise<LoopDocument[]> {
  const named = (prefix: string) => ids.filter((id) => id.startsWith(`${prefix}_`));
  const requisitions = await context.records.getMany(requisitionEntity, named('prq'));
  const ordered = requisitions.flatMap(({ purchaseOrderId }) => purchaseOrderId ?? []);
  const orders = await context.records.getMany(purchaseOrderEntity, [...new Set([...named('puo'), ...ordered])]);
  const [receipts, bills] = await Promise.all([
    ofOrders(context, receiptEntity, named('grn'), orders),
    ofOrders(context, billEntity, named('bil'), orders),
  ]);
  return [
    ...requisitions.map(tellRequisition),
    ...orders.map(tellOrder),
    ...receipts.map(tellReceipt),
    ...bills.map(tellBill),
  ];
}

async function ofOrders<Fields extends { id: string }>(
  context: Context,
  entity: Entity<Fields>,
  ids: readonly string[],
  orders: readonly Stored<PurchaseOrder>[],
): Promise<Stored<Fields>[]> {
  const [named, ...byOrder] = await Promise.all([
    context.records.getMany(entity, ids),
    ...orders.map(
      async ({ id }) => (await context.records.list(entity, 'byOrder', [id], { limit: OF_ORDER_MAX })).records,
    ),
  ]);
  return [...new Map([...named, ...byOrder.flat()].map((record) => [record.id, record])).values()];
}

const tellReceipt = ({ id, number, lines, currency }: Receipt): LoopDocument => ({
  kind: 'procurement.receipt',
  id,
  number,
  title: `Goods received, ${lines.length} line${lines.length === 1 ? '' : 's'}`,
  state: 'received',
  money: toMoney(
    lines.reduce((sum, { valueMinor }) => sum + valueMinor, 0),
    currency,
  ),
});

function tellRequisition(requisition: Requisition): LoopDocument {
  const { id, number, state, sku, name, vendorId, vendorName, releaseOn, late } = requisition;
  const reason = late ? `It had to be ordered before today to be there in time.` : `To be ordered by ${releaseOn}.`;
  const waiting = {
    step: vendorId === undefined ? 'choose_vendor' : 'order',
    heldBy: 'buyer',
    reason: vendorId === undefined ? `No vendor sells "${sku}".` : `${vendorName ?? 'The vendor'}: ${reason}`,
  };
  const document = { kind: 'procurement.requisition', id, number, title: `${sku} ${name}`, state };
  return state === 'open' ? { ...document, waiting } : document;
}

function tellOrder(order: PurchaseOrder): LoopDocument {
  const { id, number, vendorName, expectedOn, currency } = order;
  const status = purchaseOrderStatus(order);
  const document = {
    kind: 'procurement.order',
    id,
    number,
    title: `Purchase from ${vendorName}`,
    state: status,
    money: toMoney(netOf(order), currency),
  };
  const isExpected = order.state === 'open' && order.lines.some((line) => outstandingOf(line) > 0);
  if (isExpected) {
    return { ...document, waiting: { step: 'receive', heldBy: 'buyer', reason: `Expected on ${expectedOn}.` } };
  }
  if (status !== 'to_bill') return document;
  return { ...document, waiting: { step: 'bill', heldBy: 'buyer', reason: 'The supplier has not billed it all.' } };
}

function tellBill(bill: Bill): LoopDocument {
  const { id, number, state, vendorName, totalMinor, currency, dueOn } = bill;
  const document = {
    kind: 'procurement.bill',
    id,
    number,
    title: `Bill of ${vendorName}`,
    state,
    money: toMoney(totalMinor, currency),
  };
  if (state === 'on_hold') {
    const reason = 'It does not match order and receipt.';
    return { ...document, waiting: { step: 'release', heldBy: 'accountant', reason } };
  }
  if (state !== 'open') return document;
  const { amount } = toMoney(dueOf(bill), currency);
  return {
    ...document,
    waiting: { step: 'pay', heldBy: 'accountant', reason: `${amount} ${currency} due on ${dueOn}.` },
  };
}
