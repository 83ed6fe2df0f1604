/** Consistent reads of products by SKU and by id, and the resolution of lines that name a SKU. */
import type { Context } from '../../../shared/context.ts';
import { rejectField } from '../../../shared/rejection.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { uniqueMarker } from '../../../shared/table/kernel-entities.ts';
import { isWhole } from '../../../shared/values/decimal.ts';
import { EXTERNAL_ID_RULE, product, SKU_RULE } from '../product.entity.ts';
import type { Product } from '../product.schema.ts';

/** What a read needs of a context. Inside a commit give `work.context`. */
export type Reads = Pick<Context, 'records' | 'tenantId'>;

/** Products by SKU, keyed by SKU; what does not exist is left out. */
export const productsBySku = (context: Reads, skus: readonly string[]): Promise<Map<string, Stored<Product>>> =>
  productsByMarker(context, SKU_RULE, skus);

/** Products by external id, keyed by external id; what does not exist is left out. */
export const productsByExternalId = (context: Reads, ids: readonly string[]): Promise<Map<string, Stored<Product>>> =>
  productsByMarker(context, EXTERNAL_ID_RULE, ids);

async function productsByMarker(
  context: Reads,
  rule: string,
  values: readonly string[],
): Promise<Map<string, Stored<Product>>> {
  const markers = await context.records.getMany(
    uniqueMarker,
    values.map((value) => ({ rule, value })),
  );
  const products = await productsById(
    context,
    markers.map(({ recordId }) => recordId),
  );
  return new Map(
    markers.flatMap(({ value, recordId }) => {
      const found = products.get(recordId);
      return found === undefined ? [] : [[value, found] as const];
    }),
  );
}

/** Products by id, keyed by id; what does not exist is left out. */
export async function productsById(context: Reads, ids: readonly string[]): Promise<Map<string, Stored<Product>>> {
  const found = await context.records.getMany(product, [...new Set(ids)]);
  return new Map(found.map((record) => [record.id, record]));
}

/**
 * The product of each line, in the order of the lines; quantities are scaled.
 * @throws Rejection with the pointer of the line: `unknown_sku`, `inactive_product`, or `whole_number` where the unit
 * knows whole numbers only (S12)
 */
export async function resolveLines<Line extends { readonly sku: string; readonly quantity: number }>(
  context: Reads,
  lines: readonly Line[],
  pointerBase = '/lines',
): Promise<(Line & { readonly product: Stored<Product> })[]> {
  const products = await productsBySku(
    context,
    lines.map(({ sku }) => sku),
  );
  return lines.map((line, index) => productOfLine(products, line, `${pointerBase}/${index}`));
}

/** The product of a body that is one line itself; refused as in `resolveLines`, at `/sku` and `/quantity`. */
export async function resolveLine<Line extends { readonly sku: string; readonly quantity: number }>(
  context: Reads,
  line: Line,
): Promise<Line & { readonly product: Stored<Product> }> {
  return productOfLine(await productsBySku(context, [line.sku]), line, '');
}

function productOfLine<Line extends { readonly sku: string; readonly quantity: number }>(
  products: ReadonlyMap<string, Stored<Product>>,
  line: Line,
  pointer: string,
): Line & { readonly product: Stored<Product> } {
  const found = products.get(line.sku);
  if (found === undefined) throw rejectField(`${pointer}/sku`, 'unknown_sku', `No product has the SKU "${line.sku}".`);
  if (!found.active) {
    throw rejectField(`${pointer}/sku`, 'inactive_product', `The product "${line.sku}" is not active.`);
  }
  expectWhole(found, line.quantity, `${pointer}/quantity`);
  return { ...line, product: found };
}

/** @throws Rejection `whole_number` where the product is counted in whole units and the quantity is not whole */
export function expectWhole(found: Pick<Product, 'unit' | 'wholeUnits'>, quantity: number, pointer: string): void {
  if (!found.wholeUnits || isWhole(quantity)) return;
  throw rejectField(pointer, 'whole_number', `Quantities in ${found.unit} must be whole numbers.`);
}
