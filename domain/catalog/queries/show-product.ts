import type { Context } from '../../../shared/context.ts';
import { shownCustomFields } from '../../../shared/custom-fields/show-custom-fields.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { product } from '../product.entity.ts';
import { type ProductResource, presentProduct } from '../product.resource.ts';
import type { Product } from '../product.schema.ts';

/** A product as it is answered, with the tenant's own fields. */
export async function showProduct(context: Context, record: Stored<Product>): Promise<ProductResource> {
  const [{ currency }, customFields] = await Promise.all([
    profileOf(context),
    shownCustomFields(context, product, record),
  ]);
  return presentProduct(record, currency, customFields);
}
