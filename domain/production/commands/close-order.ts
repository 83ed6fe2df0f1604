import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { closeProduction } from '../end-order.ts';
import { productionOrderEntity } from '../order.entity.ts';
import { type EndInput, type ProductionOrderResource, presentProductionOrder } from '../order.resource.ts';

/**
 * Completes an order short of its quantity; what was issued for the rest comes back at its original cost, and a demand
 * that still waits is planned again.
 * @throws Rejection `production.order.nothing_produced`, `.illegal_transition` (409)
 */
export async function closeOrder(
  context: Context,
  { params, body, ifMatch }: RouteInput<{ productionOrderId: string }, unknown, EndInput>,
): Promise<ProductionOrderResource> {
  return commit(context, async (work) => {
    const before = await work.records.need(productionOrderEntity, params.productionOrderId);
    expectVersion(before, ifMatch);
    return presentProductionOrder(await closeProduction(work, before, body.reason ?? 'Completed short.'));
  });
}
