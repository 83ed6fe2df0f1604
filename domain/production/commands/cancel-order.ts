import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { cancelProduction } from '../end-order.ts';
import { productionOrderEntity } from '../order.entity.ts';
import { type EndInput, type ProductionOrderResource, presentProductionOrder } from '../order.resource.ts';

/**
 * Cancels an order of which nothing good was made; components that were issued come back at their original cost.
 * @throws Rejection `production.order.already_produced`, `.illegal_transition` (409)
 */
export async function cancelOrder(
  context: Context,
  { params, body, ifMatch }: RouteInput<{ productionOrderId: string }, unknown, EndInput>,
): Promise<ProductionOrderResource> {
  return commit(context, async (work) => {
    const before = await work.records.need(productionOrderEntity, params.productionOrderId);
    expectVersion(before, ifMatch);
    return presentProductionOrder(await cancelProduction(work, before, body.reason ?? 'Cancelled by a person.'));
  });
}
