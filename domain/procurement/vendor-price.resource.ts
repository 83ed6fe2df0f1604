/** The wire shape of a vendor's price, its input, and the reading of both. Quantities are in order units. */
import { z } from 'zod';
import { readUnitPrice, UnitPrice } from '../../shared/http/read-money.ts';
import type { Stored } from '../../shared/table/entity.ts';
import { fromScaled, Quantity, SCALE, toScaled } from '../../shared/values/decimal.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { SignedMoney, unitPriceToMoney } from '../../shared/values/money.ts';
import { CalendarDate, Instant } from '../../shared/values/time.ts';
import type { VendorPrice } from './vendor-price.schema.ts';

export const LEAD_DAYS_MAX = 1_000;
const ORDER_UNIT_FACTOR_MAX = 100_000;

const fields = {
  price: UnitPrice,
  orderUnit: z.string().min(1).max(20),
  /** Stock units in one order unit; 1 where absent. */
  orderUnitFactor: Quantity.refine((text) => Number(text) <= ORDER_UNIT_FACTOR_MAX, {
    message: `must be at most ${ORDER_UNIT_FACTOR_MAX}`,
  }),
  leadDays: z.number().int().min(0).max(LEAD_DAYS_MAX),
  minimumQuantity: Quantity,
  maximumQuantity: Quantity,
  multiple: Quantity,
  validFrom: CalendarDate,
  validTo: CalendarDate,
};

export const VendorPriceInput = z.strictObject({
  vendorId: idSchema('ven'),
  sku: z.string().min(1).max(64),
  ...z.object(fields).partial().shape,
  price: fields.price,
});
export type VendorPriceInput = z.infer<typeof VendorPriceInput>;

/** A change of the terms; its first day stays, since it says which price this is. Null takes a term away. */
export const VendorPriceChange = z.strictObject({
  ...z.object(fields).omit({ validFrom: true }).partial().shape,
  orderUnit: fields.orderUnit.nullable().optional(),
  minimumQuantity: fields.minimumQuantity.nullable().optional(),
  maximumQuantity: fields.maximumQuantity.nullable().optional(),
  multiple: fields.multiple.nullable().optional(),
  validTo: fields.validTo.nullable().optional(),
});
export type VendorPriceChange = z.infer<typeof VendorPriceChange>;

export const VendorPriceResource = z
  .object({
    id: z.string(),
    vendorId: z.string(),
    productId: z.string(),
    sku: z.string(),
    price: SignedMoney,
    orderUnit: z.string().nullable(),
    orderUnitFactor: z.string(),
    leadDays: z.number().int(),
    minimumQuantity: z.string().nullable(),
    maximumQuantity: z.string().nullable(),
    multiple: z.string().nullable(),
    validFrom: CalendarDate.nullable(),
    validTo: CalendarDate.nullable(),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'VendorPrice' });
export type VendorPriceResource = z.infer<typeof VendorPriceResource>;

const textOrNull = (value: number | undefined): string | null => (value === undefined ? null : fromScaled(value));

export const presentVendorPrice = (record: Stored<VendorPrice>, currency: string): VendorPriceResource => ({
  id: record.id,
  vendorId: record.vendorId,
  productId: record.productId,
  sku: record.sku,
  price: unitPriceToMoney(record.price, currency),
  orderUnit: record.orderUnit ?? null,
  orderUnitFactor: fromScaled(record.orderUnitFactor),
  leadDays: record.leadDays,
  minimumQuantity: textOrNull(record.minimumQuantity),
  maximumQuantity: textOrNull(record.maximumQuantity),
  multiple: textOrNull(record.multiple),
  validFrom: record.validFrom ?? null,
  validTo: record.validTo ?? null,
  version: record.version,
  createdAt: record.createdAt,
  updatedAt: record.updatedAt,
});

export type VendorPriceTerms = Omit<VendorPrice, 'id' | 'vendorId' | 'productId' | 'sku'>;

/** Terms of a new price with the defaults of what is not said. @throws Rejection `currency_mismatch` */
export function readPriceTerms(input: VendorPriceInput, currency: string): VendorPriceTerms {
  const { vendorId: _vendor, sku: _sku, validFrom, ...change } = input;
  const start: VendorPriceTerms = { price: 0, orderUnitFactor: SCALE, leadDays: 0 };
  const terms = changePriceTerms(start, change, currency);
  return validFrom === undefined ? terms : { ...terms, validFrom };
}

/** The terms with what the body says; null takes an optional one away. @throws Rejection `currency_mismatch` */
export function changePriceTerms<Terms extends VendorPriceTerms>(
  before: Terms,
  change: VendorPriceChange,
  currency: string,
): Terms {
  const { price, orderUnit, orderUnitFactor, leadDays, validTo, ...quantities } = change;
  const optional = {
    orderUnit: orderUnit ?? undefined,
    validTo: validTo ?? undefined,
    ...Object.fromEntries(
      Object.entries(quantities).map(([name, text]) => [name, text === null ? undefined : scaledOf(text)]),
    ),
  };
  const given = Object.entries(optional).filter(([name]) => change[name as keyof VendorPriceChange] !== undefined);
  return {
    ...before,
    ...Object.fromEntries(given),
    ...(price === undefined ? {} : { price: readUnitPrice(price, currency, '/price') }),
    ...(orderUnitFactor === undefined ? {} : { orderUnitFactor: toScaled(orderUnitFactor) }),
    ...(leadDays === undefined ? {} : { leadDays }),
  };
}

const scaledOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : toScaled(text));
