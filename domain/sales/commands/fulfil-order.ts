import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { orderFulfilled } from '../events.ts';
import { decideFulfil } from '../order.decide.ts';
import { order } from '../order.entity.ts';
import { idFacts, quantityFacts } from '../order.facts.ts';
import type { FulfilInput, OrderResource } from '../order.resource.ts';
import { saveOrder } from '../parts/save-order.ts';
import { showOrder } from '../queries/show-order.ts';

/** Says that services of an order were done, so that they are invoiced. @throws Rejection as `decideFulfil` */
export async function fulfilOrder(
  context: Context,
  { params, body, ifMatch }: RouteInput<{ orderId: string }, unknown, FulfilInput>,
): Promise<OrderResource> {
  return commit(context, async (work) => {
    const before = await work.records.need(order, params.orderId);
    expectVersion(before, ifMatch);
    const { order: after, fulfilled } = decideFulfil(before, body.lines);
    const saved = await saveOrder(work, before, after, 'fulfil');
    const fulfilmentId = context.deps.ids.next('ful');
    work.emit(orderFulfilled, saved, { ...idFacts(saved), fulfilmentId, lines: quantityFacts(saved, fulfilled) });
    return showOrder(context, saved);
  });
}
