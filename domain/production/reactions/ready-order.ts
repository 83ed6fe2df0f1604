import type { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { canTransition, transition } from '../../../shared/states.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import type { stockReserved } from '../../inventory/events.ts';
import { productionReadied } from '../events.ts';
import { productionOrderEntity } from '../order.entity.ts';
import { productionOrderStates } from '../order.states.ts';
import { orderFacts } from '../plan.ts';

/** All components of an order are reserved: a person can start it. An order that was cancelled meanwhile stays so. */
export async function readyOrder(
  context: Context,
  { data }: EventEnvelope<z.infer<typeof stockReserved.schema>>,
): Promise<void> {
  // Not of a production order, or not all of it: nothing to do whenever the event is delivered, so no marker either.
  if (data.demand.kind !== 'production_order' || !data.complete) return;
  await commit(context, async (work) => {
    const before = await work.records.need(productionOrderEntity, data.demand.id);
    if (!canTransition(productionOrderStates, 'ready', before.state)) return;
    const state = transition(productionOrderStates, 'ready', before.state);
    const order = work.update(productionOrderEntity, before, { state }, 'ready');
    work.emit(productionReadied, order, orderFacts(order));
  });
}
