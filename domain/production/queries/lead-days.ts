/** How long it takes until a product can be there. */
import type { Context } from '../../../shared/context.ts';
import { preferredVendorPrice } from '../../procurement/index.ts';
import { criticalPathDays, leavesOf } from '../roll-up.ts';
import { loadStructure } from './load-structure.ts';

/**
 * Days until one order of the product can be ready when nothing of it or its components is in stock: its own lead time
 * after that of its slowest component, at every level (G8); for what is bought, the preferred vendor's lead time.
 */
export async function leadDaysFor(context: Context, productId: string, on: string): Promise<number> {
  const structure = await loadStructure(context, [productId], on);
  const bought = leavesOf(structure).filter((id) => structure.products.get(id)?.kind === 'purchased');
  const days = await Promise.all(
    bought.map(async (id) => [id, (await preferredVendorPrice(context, id, on))?.leadDays ?? 0] as const),
  );
  const vendorDays = new Map(days);
  return criticalPathDays(structure, productId, (id) => vendorDays.get(id) ?? 0);
}
