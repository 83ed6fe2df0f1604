import type { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import type { Shortage } from '../../../shared/netting.ts';
import { type Peg, receivedPegs, waitingOf } from '../../../shared/pegs.ts';
import { commitInSteps } from '../../../shared/table/commit-in-steps.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { stillShort } from '../../inventory/index.ts';
import { coverShortages, readFacts } from '../cover-shortages.ts';
import { lostPegs } from '../decide-end.ts';
import { type purchaseOrderCancelled, requisitionCancelled } from '../events.ts';
import { purchaseOrderEntity } from '../order.entity.ts';
import type { PurchaseOrder, PurchaseOrderLine } from '../order.schema.ts';
import { reservationPegsEntity } from '../plan.entity.ts';
import { requisitionEntity } from '../requisition.entity.ts';
import { saveSurplus, surplusOfLine } from '../supply.ts';
import { settleRequisition } from '../write-receipt.ts';

type Data = z.infer<typeof purchaseOrderCancelled.schema>;

/**
 * A purchase order was cancelled or its rest given up: what waited for it is planned like any other shortage, line by
 * line. The order itself is read in each step's commit, so a demand that is released meanwhile is not bought for.
 */
export async function replanSupply(context: Context, event: EventEnvelope<Data>): Promise<void> {
  const { purchaseOrderId } = event.data;
  const { lines } = await context.records.need(purchaseOrderEntity, purchaseOrderId);
  await commitInSteps(
    context,
    lines.map(({ lineId }) => lineId),
    async (work, lineId) => {
      const order = await work.records.need(purchaseOrderEntity, purchaseOrderId);
      const line = order.lines.find((candidate) => candidate.lineId === lineId);
      if (line !== undefined) await replanLine(work, order, line, event.id);
    },
  );
}

async function replanLine(
  work: Work,
  order: Stored<PurchaseOrder>,
  line: PurchaseOrderLine,
  eventId: string,
): Promise<void> {
  const lost = lostPegs(order, line);
  if (order.state === 'cancelled' || line.givenUp > 0) {
    // No other line of the ended order may cover what this one leaves.
    for (const other of order.lines.filter(({ productId }) => productId === line.productId)) {
      await saveSurplus(work, other.productId, { ...surplusOfLine(order, other), surplus: 0 });
    }
    if (line.requisitionId !== undefined) await endRequisition(work, line.requisitionId, line.received > 0);
  }
  if (lost.length === 0) return;
  const kept = { ...line, pegs: receivedPegs(line.pegs) };
  const lines = order.lines.map((candidate) => (candidate.lineId === line.lineId ? kept : candidate));
  work.update(purchaseOrderEntity, order, { lines }, 'unpeg');
  const shortages = await stillWanted(work, lost);
  if (shortages.length === 0) return;
  const { correlationId } = order;
  await coverShortages(work, { productId: line.productId, shortages }, await readFacts(work, [line.productId]), {
    id: `${eventId}.${line.lineId}`,
    correlationId,
  });
}

async function endRequisition(work: Work, requisitionId: string, isReceived: boolean): Promise<void> {
  await settleRequisition(work, requisitionId, isReceived ? 'receive' : 'cancel');
  const requisition = await work.records.need(requisitionEntity, requisitionId);
  if (requisition.state !== 'cancelled') return;
  const { id, productId, sku } = requisition;
  work.emit(requisitionCancelled, requisition, { requisitionId: id, productId, sku });
}

async function stillWanted(work: Work, pegs: readonly Peg[]): Promise<Shortage[]> {
  const [known, short] = await Promise.all([
    work.records.getMany(
      reservationPegsEntity,
      pegs.map(({ reservationId }) => ({ reservationId })),
    ),
    stillShort(
      work.context,
      pegs.map((peg) => ({ ...peg, quantity: waitingOf(peg) })),
    ),
  ]);
  const released = new Set(known.filter((pegged) => pegged.released).map(({ reservationId }) => reservationId));
  return short.filter(({ reservationId }) => !released.has(reservationId));
}
