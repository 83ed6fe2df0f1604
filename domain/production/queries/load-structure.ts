/** Reads a product's bills of material through every level: one round of reads a level, whatever its width. */
import type { Context } from '../../../shared/context.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { bomsOf, type EffectiveBom, type Product, productsById } from '../../catalog/index.ts';
import type { Structure } from '../roll-up.ts';

export type LoadedStructure = Structure & {
  readonly products: ReadonlyMap<string, Stored<Product>>;
  readonly boms: ReadonlyMap<string, EffectiveBom>;
};

/** The structure below the products as it holds on a day. Each product is read once, so a cycle ends by itself. */
export async function loadStructure(
  context: Context,
  productIds: readonly string[],
  on: string,
): Promise<LoadedStructure> {
  const products = new Map<string, Stored<Product>>();
  const boms = new Map<string, EffectiveBom>();
  let level = [...new Set(productIds)];
  while (level.length > 0) {
    const found = await productsById(context, level);
    for (const [id, product] of found) products.set(id, product);
    const made = [...found.values()].filter(({ kind }) => kind === 'manufactured').map(({ id }) => id);
    const below = made.length === 0 ? new Map<string, EffectiveBom>() : await bomsOf(context, made, on);
    for (const [id, bom] of below) boms.set(id, bom);
    const components = [...below.values()].flatMap((bom) => bom.components.map(({ productId }) => productId));
    level = [...new Set(components)].filter((id) => !products.has(id));
  }
  return { products, boms };
}
