import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { productionOrderEntity } from '../order.entity.ts';
import { type ProductionOrderResource, presentProductionOrder } from '../order.resource.ts';

export const getOrder = async (
  context: Context,
  { params }: RouteInput<{ productionOrderId: string }>,
): Promise<ProductionOrderResource> =>
  presentProductionOrder(await context.records.need(productionOrderEntity, params.productionOrderId));
