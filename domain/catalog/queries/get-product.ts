import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { product } from '../product.entity.ts';
import { type ProductResource, presentProduct } from '../product.resource.ts';

export async function getProduct(
  context: Context,
  { params }: RouteInput<{ productId: string }>,
): Promise<ProductResource> {
  const { currency } = await profileOf(context);
  return presentProduct(await context.records.need(product, params.productId), currency);
}
