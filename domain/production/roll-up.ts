/**
 * What a made product costs and how long it takes, rolled up through every level of its bill of material. Pure: the
 * structure is read first (`queries/load-structure.ts`). Costs are scaled 10^-6 of a major unit per stock unit.
 */
import { mulDiv, SCALE, type Scaled, scaled } from '../../shared/values/decimal.ts';

type StructureProduct = {
  readonly kind: 'manufactured' | 'purchased' | 'service';
  /** Scaled; 0 where none is known. */
  readonly standardCost: number;
  /** Days that making one order takes. */
  readonly leadDays: number;
};
export type StructureBom = {
  readonly batchQuantity: number;
  readonly components: readonly { readonly productId: string; readonly quantity: number }[];
  readonly operations: readonly { readonly minutes: number; readonly hourlyRate: number }[];
};
export type Structure = {
  readonly products: ReadonlyMap<string, StructureProduct>;
  readonly boms: ReadonlyMap<string, StructureBom>;
};

/** Cost of one unit: material at every level, and the time of the operations at every level (P6). */
export type CostEstimate = { readonly material: Scaled; readonly conversion: Scaled; readonly total: Scaled };

const MINUTES_AN_HOUR = 60;

/** Cost of `minutes` (scaled) at a rate for one hour (scaled), scaled. */
export const timeCost = (minutes: number, hourlyRate: number): Scaled =>
  scaled(mulDiv(minutes, hourlyRate, SCALE * MINUTES_AN_HOUR));

/**
 * Rolls a product's cost up through its bills of material (P3, P6). What has none takes the cost that `leafCost` gives.
 * Undefined where a component's cost is not known, or where the bills contain a cycle (the catalog refuses those).
 */
export function rollUpCost(
  structure: Structure,
  productId: string,
  leafCost: (productId: string) => Scaled | undefined,
): CostEstimate | undefined {
  const known = new Map<string, CostEstimate | undefined>();
  const open = new Set<string>();
  const costOf = (id: string): CostEstimate | undefined => {
    if (known.has(id)) return known.get(id);
    if (open.has(id)) return undefined;
    open.add(id);
    const bom = structure.boms.get(id);
    const cost = bom === undefined ? leafEstimate(leafCost(id)) : batchCost(bom, costOf);
    open.delete(id);
    known.set(id, cost);
    return cost;
  };
  return costOf(productId);
}

const leafEstimate = (cost: Scaled | undefined): CostEstimate | undefined =>
  cost === undefined ? undefined : { material: cost, conversion: scaled(0), total: cost };

function batchCost(
  { batchQuantity, components, operations }: StructureBom,
  costOf: (productId: string) => CostEstimate | undefined,
): CostEstimate | undefined {
  let material = 0;
  let conversion = operations.reduce((sum, { minutes, hourlyRate }) => sum + timeCost(minutes, hourlyRate), 0);
  for (const { productId, quantity } of components) {
    const cost = costOf(productId);
    if (cost === undefined) return undefined;
    material += mulDiv(quantity, cost.material, SCALE);
    conversion += mulDiv(quantity, cost.conversion, SCALE);
  }
  const perUnit = (total: number) => scaled(mulDiv(total, SCALE, batchQuantity));
  const [unitMaterial, unitConversion] = [perUnit(material), perUnit(conversion)];
  return { material: unitMaterial, conversion: unitConversion, total: scaled(unitMaterial + unitConversion) };
}

/**
 * Days until a product can be there when nothing of it is in stock: components are got in parallel, so the longest one
 * counts and not their sum (G8: 5 and 7 days are 7, not 12). `vendorDays` gives the lead time of what is bought.
 */
export function criticalPathDays(
  structure: Structure,
  productId: string,
  vendorDays: (productId: string) => number,
): number {
  const known = new Map<string, number>();
  const open = new Set<string>();
  const daysOf = (id: string): number => {
    const days = known.get(id);
    if (days !== undefined) return days;
    if (open.has(id)) return 0;
    open.add(id);
    const product = structure.products.get(id);
    const components = structure.boms.get(id)?.components ?? [];
    const longest = components.reduce((max, component) => Math.max(max, daysOf(component.productId)), 0);
    const own = product?.kind === 'purchased' ? vendorDays(id) : (product?.leadDays ?? 0);
    open.delete(id);
    known.set(id, own + longest);
    return own + longest;
  };
  return daysOf(productId);
}

/** Products of the structure that have no bill of material: what is bought, and what stands for itself. */
export const leavesOf = ({ products, boms }: Structure): string[] => [...products.keys()].filter((id) => !boms.has(id));
