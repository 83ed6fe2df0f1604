import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { reject } from '../../../shared/rejection.ts';
import { transition } from '../../../shared/states.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { todayOf } from '../../../shared/tenancy.ts';
import { productsById } from '../../catalog/index.ts';
import { datesOf, structureFor } from '../decide-plan.ts';
import { productionOrderEntity } from '../order.entity.ts';
import { type ProductionOrderResource, presentProductionOrder } from '../order.resource.ts';
import { productionOrderStates } from '../order.states.ts';
import { sayPlanned, structureFactsOf } from '../plan.ts';
import { saveSurplus } from '../supply.ts';

/**
 * Plans a blocked order anew, once its bill of material has been seen to.
 * @throws Rejection `production.order.not_blocked`, `.still_blocked`, `.illegal_transition` (409)
 */
export async function replanOrder(
  context: Context,
  { params, ifMatch }: RouteInput<{ productionOrderId: string }>,
): Promise<ProductionOrderResource> {
  return commit(context, async (work) => {
    const before = await work.records.need(productionOrderEntity, params.productionOrderId);
    expectVersion(before, ifMatch);
    transition(productionOrderStates, 'replan', before.state);
    if (before.blocked === undefined) {
      throw reject('conflict', 'production.order.not_blocked', 'The order is planned already.');
    }
    const products = await productsById(work.context, [before.productId]);
    const leadDays = products.get(before.productId)?.leadDays ?? 0;
    const dates = datesOf(before.dueOn, leadDays, await todayOf(work.context));
    const facts = await structureFactsOf(work, before.productId, dates.startOn);
    const structure = structureFor(before.quantity, facts);
    if (structure.blocked !== undefined) {
      throw reject('conflict', 'production.order.still_blocked', 'The order still cannot be planned.', {
        facts: { blocked: structure.blocked },
      });
    }
    const order = work.update(productionOrderEntity, before, { ...structure, ...dates }, 'replan');
    await saveSurplus(work, order, before);
    sayPlanned(work, order);
    return presentProductionOrder(order);
  });
}
