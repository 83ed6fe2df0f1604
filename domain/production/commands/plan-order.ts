import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { rejectField } from '../../../shared/rejection.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { toScaled } from '../../../shared/values/decimal.ts';
import { resolveLine } from '../../catalog/index.ts';
import { type PlanInput, type ProductionOrderResource, presentProductionOrder } from '../order.resource.ts';
import { addOrder } from '../plan.ts';

/**
 * Plans a production order by hand, for stock: what is short later is pegged to it before anything else is planned.
 * @throws Rejection `unknown_sku`, `inactive_product`, `whole_number`, `not_manufactured`, `no_bom`,
 * `too_many_components` with the pointer (422)
 */
export async function planOrder(
  context: Context,
  { body }: RouteInput<unknown, unknown, PlanInput>,
): Promise<ProductionOrderResource> {
  return commit(context, async (work) => {
    const wanted = { sku: body.sku, quantity: toScaled(body.quantity) };
    const { product, quantity } = await resolveLine(work.context, wanted);
    if (product.kind !== 'manufactured') {
      throw rejectField('/sku', 'not_manufactured', `"${product.sku}" is not made in house.`);
    }
    const order = await addOrder(work, {
      id: context.deps.ids.next('mor'),
      product,
      quantity,
      neededOn: body.dueOn,
      pegs: [],
      byHand: true,
      correlationId: context.correlationId,
    });
    if (order.blocked !== undefined) throw blockedBy(order.blocked, order.sku);
    return presentProductionOrder(order);
  });
}

/** By hand there is a person who can see to it first; nothing is committed. */
const blockedBy = (reason: 'no_bom' | 'too_many_components', sku: string) =>
  rejectField(
    '/sku',
    reason,
    reason === 'no_bom' ? `"${sku}" has no bill of material on that day.` : `"${sku}" has too many components.`,
  );
