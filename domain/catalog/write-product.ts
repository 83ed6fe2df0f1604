/** The writes of a product in a commit: the record, the values only it may hold, its event. */
import { rejectField } from '../../shared/rejection.ts';
import type { Stored } from '../../shared/table/entity.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';
import { productCreated, productUpdated } from './events.ts';
import { EXTERNAL_ID_RULE, product, SKU_RULE } from './product.entity.ts';
import type { Product } from './product.schema.ts';

/** Adds a product; that the plan has room for it is the caller's part, who may add many in one commit. */
export function addProduct(work: Work, fields: Product): Stored<Product> {
  claimSku(work, fields);
  claimExternalId(work, fields);
  const created = work.create(product, fields);
  work.emit(productCreated, created, factsOf(created));
  return created;
}

/** Writes the change of a product; SKU and external id are claimed anew where they change. */
export function changeProduct(work: Work, before: Stored<Product>, after: Product): Stored<Product> {
  if (after.sku !== before.sku) {
    claimSku(work, after);
    work.release(SKU_RULE, before.sku);
  }
  if (after.externalId !== before.externalId) {
    claimExternalId(work, after);
    if (before.externalId !== undefined) work.release(EXTERNAL_ID_RULE, before.externalId);
  }
  const changed = work.update(product, before, after);
  work.emit(productUpdated, changed, factsOf(changed));
  return changed;
}

function claimSku(work: Work, { id, sku }: Product): void {
  const taken = rejectField('/sku', 'catalog.product.duplicate_sku', `The SKU "${sku}" is taken.`, 'conflict');
  work.claim(SKU_RULE, sku, id, taken);
}

function claimExternalId(work: Work, { id, externalId }: Product): void {
  if (externalId === undefined) return;
  const text = `The external id "${externalId}" is taken.`;
  work.claim(
    EXTERNAL_ID_RULE,
    externalId,
    id,
    rejectField('/externalId', 'catalog.product.duplicate_external_id', text, 'conflict'),
  );
}

const factsOf = ({ id, sku, name, active }: Product) => ({ productId: id, sku, name, active });
