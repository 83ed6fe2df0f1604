import type { Context } from '../../../shared/context.ts';
import { totalSurplus } from '../../../shared/netting.ts';
import { planEntity } from '../plan.entity.ts';

/** What requisitions and purchase orders will bring of a product beyond their pegs (scaled). */
export async function surplusToBuy({ records }: Pick<Context, 'records'>, productId: string): Promise<number> {
  const plan = await records.get(planEntity, { productId });
  return totalSurplus(plan?.supplies ?? []);
}
