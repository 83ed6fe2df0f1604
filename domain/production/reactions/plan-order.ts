import type { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { chunksOf, commitInSteps } from '../../../shared/table/commit-in-steps.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { toScaled } from '../../../shared/values/decimal.ts';
import { derivedId } from '../../../shared/values/ids.ts';
import { productsById } from '../../catalog/index.ts';
import type { stockShort } from '../../inventory/events.ts';
import { coverShortage } from '../cover-shortage.ts';
import { reservationOrdersEntity } from '../order.entity.ts';
import { readsOf } from '../plan.ts';
import { noteOrders } from '../supply.ts';

type Short = EventEnvelope<z.infer<typeof stockShort.schema>>;

/** Mostly five actions each (`coverShortage`). */
const LINES_PER_STEP = 5;

/**
 * Makes what is short of made products, pegged to the demand's lines (P21). Components that are short in their turn come
 * back as a shortage whose demand is the new order, and so on down every level. Each shortage event adds to what is
 * asked, so each is answered once; where the demand is gone by the time it arrives, nothing is planned.
 */
export async function planOrder(context: Context, event: Short): Promise<void> {
  const made = event.data.lines.filter(({ kind }) => kind === 'manufactured');
  await commitInSteps(context, chunksOf(made, LINES_PER_STEP), async (work, lines) => {
    const { reservationId } = event.data;
    const known = await work.records.get(reservationOrdersEntity, { reservationId });
    if (known?.released === true) return;
    noteOrders(work, reservationId, known, await coverLines(work, event, lines));
  });
}

async function coverLines(work: Work, event: Short, lines: Short['data']['lines']): Promise<string[]> {
  const { reservationId, salesOrderId, neededOn } = event.data;
  const products = await productsById(
    readsOf(work),
    lines.map(({ productId }) => productId),
  );
  const orderIds: string[] = [];
  for (const { lineId, productId, quantity } of lines) {
    const product = products.get(productId);
    if (product === undefined) throw new Error(`The product ${productId} of a shortage does not exist`);
    const covered = await coverShortage(work, {
      product,
      shortage: { reservationId, lineId, salesOrderId, quantity: toScaled(quantity), neededOn },
      newOrderId: derivedId('mor', work.context.tenantId, reservationId, lineId, event.id),
      correlationId: event.correlationId,
    });
    orderIds.push(...covered);
  }
  return orderIds;
}
