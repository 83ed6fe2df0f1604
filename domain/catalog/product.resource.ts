/** The wire shape of a product, its input, and the reading of both. */
import { z } from 'zod';
import { ShownFields, saidCustomFields, withCustomFilters } from '../../shared/custom-fields/custom-fields.schema.ts';
import type { ShownCustomFields } from '../../shared/custom-fields/show-custom-fields.ts';
import { PageQuery } from '../../shared/http/paging.ts';
import { readUnitPrice, UnitPrice } from '../../shared/http/read-money.ts';
import type { Stored } from '../../shared/table/entity.ts';
import { fromScaled, QuantityOrZero, toScaled } from '../../shared/values/decimal.ts';
import { type Money, SignedMoney, unitPriceToMoney } from '../../shared/values/money.ts';
import { ExternalId, Name, textLine } from '../../shared/values/text.ts';
import { Instant } from '../../shared/values/time.ts';
import { type Product, ProductKind, SupplyPolicy, ValuationMethod } from './product.schema.ts';
import { UnitCode } from './units.ts';

const LEAD_DAYS_MAX = 1_000;

/** 1 to 64 printable characters with no blank at either end. */
export const Sku = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[\p{L}\p{M}\p{N}\p{P}\p{S}]([\p{L}\p{M}\p{N}\p{P}\p{S} ]*[\p{L}\p{M}\p{N}\p{P}\p{S}])?$/u, {
    message: 'must be printable characters without a blank at either end',
  })
  .meta({ id: 'Sku', examples: ['BK-R93R-62'] });

const Label = textLine(100);

const fields = {
  sku: Sku,
  name: Name,
  kind: ProductKind,
  unit: UnitCode,
  listPrice: UnitPrice,
  standardCost: UnitPrice,
  taxCode: z.string().regex(/^[a-z0-9_-]{1,32}$/, 'must be 1 to 32 of a-z, 0-9, "_" and "-"'),
  valuationMethod: ValuationMethod,
  supplyPolicy: SupplyPolicy,
  leadDays: z.number().int().min(0).max(LEAD_DAYS_MAX),
  safetyStock: QuantityOrZero,
  reorderPoint: QuantityOrZero,
  category: Label,
  subcategory: Label,
  saleable: z.boolean(),
  active: z.boolean(),
  externalId: ExternalId,
};

/** Body of a new product: SKU, name and kind; everything else has a default. */
export const ProductInput = z.strictObject({
  ...z.object(fields).partial().shape,
  sku: fields.sku,
  name: fields.name,
  kind: fields.kind,
  customFields: saidCustomFields('product').optional(),
});
export type ProductInput = z.infer<typeof ProductInput>;

/** Body of a change: the fields to change; null takes an optional one away. */
export const ProductChange = z.strictObject({
  ...z.object(fields).partial().shape,
  category: fields.category.nullable().optional(),
  subcategory: fields.subcategory.nullable().optional(),
  externalId: fields.externalId.nullable().optional(),
  customFields: saidCustomFields('product').optional(),
});
export type ProductChange = z.infer<typeof ProductChange>;

export const ProductResource = z
  .object({
    id: z.string(),
    sku: z.string(),
    name: z.string(),
    kind: ProductKind,
    unit: z.string(),
    listPrice: SignedMoney,
    standardCost: SignedMoney,
    taxCode: z.string(),
    valuationMethod: ValuationMethod,
    supplyPolicy: SupplyPolicy,
    leadDays: z.number().int(),
    safetyStock: QuantityOrZero,
    reorderPoint: QuantityOrZero,
    category: z.string().nullable(),
    subcategory: z.string().nullable(),
    saleable: z.boolean(),
    active: z.boolean(),
    externalId: z.string().nullable(),
    customFields: ShownFields('product'),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Product' });
export type ProductResource = z.infer<typeof ProductResource>;

export const presentProduct = (
  record: Stored<Product>,
  currency: string,
  customFields: ShownCustomFields,
): ProductResource => ({
  id: record.id,
  sku: record.sku,
  name: record.name,
  kind: record.kind,
  unit: record.unit,
  listPrice: unitPriceToMoney(record.listPrice, currency),
  standardCost: unitPriceToMoney(record.standardCost, currency),
  taxCode: record.taxCode,
  valuationMethod: record.valuationMethod,
  supplyPolicy: record.supplyPolicy,
  leadDays: record.leadDays,
  safetyStock: fromScaled(record.safetyStock),
  reorderPoint: fromScaled(record.reorderPoint),
  category: record.category ?? null,
  subcategory: record.subcategory ?? null,
  saleable: record.saleable,
  active: record.active,
  externalId: record.externalId ?? null,
  customFields,
  version: record.version,
  createdAt: record.createdAt,
  updatedAt: record.updatedAt,
});

/** Stored fields of what a body or an import row says; what it leaves out is left out here as well. */
export type ProductFields = Partial<Omit<Product, 'id' | 'wholeUnits'>>;

/** @throws Rejection `currency_mismatch` with its pointer */
export function readProductFields(input: ProductChange, currency: string): ProductFields {
  const { customFields: _, ...said } = input;
  const { listPrice, standardCost, safetyStock, reorderPoint, category, subcategory, externalId, ...plain } = said;
  const price = (money: Money | undefined, name: string) =>
    money === undefined ? {} : { [name]: readUnitPrice(money, currency, `/${name}`) };
  const quantity = (text: string | undefined, name: string) => (text === undefined ? {} : { [name]: toScaled(text) });
  return {
    ...given(plain),
    ...price(listPrice, 'listPrice'),
    ...price(standardCost, 'standardCost'),
    ...quantity(safetyStock, 'safetyStock'),
    ...quantity(reorderPoint, 'reorderPoint'),
    ...clearable({ category, subcategory, externalId }),
  };
}

/** Leaves out what is undefined, so that it overwrites nothing. */
type Given<Values> = { [Name in keyof Values]?: Exclude<Values[Name], undefined> };
const given = <Values extends object>(values: Values): Given<Values> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<Values>;

/** null on the wire takes a field away: it is stored as absent. */
const clearable = (values: Readonly<Record<string, string | null | undefined>>): ProductFields =>
  Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, value ?? undefined]),
  );

export const ProductListQuery = withCustomFilters(
  PageQuery.extend({
    /** The one product with this SKU, read consistently. */
    sku: Sku.optional(),
    externalId: ExternalId.optional(),
    kind: ProductKind.optional(),
    /** Beginning of the name, in either case. */
    q: z.string().min(1).max(100).optional(),
    category: z.string().max(100).optional(),
    active: z.enum(['true', 'false']).optional(),
  }),
  'product',
);
export type ProductListQuery = z.infer<typeof ProductListQuery>;
