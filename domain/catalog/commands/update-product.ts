import type { Context } from '../../../shared/context.ts';
import { changedCustomFields } from '../../../shared/custom-fields/write-custom-fields.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { stockFor } from '../../inventory/index.ts';
import { decideProductChange, hasStock, needsEmptyStock } from '../decide-product.ts';
import { product } from '../product.entity.ts';
import { type ProductChange, type ProductResource, readProductFields } from '../product.resource.ts';
import { showProduct } from '../queries/show-product.ts';
import { changeProduct } from '../write-product.ts';

/**
 * Changes fields of a product.
 * @throws Rejection `catalog.product.unit_fixed`, `.kind_fixed`, `.has_stock`, `.duplicate_sku`,
 * `.duplicate_external_id` (409), and the field rules of a new product
 */
export async function updateProduct(
  context: Context,
  { params, body, ifMatch }: RouteInput<{ productId: string }, unknown, ProductChange>,
): Promise<ProductResource> {
  const { currency } = await profileOf(context);
  const changes = readProductFields(body, currency);
  return commit(context, async (work) => {
    const before = await work.records.need(product, params.productId);
    expectVersion(before, ifMatch);
    if (needsEmptyStock(before, changes) && (await isInStock(context, before.id))) throw hasStock();
    const custom = await changedCustomFields(work, product, before, body.customFields);
    const { after, changed } = decideProductChange(before, { ...changes, ...custom });
    return showProduct(context, changed ? changeProduct(work, before, after) : before);
  });
}

async function isInStock(context: Context, productId: string): Promise<boolean> {
  return ((await stockFor(context, [productId])).get(productId)?.onHand ?? 0) > 0;
}
