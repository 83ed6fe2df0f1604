import type { Context } from '../../../shared/context.ts';
import { totalSurplus } from '../../../shared/netting.ts';
import { productionPlanEntity } from '../order.entity.ts';

/** What production orders will make of a product beyond their pegs (scaled). */
export async function surplusToMake({ records }: Pick<Context, 'records'>, productId: string): Promise<number> {
  const plan = await records.get(productionPlanEntity, { productId });
  return totalSurplus(plan?.supplies ?? []);
}
