import type { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { chunksOf, commitInSteps } from '../../../shared/table/commit-in-steps.ts';
import { toScaled } from '../../../shared/values/decimal.ts';
import type { stockShort } from '../../inventory/events.ts';
import { stillShort } from '../../inventory/index.ts';
import { coverShortages, type ProductShortages, readFacts } from '../cover-shortages.ts';
import { reservationPegsEntity } from '../plan.entity.ts';

type Data = z.infer<typeof stockShort.schema>;

/** At most 21 actions each (`coverShortages`). */
const PRODUCTS_PER_STEP = 4;

/**
 * Buys what is short of purchased products. Each shortage event adds to what is asked, so each is answered once; what
 * stock has served by the time it arrives, or whose demand is gone, is not bought.
 */
export async function raiseRequisition(context: Context, event: EventEnvelope<Data>): Promise<void> {
  const { reservationId } = event.data;
  const products = shortagesByProduct(event.data);
  const cause = { id: event.id, correlationId: event.correlationId };
  await commitInSteps(context, chunksOf(products, PRODUCTS_PER_STEP), async (work, step) => {
    const [pegs, facts, short] = await Promise.all([
      work.records.get(reservationPegsEntity, { reservationId }),
      readFacts(
        work,
        step.map(({ productId }) => productId),
      ),
      Promise.all(step.map(({ shortages }) => stillShort(work.context, shortages))),
    ]);
    if (pegs?.released === true) return;
    for (const [index, { productId }] of step.entries()) {
      const shortages = short[index] ?? [];
      if (shortages.length > 0) await coverShortages(work, { productId, shortages }, facts, cause);
    }
  });
}

function shortagesByProduct({ reservationId, salesOrderId, neededOn, lines }: Data): ProductShortages[] {
  const bought = lines.filter(({ kind }) => kind === 'purchased');
  return [...Map.groupBy(bought, ({ productId }) => productId)].map(([productId, short]) => ({
    productId,
    shortages: short.map(({ lineId, quantity }) => ({
      reservationId,
      lineId,
      salesOrderId,
      quantity: toScaled(quantity),
      neededOn,
    })),
  }));
}
