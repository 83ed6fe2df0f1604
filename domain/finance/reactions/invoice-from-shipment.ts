import type { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { NotYet } from '../../../shared/rejection.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import { toScaled } from '../../../shared/values/decimal.ts';
import type { shipmentDelivered, shipmentDispatched } from '../../logistics/events.ts';
import { type Order, orderFor } from '../../sales/index.ts';
import type { BillableLine } from '../billing.ts';
import { billingOf, saveBilling } from '../parts/billing-record.ts';
import { issueInvoice } from '../parts/issue-invoice.ts';

type Dispatched = EventEnvelope<z.infer<typeof shipmentDispatched.schema>>;
type Delivered = EventEnvelope<z.infer<typeof shipmentDelivered.schema>>;

/**
 * What was dispatched is invoiced at once, or, where the account is billed on delivery, noted until it arrives. An
 * order that was cancelled meanwhile is billed for what has left all the same.
 */
export async function invoiceFromShipment(context: Context, { data }: Dispatched): Promise<void> {
  await commit(context, async (work) => {
    const order = await orderOf(work, data.salesOrderId);
    const state = await billingOf(work, order);
    const lines = data.lines.map(({ orderLineId, quantity }) => ({ orderLineId, quantity: toScaled(quantity) }));
    if (order.invoicingPolicy === 'delivered') {
      const awaiting = Object.fromEntries(lines.map(({ orderLineId, quantity }) => [orderLineId, quantity]));
      await saveBilling(work, order, state, { awaiting: { ...state.awaiting, [data.shipmentId]: awaiting } });
      return;
    }
    await issueInvoice(work, order, state, { source: { kind: 'shipment', id: data.shipmentId }, lines });
  });
}

/** Goods that arrived are invoiced where the account is billed on delivery, less what came back before. */
export async function invoiceFromDelivery(context: Context, { data }: Delivered): Promise<void> {
  // The policy of an order never changes: where it is another, no mark is needed to say so again.
  if ((await orderOf(context, data.salesOrderId)).invoicingPolicy !== 'delivered') return;
  await commit(context, async (work) => {
    const order = await orderOf(work, data.salesOrderId);
    const state = await billingOf(work, order);
    const { [data.shipmentId]: arrived, ...awaiting } = state.awaiting;
    if (arrived === undefined) throw new NotYet(`Shipment ${data.shipmentId} is not known to be dispatched`);
    const lines: BillableLine[] = Object.entries(arrived).map(([orderLineId, quantity]) => ({ orderLineId, quantity }));
    const source = { kind: 'shipment', id: data.shipmentId } as const;
    await issueInvoice(work, order, { ...state, awaiting }, { source, lines });
  });
}

/** @throws NotYet where sales has not made the order yet */
export async function orderOf(reader: Pick<Work, 'records'>, orderId: string): Promise<Stored<Order>> {
  const order = await orderFor(reader, orderId);
  if (order === undefined) throw new NotYet(`Order ${orderId} is not known yet`);
  return order;
}
