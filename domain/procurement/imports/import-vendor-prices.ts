import { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import { type ImportInput, importRows, type RowResult } from '../../../shared/import-rows.ts';
import type { ImportOutcome } from '../../../shared/module.ts';
import { rejectField } from '../../../shared/rejection.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { CalendarDate } from '../../../shared/values/time.ts';
import { parseUnitPrice } from '../../../shared/values/money.ts';
import { SCALE, toScaled } from '../../../shared/values/decimal.ts';
import { type Product, productsByExternalId, productsBySku } from '../../catalog/index.ts';
import { expectConsistentTerms, expectPurchasable, vendorPriceIdOf } from '../decide-vendor-price.ts';
import { vendorPriceCreated, vendorPriceUpdated } from '../events.ts';
import { vendorsByName } from '../queries/find-vendors.ts';
import { vendorPriceEntity } from '../vendor-price.entity.ts';
import type { VendorPriceTerms } from '../vendor-price.resource.ts';
import type { VendorPrice } from '../vendor-price.schema.ts';
import type { Vendor } from '../vendor.schema.ts';
import { Decimal, given, WholeNumber } from './columns.ts';

const Positive = Decimal.refine((text) => Number(text) > 0, 'must be greater than zero');

/** A row is what a vendor (by external id or code) asks for a product (by SKU or external id) from a day on. */
export const VendorPriceRow = z.strictObject({
  vendor: z.string().min(1).max(128),
  sku: z.string().min(1).max(128),
  price: Decimal,
  /** Name of the order unit, and the stock units in it. */
  unit: given(z.string().max(20)),
  orderUnitFactor: given(Positive),
  leadDays: given(WholeNumber),
  minimumQuantity: given(Positive),
  maximumQuantity: given(Positive),
  multiple: given(Positive),
  validFrom: given(CalendarDate),
  validTo: given(CalendarDate),
});
export type VendorPriceRow = z.infer<typeof VendorPriceRow>;

/** A price is three actions: record, audit, event. */
const ROWS_PER_COMMIT = 25;

type Facts = {
  readonly vendors: ReadonlyMap<string, Stored<Vendor>>;
  readonly products: ReadonlyMap<string, Product>;
};

export const importVendorPrices = (context: Context, input: ImportInput<VendorPriceRow>): Promise<ImportOutcome[]> =>
  importRows(context, input, {
    rowsPerCommit: ROWS_PER_COMMIT,
    prepare: async (work, rows): Promise<Facts> => {
      const reads = { records: work.records, tenantId: context.tenantId };
      const skus = rows.map(({ sku }) => sku);
      const [vendors, byExternalId, bySku] = await Promise.all([
        vendorsByName(
          work,
          rows.map(({ vendor }) => vendor),
        ),
        productsByExternalId(reads, skus),
        productsBySku(reads, skus),
      ]);
      return { vendors, products: new Map([...byExternalId, ...bySku]) };
    },
    write: writeRow,
  });

async function writeRow(work: Work, row: VendorPriceRow, { vendors, products }: Facts): Promise<RowResult> {
  const vendor = vendors.get(row.vendor);
  if (vendor === undefined) throw rejectField('/vendor', 'unknown_vendor', `No vendor is called "${row.vendor}".`);
  const product = products.get(row.sku);
  if (product === undefined) throw rejectField('/sku', 'unknown_sku', `No product has the SKU "${row.sku}".`);
  expectPurchasable(product, '/sku');
  const terms = termsOf(row);
  expectConsistentTerms(terms);
  const key = { vendorId: vendor.id, productId: product.id, validFrom: terms.validFrom };
  const fields = { ...terms, id: vendorPriceIdOf(work.context.tenantId, key), ...key, sku: product.sku };
  const before = await work.records.get(vendorPriceEntity, { productId: product.id, id: fields.id });
  const facts = { vendorPriceId: fields.id, vendorId: vendor.id, sku: product.sku };
  if (before === undefined) {
    work.emit(vendorPriceCreated, work.create(vendorPriceEntity, fields), facts);
    return { result: 'created', id: fields.id };
  }
  if (isSame(before, fields)) return { result: 'unchanged', id: before.id };
  work.emit(vendorPriceUpdated, work.update(vendorPriceEntity, before, fields), facts);
  return { result: 'updated', id: before.id };
}

function termsOf(row: VendorPriceRow): VendorPriceTerms {
  const { unit, validFrom, validTo, minimumQuantity, maximumQuantity, multiple } = row;
  return {
    price: parseUnitPrice(row.price),
    orderUnitFactor: row.orderUnitFactor === undefined ? SCALE : toScaled(row.orderUnitFactor),
    leadDays: row.leadDays ?? 0,
    ...(unit === undefined ? {} : { orderUnit: unit }),
    ...(minimumQuantity === undefined ? {} : { minimumQuantity: toScaled(minimumQuantity) }),
    ...(maximumQuantity === undefined ? {} : { maximumQuantity: toScaled(maximumQuantity) }),
    ...(multiple === undefined ? {} : { multiple: toScaled(multiple) }),
    ...(validFrom === undefined ? {} : { validFrom }),
    ...(validTo === undefined ? {} : { validTo }),
  };
}

const isSame = (before: VendorPrice, after: VendorPriceTerms): boolean =>
  Object.entries(after).every(([name, value]) => before[name as keyof VendorPrice] === value);
