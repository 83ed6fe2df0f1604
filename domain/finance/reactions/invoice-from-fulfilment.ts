import type { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { toScaled } from '../../../shared/values/decimal.ts';
import type { orderFulfilled } from '../../sales/events.ts';
import { billingOf } from '../parts/billing-record.ts';
import { issueInvoice } from '../parts/issue-invoice.ts';
import { orderOf } from './invoice-from-shipment.ts';

type Fulfilled = EventEnvelope<z.infer<typeof orderFulfilled.schema>>;

/** Fulfilled services are invoiced at once. */
export async function invoiceFromFulfilment(context: Context, { data }: Fulfilled): Promise<void> {
  await commit(context, async (work) => {
    const order = await orderOf(work, data.orderId);
    const lines = data.lines.map(({ lineId, quantity }) => ({ orderLineId: lineId, quantity: toScaled(quantity) }));
    const source = { kind: 'fulfilment', id: data.fulfilmentId } as const;
    await issueInvoice(work, order, await billingOf(work, order), { source, lines });
  });
}
