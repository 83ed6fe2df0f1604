/** The rules of a bill of material and its revisions, without reads or writes. */
import { reject, rejectField } from '../../shared/rejection.ts';
import type { Bom, BomComponent, BomRevision } from './bom.schema.ts';
import type { Product } from './product.schema.ts';

/** So many components over all revisions that the record stays well under the table's 400 KB. */
export const COMPONENTS_MAX = 1_500;
const REVISIONS_MAX = 200;

export type NewRevision = Omit<BomRevision, 'revision'>;

/**
 * The bill with a further revision, which supersedes the others from its `validFrom` on.
 * @throws Rejection `duplicate_component`, `ends_before_it_begins`, `catalog.bom.too_large` (409)
 */
export function decideNewRevision(before: Bom | undefined, id: string, productId: string, revision: NewRevision): Bom {
  for (const [index, component] of revision.components.entries()) {
    const pointer = `/components/${index}`;
    expectComponent(component, revision.components.slice(0, index), {
      product: `${pointer}/sku`,
      validTo: `${pointer}/validTo`,
    });
  }
  const revisions = before?.revisions ?? [];
  const number = Math.max(0, ...revisions.map((known) => known.revision)) + 1;
  return expectRoom({ id, productId, revisions: [...revisions, { ...revision, revision: number }] });
}

/** @throws Rejection `ends_before_it_begins`, or `duplicate_component` where another of the product overlaps in time */
export function expectComponent(
  component: BomComponent,
  others: readonly BomComponent[],
  pointers: { product: string; validTo: string },
): void {
  if (component.validFrom !== undefined && component.validTo !== undefined && component.validTo < component.validFrom) {
    throw rejectField(pointers.validTo, 'ends_before_it_begins', 'must not be before validFrom');
  }
  if (others.some((other) => other.productId === component.productId && overlaps(component, other))) {
    throw rejectField(pointers.product, 'duplicate_component', 'is used twice on the same days; add the quantities');
  }
}

const FIRST_DAY = '0000-01-01';
const LAST_DAY = '9999-12-31';
const overlaps = (a: BomComponent, b: BomComponent): boolean =>
  (a.validFrom ?? FIRST_DAY) <= (b.validTo ?? LAST_DAY) && (b.validFrom ?? FIRST_DAY) <= (a.validTo ?? LAST_DAY);

/** @throws Rejection `catalog.bom.too_large` (409) */
export function expectRoom(bom: Bom): Bom {
  const components = bom.revisions.reduce((sum, { components: { length } }) => sum + length, 0);
  if (components <= COMPONENTS_MAX && bom.revisions.length <= REVISIONS_MAX) return bom;
  const text = `A bill of material holds ${REVISIONS_MAX} revisions and ${COMPONENTS_MAX} components over all of them.`;
  throw reject('conflict', 'catalog.bom.too_large', text);
}

/** @throws Rejection `not_manufactured`: only what is made in house has a bill of material */
export function expectManufactured(product: Pick<Product, 'sku' | 'kind'>, pointer: string): void {
  if (product.kind === 'manufactured') return;
  throw rejectField(pointer, 'not_manufactured', `"${product.sku}" is not made in house.`);
}

/** @throws Rejection `not_stocked`: a service is no component; what it costs is an operation */
export function expectStocked(product: Pick<Product, 'sku' | 'kind'>, pointer: string): void {
  if (product.kind !== 'service') return;
  throw rejectField(pointer, 'not_stocked', `"${product.sku}" is a service; use an operation instead.`);
}
