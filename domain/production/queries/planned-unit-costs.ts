import type { Context } from '../../../shared/context.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { unitPriceOf } from '../../../shared/values/money.ts';
import type { Product } from '../../catalog/index.ts';
import { stockFor } from '../../inventory/index.ts';
import { estimateCosts } from './estimate-unit-cost.ts';

/**
 * What a unit of each component is expected to cost when an order is planned (scaled): its average in stock, else its
 * standard cost, and only where it has neither the roll-up of its own bill of material or its vendor's price. The
 * structure below is read for those alone, so that planning one level reads one level.
 */
export async function plannedUnitCosts(
  context: Context,
  products: ReadonlyMap<string, Product>,
  on: string,
): Promise<ReadonlyMap<string, number>> {
  const ids = [...products.keys()];
  const [{ currency }, stocks] = await Promise.all([profileOf(context), stockFor(context, ids)]);
  const costs = new Map<string, number>();
  for (const [id, { standardCost }] of products) {
    const stock = stocks.get(id);
    if (stock !== undefined && stock.onHand > 0 && stock.valueMinor > 0) {
      costs.set(id, unitPriceOf(stock.valueMinor, stock.onHand, currency));
    } else if (standardCost > 0) costs.set(id, standardCost);
  }
  const unknown = ids.filter((id) => !costs.has(id));
  if (unknown.length === 0) return costs;
  const estimates = await estimateCosts(context, unknown, on);
  for (const [id, { total }] of estimates) costs.set(id, total);
  return costs;
}
