import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { product } from '../product.entity.ts';
import type { ProductResource } from '../product.resource.ts';
import { showProduct } from './show-product.ts';

export async function getProduct(
  context: Context,
  { params }: RouteInput<{ productId: string }>,
): Promise<ProductResource> {
  return showProduct(context, await context.records.need(product, params.productId));
}
