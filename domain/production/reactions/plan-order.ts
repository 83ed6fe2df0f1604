import type { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { chunksOf, commitInSteps } from '../../../shared/table/commit-in-steps.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { toScaled } from '../../../shared/values/decimal.ts';
import { derivedId } from '../../../shared/values/ids.ts';
import { productsById } from '../../catalog/index.ts';
import type { stockShort } from '../../inventory/events.ts';
import { reservationOrdersEntity } from '../order.entity.ts';
import { addOrder, readsOf } from '../plan.ts';

type Short = EventEnvelope<z.infer<typeof stockShort.schema>>;

/** At most five actions each. */
const ORDERS_PER_STEP = 5;

/**
 * Plans a production order for each short line of a made product, pegged to it (P21). Components that are short in
 * their turn come back as a shortage whose demand is this order, and so on down every level. Each shortage event adds to
 * what is asked, so each is answered once; where the demand is gone by the time it arrives, nothing is planned.
 */
export async function planOrder(context: Context, event: Short): Promise<void> {
  const made = event.data.lines.filter(({ kind }) => kind === 'manufactured');
  await commitInSteps(context, chunksOf(made, ORDERS_PER_STEP), async (work, lines) => {
    const { reservationId } = event.data;
    const known = await work.records.get(reservationOrdersEntity, { reservationId });
    if (known?.released === true) return;
    const orderIds = await addOrders(work, event, lines);
    if (known === undefined) work.create(reservationOrdersEntity, { reservationId, released: false, orderIds });
    else work.update(reservationOrdersEntity, known, { orderIds: [...known.orderIds, ...orderIds] });
  });
}

async function addOrders(work: Work, event: Short, lines: Short['data']['lines']): Promise<string[]> {
  const { reservationId, salesOrderId, neededOn } = event.data;
  const products = await productsById(
    readsOf(work),
    lines.map(({ productId }) => productId),
  );
  const orderIds: string[] = [];
  for (const { lineId, productId, quantity: text } of lines) {
    const product = products.get(productId);
    if (product === undefined) throw new Error(`The product ${productId} of a shortage does not exist`);
    const quantity = toScaled(text);
    const order = await addOrder(work, {
      id: derivedId('mor', work.context.tenantId, reservationId, lineId, event.id),
      product,
      quantity,
      neededOn,
      peg: { reservationId, lineId, quantity, received: 0 },
      salesOrderId,
      correlationId: event.correlationId,
    });
    orderIds.push(order.id);
  }
  return orderIds;
}
