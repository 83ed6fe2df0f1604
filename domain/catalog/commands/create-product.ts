import type { Context } from '../../../shared/context.ts';
import { newCustomFields } from '../../../shared/custom-fields/write-custom-fields.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { enforceLimit } from '../../platform/index.ts';
import { decideNewProduct } from '../decide-product.ts';
import { product } from '../product.entity.ts';
import { type ProductInput, type ProductResource, readProductFields } from '../product.resource.ts';
import { showProduct } from '../queries/show-product.ts';
import { needUnit, unitsByCode } from '../units.ts';
import { addProduct } from '../write-product.ts';

const UNIT_DEFAULT = 'EA';

/**
 * Adds a product.
 * @throws Rejection `unknown_unit`, `currency_mismatch`, `whole_number`; `catalog.product.duplicate_sku` or
 * `.duplicate_external_id` (409), `platform.plan.limit_reached` (402)
 */
export async function createProduct(
  context: Context,
  { body }: RouteInput<unknown, unknown, ProductInput>,
): Promise<ProductResource> {
  const { currency } = await profileOf(context);
  const { sku, name, kind, unit: code = UNIT_DEFAULT } = body;
  const fields = { ...readProductFields(body, currency), sku, name, kind };
  return commit(context, async (work) => {
    const unit = needUnit(await unitsByCode(work.context, [code]), code);
    await enforceLimit(work, 'products');
    const custom = await newCustomFields(work, product, body.customFields);
    const id = context.deps.ids.next('prd');
    const created = addProduct(work, decideNewProduct(id, { ...fields, ...custom }, { unit }));
    return showProduct(context, created);
  });
}
