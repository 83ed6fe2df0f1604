import type { Context } from '../../../shared/context.ts';
import { type ImportInput, importRows, type RowResult } from '../../../shared/import-rows.ts';
import type { ImportOutcome } from '../../../shared/module.ts';
import { rejectField } from '../../../shared/rejection.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { SCALE } from '../../../shared/values/decimal.ts';
import { type Product, productsByExternalId, productsBySku } from '../../catalog/index.ts';
import { expectConsistentTerms, expectPurchasable, vendorPriceIdOf } from '../decide-vendor-price.ts';
import { vendorPriceCreated, vendorPriceUpdated } from '../events.ts';
import { vendorsByName } from '../queries/find-vendors.ts';
import type { Vendor } from '../vendor.schema.ts';
import { vendorPriceEntity } from '../vendor-price.entity.ts';
import type { VendorPriceTerms } from '../vendor-price.resource.ts';
import type { VendorPriceRow } from '../vendor-price.row.ts';
import type { VendorPrice } from '../vendor-price.schema.ts';

/** A price is three actions: record, audit, event. */
const ROWS_PER_COMMIT = 25;

type Facts = {
  readonly vendors: ReadonlyMap<string, Stored<Vendor>>;
  readonly products: ReadonlyMap<string, Product>;
};

/** Adds prices by vendor, product and first day, or changes their terms; the same row again changes nothing. */
export const importVendorPrices = (context: Context, input: ImportInput<VendorPriceRow>): Promise<ImportOutcome[]> =>
  importRows(context, input, { rowsPerCommit: ROWS_PER_COMMIT, prepare: readFacts, write: importVendorPrice });

async function readFacts(work: Work, rows: readonly VendorPriceRow[]): Promise<Facts> {
  const skus = rows.map(({ sku }) => sku);
  const [vendors, byExternalId, bySku] = await Promise.all([
    vendorsByName(
      work,
      rows.map(({ vendor }) => vendor),
    ),
    productsByExternalId(work.context, skus),
    productsBySku(work.context, skus),
  ]);
  return { vendors, products: new Map([...byExternalId, ...bySku]) };
}

async function importVendorPrice(work: Work, row: VendorPriceRow, { vendors, products }: Facts): Promise<RowResult> {
  const vendor = vendors.get(row.vendor);
  if (vendor === undefined) throw rejectField('/vendor', 'unknown_vendor', `No vendor is called "${row.vendor}".`);
  const product = products.get(row.sku);
  if (product === undefined) throw rejectField('/sku', 'unknown_sku', `No product has the SKU "${row.sku}".`);
  expectPurchasable(product, '/sku');
  const terms = termsOf(row);
  expectConsistentTerms(terms);
  const key = { vendorId: vendor.id, productId: product.id };
  const id = vendorPriceIdOf(work.context.tenantId, { ...key, validFrom: terms.validFrom });
  const before = await work.records.get(vendorPriceEntity, { productId: product.id, id });
  const facts = { vendorPriceId: id, vendorId: vendor.id, sku: product.sku };
  if (before === undefined) {
    const created = work.create(vendorPriceEntity, { ...terms, ...key, id, sku: product.sku });
    work.emit(vendorPriceCreated, created, facts);
    return { result: 'created', id };
  }
  if (isSame(before, terms)) return { result: 'unchanged', id };
  work.emit(vendorPriceUpdated, work.update(vendorPriceEntity, before, terms), facts);
  return { result: 'updated', id };
}

function termsOf({ unit, price, orderUnitFactor, leadDays, vendor: _, sku: _sku, ...optional }: VendorPriceRow) {
  const said = Object.entries({ orderUnit: unit, ...optional }).filter(([, value]) => value !== undefined);
  const terms: VendorPriceTerms = { price, orderUnitFactor: orderUnitFactor ?? SCALE, leadDays: leadDays ?? 0 };
  return { ...terms, ...(Object.fromEntries(said) as Partial<VendorPriceTerms>) };
}

const isSame = (before: VendorPrice, after: VendorPriceTerms): boolean =>
  Object.entries(after).every(([name, value]) => before[name as keyof VendorPrice] === value);
