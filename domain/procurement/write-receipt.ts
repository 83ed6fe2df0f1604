/** The writes of one goods receipt in a commit: receipt, order, requisitions, plan, stock with its journal, event. */

import { nextDocumentNumber } from '../../shared/document-number.ts';
import { salesOrdersOf } from '../../shared/pegs.ts';
import { transition } from '../../shared/states.ts';
import type { Stored } from '../../shared/table/entity.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';
import { fromScaled } from '../../shared/values/decimal.ts';
import { toMoney } from '../../shared/values/money.ts';
import { receiveStock } from '../inventory/index.ts';
import { atMostOutstanding, decideReceipt, type ReceivedLine, type Wanted } from './decide-receipt.ts';
import { purchaseOrderReceived } from './events.ts';
import { purchaseOrderEntity } from './order.entity.ts';
import { outstandingOf } from './order.progress.ts';
import type { PurchaseOrder } from './order.schema.ts';
import { receiptEntity } from './receipt.entity.ts';
import type { Receipt } from './receipt.schema.ts';
import { requisitionEntity } from './requisition.entity.ts';
import { requisitionStates } from './requisition.states.ts';
import { settingsOf } from './settings.entity.ts';
import { saveSurplus, surplusOfLine } from './supply.ts';
import { orderFacts } from './write-order.ts';

export type Receiving = {
  readonly purchaseOrderId: string;
  readonly receiptId: string;
  readonly receivedOn: string;
  readonly wanted: Wanted;
  /** What is wanted is what was outstanding: what has come in by another request meanwhile does not come in again. */
  readonly isRest: boolean;
};

/**
 * Receives a part of an order. The goods, their value and their journal entry are inventory's part of this commit. A
 * receipt that is there already, by the same request at the same moment, is left as it is.
 */
export async function receivePart(work: Work, receiving: Receiving): Promise<Stored<PurchaseOrder>> {
  const { receiptId, receivedOn, isRest } = receiving;
  const [before, { overReceiptPercent }, known] = await Promise.all([
    work.records.need(purchaseOrderEntity, receiving.purchaseOrderId),
    settingsOf(work),
    work.records.get(receiptEntity, receiptId),
  ]);
  if (known !== undefined) return before;
  const wanted = isRest ? atMostOutstanding(before, receiving.wanted) : receiving.wanted;
  const received = decideReceipt(before, wanted, overReceiptPercent);
  const changed = new Map(received.map(({ after }) => [after.lineId, after]));
  const lines = before.lines.map((line) => changed.get(line.lineId) ?? line);
  const order = work.update(purchaseOrderEntity, before, { lines }, 'receive');
  const settled = received.flatMap(({ after }) => (outstandingOf(after) === 0 ? (after.requisitionId ?? []) : []));
  const number = await nextDocumentNumber(work, 'GRN', receivedOn);
  const stock = receiveStock(work, {
    kind: 'receipt',
    on: receivedOn,
    source: { kind: 'goods_receipt', id: receiptId },
    memo: `${number} of ${order.number}`,
    correlationId: order.correlationId,
    lines: received.map(({ after, quantity, valueMinor, pegs }) => ({
      productId: after.productId,
      quantity,
      valueMinor,
      pegs,
    })),
  });
  const [{ entryId }] = await Promise.all([stock, work.records.getMany(requisitionEntity, settled)]);
  const receipt = work.create(receiptEntity, receiptOf(order, received, { ...receiving, number, entryId }), 'receive');
  for (const { before: line, after } of received) {
    if (surplusOfLine(order, line).surplus > 0) await saveSurplus(work, after.productId, surplusOfLine(order, after));
  }
  for (const requisitionId of settled) await settleRequisition(work, requisitionId, 'receive');
  sayReceived(work, order, receipt, received);
  return order;
}

/** What was ordered of a requisition has come in, or never will. */
export async function settleRequisition(work: Work, requisitionId: string, verb: 'receive' | 'cancel'): Promise<void> {
  const requisition = await work.records.need(requisitionEntity, requisitionId);
  if (requisition.state !== 'ordered') return;
  const state = transition(requisitionStates, verb, requisition.state);
  work.update(requisitionEntity, requisition, { state }, verb);
}

function receiptOf(
  order: PurchaseOrder,
  received: readonly ReceivedLine[],
  { receiptId, receivedOn, number, entryId }: Receiving & { number: string; entryId: string },
): Receipt {
  return {
    id: receiptId,
    number,
    correlationId: order.correlationId,
    purchaseOrderId: order.id,
    vendorId: order.vendorId,
    currency: order.currency,
    receivedOn,
    lines: received.map(({ after, quantity, valueMinor }) => ({
      lineId: after.lineId,
      productId: after.productId,
      sku: after.sku,
      quantity,
      valueMinor,
    })),
    stockEntryId: entryId,
  };
}

function sayReceived(
  work: Work,
  order: Stored<PurchaseOrder>,
  receipt: Receipt,
  received: readonly ReceivedLine[],
): void {
  work.emit(purchaseOrderReceived, order, {
    ...orderFacts(order),
    receiptId: receipt.id,
    lines: receipt.lines.map(({ lineId, productId, sku, quantity, valueMinor }) => ({
      lineId,
      productId,
      sku,
      quantity: fromScaled(quantity),
      value: toMoney(valueMinor, order.currency),
    })),
    salesOrderIds: salesOrdersOf(received.flatMap(({ before }) => before.pegs)),
  });
}
