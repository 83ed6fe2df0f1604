/** Gives bills of material the names of what they refer to, with one read for all products and one for work centres. */
import type { Stored } from '../../../shared/table/entity.ts';
import { type BomResource, presentBom, revisionToShow } from '../bom.resource.ts';
import type { Bom } from '../bom.schema.ts';
import { workCentre } from '../work-centre.entity.ts';
import { productsById, type Reads } from './find-products.ts';

export type Shown = { readonly on: string; readonly revision?: number | undefined };

/** A bill that has no revision of the number asked for is left out. */
export async function showBoms(
  context: Reads,
  boms: readonly Stored<Bom>[],
  { on, revision }: Shown,
  currency: string,
): Promise<BomResource[]> {
  const shown = boms.flatMap((record) => {
    const chosen = revisionToShow(record, on, revision);
    return chosen === undefined ? [] : [{ record, chosen }];
  });
  const productIds = shown.flatMap(({ record, chosen }) => [
    record.productId,
    ...chosen.components.map(({ productId }) => productId),
  ]);
  const centreIds = shown.flatMap(({ chosen }) => chosen.operations.map(({ workCentreId }) => workCentreId));
  const [products, centres] = await Promise.all([
    productsById(context, productIds),
    context.records.getMany(workCentre, centreIds),
  ]);
  const workCentres = new Map(centres.map((centre) => [centre.id, centre]));
  return shown.map(({ record, chosen }) => presentBom(record, chosen, { products, workCentres, currency }));
}
