/** The order's progress, as the other modules tell it. Every reaction here adds what its event says, once. */
import type { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { NotYet } from '../../../shared/rejection.ts';
import { chunksOf, commitInSteps } from '../../../shared/table/commit-in-steps.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { toScaled } from '../../../shared/values/decimal.ts';
import { type Money, minorOf } from '../../../shared/values/money.ts';
import type {
  advanceAllocated,
  creditNoteIssued,
  depositFreed,
  invoiceIssued,
  invoiceWithheld,
  paymentReceived,
  refundPaid,
} from '../../finance/events.ts';
import type { stockReserved, stockShort } from '../../inventory/events.ts';
import type { returnReceived, shipmentDelivered, shipmentDispatched } from '../../logistics/events.ts';
import type { purchaseOrderPlaced } from '../../procurement/events.ts';
import type { productionCompleted, productionStarted } from '../../production/events.ts';
import { order } from '../order.entity.ts';
import * as record from '../order.record.ts';
import type { Order } from '../order.schema.ts';
import { saveOrder } from '../parts/save-order.ts';

type Event<Definition extends { schema: z.ZodType }> = EventEnvelope<z.infer<Definition['schema']>>;
type Change = (before: Order) => Order;

/**
 * Changes one order, or only marks the event as dealt with where that changes nothing. An event that concerns no order
 * leaves no mark: it says so itself, whenever it comes.
 */
async function change(
  context: Context,
  orderId: string | undefined,
  event: EventEnvelope,
  apply: Change,
): Promise<void> {
  if (orderId === undefined) return;
  await commit(context, async (work) => {
    const before = await work.records.get(order, orderId);
    if (before === undefined) throw new NotYet(`Order ${orderId} is not known yet`);
    const after = apply(before);
    if (after !== before) await saveOrder(work, before, after, `record ${event.type}`);
  });
}

type EventLine = { readonly lineId?: string; readonly orderLineId?: string; readonly quantity: string };
const quantityOf = (line: EventLine) => ({
  lineId: line.lineId ?? line.orderLineId ?? '',
  quantity: toScaled(line.quantity),
});
const costOf = (line: EventLine & { cost: Money }) => ({ ...quantityOf(line), costMinor: minorOf(line.cost) });
const billingOf = (line: EventLine & { net: Money }) => ({ ...quantityOf(line), netMinor: minorOf(line.net) });

/** The order whose own lines are meant; a production order's components are another demand. */
const demandedBy = ({ demand }: { demand: { kind: string; id: string } }): string | undefined =>
  demand.kind === 'sales_order' ? demand.id : undefined;

export const recordReserved = (context: Context, event: Event<typeof stockReserved>) =>
  change(context, demandedBy(event.data), event, (before) =>
    record.recordReserved(before, event.data.lines.map(quantityOf)),
  );

export const recordShort = (context: Context, event: Event<typeof stockShort>) =>
  change(context, demandedBy(event.data), event, (before) =>
    record.recordShort(before, event.data.lines.map(quantityOf)),
  );

export const recordProductionStarted = (context: Context, event: Event<typeof productionStarted>) => {
  const { salesOrderId, productId, peg } = event.data;
  return change(context, salesOrderId, event, (before) =>
    record.recordProductionStarted(before, productId, peg?.lineId),
  );
};

export const recordProduced = (context: Context, event: Event<typeof productionCompleted>) => {
  const { salesOrderId, productId, produced, peg } = event.data;
  return change(context, salesOrderId, event, (before) =>
    record.recordProduced(before, productId, toScaled(produced), peg?.lineId),
  );
};

/** So many that their lines, at most 300 each, fit one transaction with their audit entries. */
const ORDERS_A_COMMIT = 5;

/** A purchase order may serve many sales orders: they are told in steps of a few. */
export async function recordPurchaseOrdered(context: Context, event: Event<typeof purchaseOrderPlaced>): Promise<void> {
  const productIds = event.data.lines.map(({ productId }) => productId);
  await commitInSteps(context, chunksOf(event.data.salesOrderIds, ORDERS_A_COMMIT), async (work, orderIds) => {
    for (const before of await work.records.getMany(order, orderIds)) {
      const after = record.recordPurchaseOrdered(before, productIds);
      if (after !== before) await saveOrder(work, before, after, `record ${event.type}`);
    }
  });
}

export const recordDispatched = (context: Context, event: Event<typeof shipmentDispatched>) =>
  change(context, event.data.salesOrderId, event, (before) =>
    record.recordDispatched(before, event.data.lines.map(costOf)),
  );

export const recordArrived = (context: Context, event: Event<typeof shipmentDelivered>) =>
  change(context, event.data.salesOrderId, event, (before) =>
    record.recordArrived(before, event.data.lines.map(quantityOf)),
  );

export const recordReturned = (context: Context, event: Event<typeof returnReceived>) =>
  change(context, event.data.salesOrderId, event, (before) =>
    record.recordReturned(before, event.data.lines.map(costOf)),
  );

export const recordInvoiced = (context: Context, event: Event<typeof invoiceIssued>) => {
  const { salesOrderId, lines, total, deposit } = event.data;
  return change(context, salesOrderId, event, (before) =>
    record.recordInvoiced(before, {
      lines: lines.map(billingOf),
      totalMinor: minorOf(total),
      depositMinor: minorOf(deposit),
    }),
  );
};

export const recordWithheld = (context: Context, event: Event<typeof invoiceWithheld>) =>
  change(context, event.data.salesOrderId, event, (before) =>
    record.recordWithheld(before, event.data.lines.map(quantityOf), event.data.because),
  );

export const recordCredited = (context: Context, event: Event<typeof creditNoteIssued>) => {
  const { salesOrderId, lines, total, returnId } = event.data;
  return change(context, salesOrderId, event, (before) =>
    record.recordCredited(before, {
      lines: lines.map(billingOf),
      totalMinor: minorOf(total),
      answersReturn: returnId !== undefined,
    }),
  );
};

/** A payment of an invoice counts by what cleared it; one without an invoice is a deposit on the order. */
export const recordPaid = (context: Context, event: Event<typeof paymentReceived>) => {
  const { salesOrderId, invoiceId, amount, allocated } = event.data;
  return change(context, salesOrderId, event, (before) =>
    record.recordPaid(
      before,
      invoiceId === undefined ? { depositMinor: minorOf(amount) } : { allocatedMinor: minorOf(allocated) },
    ),
  );
};

export const recordAllocated = (context: Context, event: Event<typeof advanceAllocated>) =>
  change(context, event.data.salesOrderId, event, (before) =>
    record.recordPaid(before, { allocatedMinor: minorOf(event.data.amount) }),
  );

export const recordDepositFreed = (context: Context, event: Event<typeof depositFreed>) =>
  change(context, event.data.salesOrderId, event, (before) =>
    record.recordDepositFreed(before, minorOf(event.data.amount)),
  );

export const recordRefunded = (context: Context, event: Event<typeof refundPaid>) =>
  change(context, event.data.salesOrderId, event, (before) =>
    record.recordRefunded(before, minorOf(event.data.amount)),
  );
