/** What a unit of a product would cost if it were made or bought now. */
import type { Context } from '../../../shared/context.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { type Scaled, scaled } from '../../../shared/values/decimal.ts';
import { unitPriceOf } from '../../../shared/values/money.ts';
import { stockFor } from '../../inventory/index.ts';
import { type PreferredPrice, preferredVendorPrice } from '../../procurement/index.ts';
import { type CostEstimate, leavesOf, rollUpCost } from '../roll-up.ts';
import { type LoadedStructure, loadStructure } from './load-structure.ts';

/**
 * Cost of one stock unit on a day, scaled 10^-6 of a major unit of the tenant's currency; undefined where it, or any
 * component's, is not known.
 */
export const estimateUnitCost = async (context: Context, productId: string, on: string): Promise<Scaled | undefined> =>
  (await estimateCost(context, productId, on))?.total;

/**
 * The same as material and conversion. A made product is rolled up through all levels with its operations (P6); what is
 * bought, and what has no bill of material, costs its current average in stock, else its standard cost, else the
 * preferred vendor's price (P5).
 */
export async function estimateCost(context: Context, productId: string, on: string): Promise<CostEstimate | undefined> {
  return (await estimateCosts(context, [productId], on)).get(productId);
}

/** The same for many products with the reads of one; keyed by product id, what is not known is left out. */
export async function estimateCosts(
  context: Context,
  productIds: readonly string[],
  on: string,
): Promise<Map<string, CostEstimate>> {
  const structure = await loadStructure(context, productIds, on);
  const leafCosts = await costsOfLeaves(context, structure, on);
  return new Map(
    productIds.flatMap((productId) => {
      const cost = structure.products.has(productId)
        ? rollUpCost(structure, productId, (id) => leafCosts.get(id))
        : undefined;
      return cost === undefined ? [] : [[productId, cost] as const];
    }),
  );
}

async function costsOfLeaves(
  context: Context,
  structure: LoadedStructure,
  on: string,
): Promise<ReadonlyMap<string, Scaled>> {
  const leaves = leavesOf(structure);
  const [{ currency }, stocks] = await Promise.all([profileOf(context), stockFor(context, leaves)]);
  const costs = new Map<string, Scaled>();
  const unknown: string[] = [];
  for (const id of leaves) {
    const stock = stocks.get(id);
    const standardCost = structure.products.get(id)?.standardCost ?? 0;
    if (stock !== undefined && stock.onHand > 0 && stock.valueMinor > 0) {
      costs.set(id, unitPriceOf(stock.valueMinor, stock.onHand, currency));
    } else if (standardCost > 0) costs.set(id, scaled(standardCost));
    else unknown.push(id);
  }
  const prices = await Promise.all(
    unknown.map(
      async (id): Promise<[string, PreferredPrice | undefined]> => [id, await preferredVendorPrice(context, id, on)],
    ),
  );
  for (const [id, price] of prices) if (price !== undefined) costs.set(id, price.unitPrice);
  return costs;
}
