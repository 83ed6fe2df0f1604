import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { billing } from '../billing.entity.ts';
import { depositToFree } from '../billing.ts';
import { saveBilling } from '../parts/billing-record.ts';
import { orderOf } from './invoice-from-shipment.ts';

type Over = EventEnvelope<{ readonly orderId: string }>;

/** The deposit of an order that was cancelled or closed becomes the customer's advance, which can be refunded. */
export async function freeDeposit(context: Context, { data }: Over): Promise<void> {
  await commit(context, async (work) => {
    const state = await work.records.get(billing, data.orderId);
    if (state === undefined) return;
    const order = await orderOf(work, data.orderId);
    if (depositToFree(order, state) > 0) await saveBilling(work, order, state, {});
  });
}
