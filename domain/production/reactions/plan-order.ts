import type { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { chunksOf, commitInSteps } from '../../../shared/table/commit-in-steps.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { toScaled } from '../../../shared/values/decimal.ts';
import { derivedId } from '../../../shared/values/ids.ts';
import { productsById } from '../../catalog/index.ts';
import type { stockShort } from '../../inventory/events.ts';
import { stillShort } from '../../inventory/index.ts';
import { coverShortage, readAhead, type Wanted } from '../cover-shortage.ts';
import { reservationOrdersEntity } from '../order.entity.ts';
import type { OrderRef } from '../order.schema.ts';
import { noteOrders } from '../supply.ts';

type Short = EventEnvelope<z.infer<typeof stockShort.schema>>;

/** Mostly five actions each (`coverShortage`). */
const LINES_PER_STEP = 5;

/**
 * Makes what is short of made products, pegged to the demand's lines (P21). Components that are short in their turn come
 * back as a shortage whose demand is the new order, and so on down every level. Each shortage event adds to what is
 * asked, so each is answered once; what stock has served by the time it arrives, or whose demand is gone, is not planned.
 */
export async function planOrder(context: Context, event: Short): Promise<void> {
  const made = event.data.lines.filter(({ kind }) => kind === 'manufactured');
  await commitInSteps(context, chunksOf(made, LINES_PER_STEP), async (work, lines) => {
    const { reservationId } = event.data;
    const [known, wanted] = await Promise.all([
      work.records.get(reservationOrdersEntity, { reservationId }),
      wantedOf(work, event, lines),
    ]);
    if (known?.released === true || wanted.length === 0) return;
    await readAhead(work, wanted);
    const added: OrderRef[] = [];
    for (const one of wanted) {
      const orderIds = await coverShortage(work, one);
      added.push(...orderIds.map((orderId) => ({ orderId, productId: one.product.id })));
    }
    noteOrders(work, reservationId, known, added);
  });
}

async function wantedOf(work: Work, event: Short, lines: Short['data']['lines']): Promise<Wanted[]> {
  const { reservationId, salesOrderId, neededOn } = event.data;
  const asked = lines.map(({ lineId, productId, quantity }) => ({
    ...{ reservationId, lineId, salesOrderId, neededOn, productId },
    quantity: toScaled(quantity),
  }));
  const [products, short] = await Promise.all([
    productsById(
      work.context,
      lines.map(({ productId }) => productId),
    ),
    stillShort(work.context, asked),
  ]);
  return short.map(({ productId, ...shortage }) => {
    const product = products.get(productId);
    if (product === undefined) throw new Error(`The product ${productId} of a shortage does not exist`);
    const newOrderId = derivedId('mor', work.context.tenantId, reservationId, shortage.lineId, event.id);
    return { product, shortage, newOrderId, correlationId: event.correlationId };
  });
}
