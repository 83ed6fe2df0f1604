/** Explodes a bill of material through all levels (P3) and rolls up its standard cost (P6). Pure. */
import { reject } from '../../shared/rejection.ts';
import { mulDiv, scaled } from '../../shared/values/decimal.ts';
import { extend, sumMinor } from '../../shared/values/money.ts';
import { LEVELS_MAX } from './bom-cycle.ts';
import type { Product } from './product.schema.ts';
import type { EffectiveBom } from './queries/bom-of.ts';

export type Structure = {
  readonly products: ReadonlyMap<string, Pick<Product, 'id' | 'sku' | 'name' | 'kind' | 'unit' | 'standardCost'>>;
  /** Bills in force on the day, by product id; what is bought has none even where an old one is kept. */
  readonly boms: ReadonlyMap<string, EffectiveBom>;
  readonly currency: string;
};

export type ExplosionNode = {
  readonly product: Pick<Product, 'id' | 'sku' | 'name' | 'kind' | 'unit'>;
  readonly level: number;
  /** Scaled. */
  readonly quantity: number;
  /** Minor units: components and operations of all levels below, or quantity × standard cost of a leaf. */
  readonly materialMinor: number;
  readonly operationsMinor: number;
  readonly operations: readonly ExplodedOperation[];
  readonly components: readonly ExplosionNode[];
};
type ExplodedOperation = {
  readonly name: string;
  /** Scaled minutes for the node's quantity. */
  readonly minutes: number;
  readonly costMinor: number;
};

const MINUTES_AN_HOUR = 60;
const NODES_MAX = 5_000;

/**
 * The tree below `quantity` (scaled) of a product. Quantities are exact to 10^-6 and not rounded up to whole units:
 * planning nets first and rounds then.
 * @throws Rejection `catalog.bom.too_large` where the tree has more than 5,000 nodes; OutOfRange where a
 * quantity or an amount in it is more than can be kept
 */
export function explode(structure: Structure, productId: string, quantity: number): ExplosionNode {
  let nodes = 0;
  const visit = (id: string, amount: number, level: number): ExplosionNode => {
    nodes += 1;
    if (nodes > NODES_MAX || level > LEVELS_MAX) {
      throw reject('invalid', 'catalog.bom.too_large', `The explosion has more than ${NODES_MAX} nodes.`);
    }
    const product = structure.products.get(id);
    if (product === undefined) throw new Error(`The product ${id} was not loaded`);
    const bom = structure.boms.get(id);
    if (bom === undefined) return leaf(product, level, amount, structure.currency);
    const components = bom.components.map((component) =>
      visit(component.productId, share(amount, component.quantity, bom.batchQuantity), level + 1),
    );
    const operations = bom.operations.map((operation) => operationCost(operation, amount, bom, structure.currency));
    const sum = (amounts: number[]) => sumMinor(amounts, structure.currency);
    return {
      product,
      level,
      quantity: amount,
      materialMinor: sum(components.map(({ materialMinor }) => materialMinor)),
      operationsMinor: sum([
        ...components.map(({ operationsMinor }) => operationsMinor),
        ...operations.map(({ costMinor }) => costMinor),
      ]),
      operations,
      components,
    };
  };
  return visit(productId, quantity, 0);
}

/** `a × b / batch` on scaled values. */
const share = (a: number, b: number, batch: number): number => scaled(mulDiv(a, b, batch));

const leaf = (
  product: Pick<Product, 'id' | 'sku' | 'name' | 'kind' | 'unit' | 'standardCost'>,
  level: number,
  quantity: number,
  currency: string,
): ExplosionNode => ({
  product,
  level,
  quantity,
  materialMinor: extend(quantity, product.standardCost, currency),
  operationsMinor: 0,
  operations: [],
  components: [],
});

function operationCost(
  { workCentreName, minutes, hourlyRate }: EffectiveBom['operations'][number],
  quantity: number,
  { batchQuantity }: EffectiveBom,
  currency: string,
): ExplodedOperation {
  const total = share(minutes, quantity, batchQuantity);
  const hours = mulDiv(total, 1, MINUTES_AN_HOUR);
  return { name: workCentreName, minutes: total, costMinor: extend(hours, hourlyRate, currency) };
}
