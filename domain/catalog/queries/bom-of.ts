/** The bill of material of a product in force on a day, with everything production needs to plan and cost it. */
import type { Stored } from '../../../shared/table/entity.ts';
import { bom, bomIdOf } from '../bom.entity.ts';
import type { BomRevision } from '../bom.schema.ts';
import { componentsOn, revisionOn } from '../bom-validity.ts';
import type { Product, ProductKind } from '../product.schema.ts';
import { workCentre } from '../work-centre.entity.ts';
import { productsById, type Reads } from './find-products.ts';

type EffectiveComponent = {
  readonly lineId: string;
  readonly productId: string;
  readonly sku: string;
  readonly kind: ProductKind;
  /** Scaled quantity in one batch. */
  readonly quantity: number;
};

type EffectiveOperation = {
  readonly workCentreId: string;
  readonly workCentreName: string;
  /** Scaled minutes for one batch. */
  readonly minutes: number;
  /** Cost of one hour, scaled 10^-6 of a major unit. */
  readonly hourlyRate: number;
};

export type EffectiveBom = {
  readonly bomId: string;
  readonly revision: number;
  /** Scaled quantity that one batch yields; component quantities and minutes are for one batch. */
  readonly batchQuantity: number;
  readonly components: EffectiveComponent[];
  readonly operations: EffectiveOperation[];
};

/** The bill of material of `productId` in force `on` a day; undefined where it has none then. */
export async function bomOf(context: Reads, productId: string, on: string): Promise<EffectiveBom | undefined> {
  return (await bomsOf(context, [productId], on)).get(productId);
}

/** The same for many products, with one read each for bills, products and work centres; keyed by product id. */
export async function bomsOf(
  context: Reads,
  productIds: readonly string[],
  on: string,
): Promise<Map<string, EffectiveBom>> {
  const boms = await context.records.getMany(
    bom,
    productIds.map((productId) => bomIdOf(context.tenantId, productId)),
  );
  const inForce = boms.flatMap((found) => {
    const revision = revisionOn(found.revisions, on);
    return revision === undefined ? [] : [{ bom: found, revision }];
  });
  const [products, centres] = await Promise.all([
    productsById(
      context,
      inForce.flatMap(({ revision }) => componentsOn(revision.components, on).map(({ productId }) => productId)),
    ),
    workCentresById(
      context,
      inForce.flatMap(({ revision }) => revision.operations.map(({ workCentreId }) => workCentreId)),
    ),
  ]);
  return new Map(
    inForce.map(({ bom: { id, productId }, revision }) => [
      productId,
      { bomId: id, ...effectiveRevision(revision, on, products, centres) },
    ]),
  );
}

type Centres = ReadonlyMap<string, { readonly name: string; readonly hourlyRate: number }>;

async function workCentresById(context: Reads, ids: readonly string[]): Promise<Centres> {
  const found = await context.records.getMany(workCentre, ids);
  return new Map(found.map((record) => [record.id, record]));
}

function effectiveRevision(
  revision: BomRevision,
  on: string,
  products: ReadonlyMap<string, Stored<Product>>,
  centres: Centres,
): Omit<EffectiveBom, 'bomId'> {
  return {
    revision: revision.revision,
    batchQuantity: revision.batchQuantity,
    components: componentsOn(revision.components, on).flatMap(({ lineId, productId, quantity }) => {
      const found = products.get(productId);
      return found === undefined ? [] : [{ lineId, productId, sku: found.sku, kind: found.kind, quantity }];
    }),
    operations: revision.operations.map(({ workCentreId, minutes }) => {
      const { name, hourlyRate } = centres.get(workCentreId) ?? { name: workCentreId, hourlyRate: 0 };
      return { workCentreId, workCentreName: name, minutes, hourlyRate };
    }),
  };
}
