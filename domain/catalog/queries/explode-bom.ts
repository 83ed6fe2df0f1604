import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { rejectField } from '../../../shared/rejection.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { OutOfRange, toScaled } from '../../../shared/values/decimal.ts';
import { toMoney } from '../../../shared/values/money.ts';
import { todayOn } from '../../../shared/values/time.ts';
import { bom } from '../bom.entity.ts';
import { LEVELS_MAX } from '../bom-cycle.ts';
import { type ExplosionQuery, type ExplosionResource, presentNode } from '../explosion.resource.ts';
import { type ExplosionNode, explode, type Structure } from '../explosion.ts';
import type { Product } from '../product.schema.ts';
import { bomsOf, type EffectiveBom } from './bom-of.ts';
import { productsById } from './find-products.ts';

/** What a quantity takes through all levels, with its standard cost rolled up. */
export async function explodeBom(
  context: Context,
  { params, query }: RouteInput<{ bomId: string }, ExplosionQuery>,
): Promise<ExplosionResource> {
  const { currency, timeZone } = await profileOf(context);
  const { id: bomId, productId } = await context.records.need(bom, params.bomId);
  const on = query.on ?? todayOn(context.deps.clock, timeZone);
  const structure = { ...(await loadLevels(context, productId, on)), currency };
  const root = explodeOrRefuse(structure, productId, query.quantity);
  return {
    bomId,
    on,
    quantity: query.quantity,
    material: toMoney(root.materialMinor, currency),
    conversion: toMoney(root.operationsMinor, currency),
    total: toMoney(root.materialMinor + root.operationsMinor, currency),
    root: presentNode(root, currency),
  };
}

/** A quantity within its own bounds can still lead to amounts below it that no exact integer holds. */
function explodeOrRefuse(structure: Structure, productId: string, quantity: string): ExplosionNode {
  try {
    return explode(structure, productId, toScaled(quantity));
  } catch (error) {
    if (error instanceof OutOfRange) throw rejectField('/query/quantity', 'too_large', 'leads to amounts too large');
    throw error;
  }
}

/** Products and bills below a product, level by level, each read once. */
async function loadLevels(context: Context, productId: string, on: string) {
  const products = new Map<string, Stored<Product>>();
  const boms = new Map<string, EffectiveBom>();
  let level = [productId];
  for (let depth = 0; level.length > 0 && depth <= LEVELS_MAX; depth += 1) {
    for (const [id, found] of await productsById(context, level)) products.set(id, found);
    const made = level.filter((id) => products.get(id)?.kind === 'manufactured');
    const found = await bomsOf(context, made, on);
    for (const [id, effective] of found) boms.set(id, effective);
    const below = [...found.values()].flatMap(({ components }) => components.map((component) => component.productId));
    level = [...new Set(below)].filter((id) => !products.has(id));
  }
  return { products, boms };
}
