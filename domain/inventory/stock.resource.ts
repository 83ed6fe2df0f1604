/** The wire shape of a product's stock. */
import { z } from 'zod';
import { PageQuery, pageOf } from '../../shared/http/paging.ts';
import type { Stored } from '../../shared/table/entity.ts';
import { fromScaled, QuantityOrZero } from '../../shared/values/decimal.ts';
import { SignedMoney, toMoney, unitPriceOf, unitPriceToMoney } from '../../shared/values/money.ts';
import { Instant } from '../../shared/values/time.ts';
import { type Stock, ValuationMethod } from './stock.schema.ts';

/** `sku`: the one product with this SKU, read consistently, with zeros where it never had stock. */
export const StockListQuery = PageQuery.extend({ sku: z.string().min(1).max(64).optional() });
export type StockListQuery = z.infer<typeof StockListQuery>;

const fields = {
  productId: z.string(),
  sku: z.string(),
  method: ValuationMethod,
  onHand: QuantityOrZero,
  reserved: QuantityOrZero,
  /** On hand less reserved, at locations from which goods may be promised. */
  available: QuantityOrZero,
  /** What demands lack and wait for; supply is on its way or asked for all of it. Demands made to order wait elsewhere. */
  waiting: QuantityOrZero,
  /** What production and purchase orders will bring beyond what they are pegged to. */
  expected: QuantityOrZero,
  /** Available and expected: what can be promised once all that is planned is there, every demand of today served (P11). */
  projected: QuantityOrZero,
  value: SignedMoney,
  /** Value over quantity; absent where nothing is on hand. */
  unitCost: SignedMoney.nullable(),
  byLocation: z.array(
    z.object({
      locationId: z.string(),
      location: z.string(),
      pickable: z.boolean(),
      onHand: QuantityOrZero,
      reserved: QuantityOrZero,
      available: QuantityOrZero,
    }),
  ),
};

export const StockResource = z
  .object({
    ...fields,
    /** 0, and no times, where the product never had stock. */
    version: z.number().int(),
    createdAt: Instant.nullable(),
    updatedAt: Instant.nullable(),
  })
  .meta({ id: 'Stock' });
export type StockResource = z.infer<typeof StockResource>;

/** A page; where one SKU was asked for, its figures stand beside `data` as well, so that a caller need not unpack it. */
export const StockPage = pageOf(StockResource).extend(z.object(fields).partial().shape).meta({ id: 'StockPage' });
export type StockPage = z.infer<typeof StockPage>;

type Times = Partial<Pick<Stored<Stock>, 'version' | 'createdAt' | 'updatedAt'>>;

/** `expected` is scaled. */
export const presentStock = (stock: Stock & Times, expected: number, currency: string): StockResource => ({
  productId: stock.productId,
  sku: stock.sku,
  method: stock.method,
  onHand: fromScaled(stock.onHand),
  reserved: fromScaled(stock.reserved),
  available: fromScaled(stock.available),
  waiting: fromScaled(stock.waiting),
  expected: fromScaled(expected),
  projected: fromScaled(stock.available + expected),
  value: toMoney(stock.valueMinor, currency),
  unitCost:
    stock.onHand === 0 ? null : unitPriceToMoney(unitPriceOf(stock.valueMinor, stock.onHand, currency), currency),
  byLocation: Object.entries(stock.levels)
    .sort(([, a], [, b]) => (a.code < b.code ? -1 : 1))
    .map(([locationId, level]) => ({
      locationId,
      location: level.code,
      pickable: level.pickable,
      onHand: fromScaled(level.onHand),
      reserved: fromScaled(level.reserved),
      available: fromScaled(level.pickable ? level.free : 0),
    })),
  version: stock.version ?? 0,
  createdAt: stock.createdAt ?? null,
  updatedAt: stock.updatedAt ?? null,
});
