/** The wire shape of a bill of material and its input. */
import { z } from 'zod';
import { PageQuery } from '../../shared/http/paging.ts';
import { queryNumber } from '../../shared/http/query-number.ts';
import type { Stored } from '../../shared/table/entity.ts';
import { fromScaled, Quantity, QuantityOrZero } from '../../shared/values/decimal.ts';
import { SignedMoney, unitPriceToMoney } from '../../shared/values/money.ts';
import { CalendarDate, Instant } from '../../shared/values/time.ts';
import type { Bom, BomRevision } from './bom.schema.ts';
import { revisionOn } from './bom-validity.ts';
import { Sku } from './product.resource.ts';
import type { Product } from './product.schema.ts';
import { WorkCentreCode } from './work-centre.resource.ts';
import type { WorkCentre } from './work-centre.schema.ts';

const BODY_COMPONENTS_MAX = 300;
const BODY_OPERATIONS_MAX = 100;
const WHOLE_MINUTES_MAX = 1_000_000;

/** A decimal string; a whole JSON number is taken as well, since minutes are mostly that. */
const Minutes = z
  .union([QuantityOrZero, z.number().int().min(0).max(WHOLE_MINUTES_MAX).transform(String)])
  .meta({ id: 'Minutes', examples: ['12.5', 30] });

export const BomInput = z.strictObject({
  sku: Sku,
  /** Units of the product that the components and minutes given make; one where not said. */
  quantity: Quantity.default('1'),
  components: z
    .array(
      z.strictObject({
        sku: Sku,
        quantity: Quantity,
        /** First and last day of use, both included. */
        validFrom: CalendarDate.optional(),
        validTo: CalendarDate.optional(),
      }),
    )
    .min(1)
    .max(BODY_COMPONENTS_MAX),
  operations: z
    .array(z.strictObject({ workCentre: WorkCentreCode, minutes: Minutes }))
    .max(BODY_OPERATIONS_MAX)
    .default([]),
  /** First day of the revision; today where not said. */
  validFrom: CalendarDate.optional(),
});
export type BomInput = z.infer<typeof BomInput>;

export const BomResource = z
  .object({
    id: z.string(),
    productId: z.string(),
    sku: z.string(),
    name: z.string(),
    /** The revision shown: the one in force on the day asked for, or else the last one. */
    revision: z.number().int(),
    validFrom: CalendarDate,
    quantity: Quantity,
    components: z.array(
      z.object({
        lineId: z.string(),
        productId: z.string(),
        sku: z.string(),
        name: z.string(),
        unit: z.string(),
        quantity: Quantity,
        validFrom: CalendarDate.nullable(),
        validTo: CalendarDate.nullable(),
      }),
    ),
    operations: z.array(
      z.object({
        workCentreId: z.string(),
        workCentre: z.string(),
        name: z.string(),
        minutes: QuantityOrZero,
        hourlyRate: SignedMoney,
      }),
    ),
    revisions: z.array(z.object({ revision: z.number().int(), validFrom: CalendarDate, recordedAt: Instant })),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'BillOfMaterial' });
export type BomResource = z.infer<typeof BomResource>;

export type BomNames = {
  readonly products: ReadonlyMap<string, Stored<Product>>;
  readonly workCentres: ReadonlyMap<string, Stored<WorkCentre>>;
  readonly currency: string;
};

/** The revision to show: by number, or the one in force on the day, or the last one recorded. */
export const revisionToShow = (bom: Bom, on: string, revision?: number): BomRevision | undefined =>
  revision === undefined
    ? (revisionOn(bom.revisions, on) ?? bom.revisions.at(-1))
    : bom.revisions.find((known) => known.revision === revision);

export const presentBom = (record: Stored<Bom>, shown: BomRevision, names: BomNames): BomResource => ({
  id: record.id,
  productId: record.productId,
  sku: names.products.get(record.productId)?.sku ?? '',
  name: names.products.get(record.productId)?.name ?? '',
  revision: shown.revision,
  validFrom: shown.validFrom,
  quantity: fromScaled(shown.batchQuantity),
  components: shown.components.map((component) => {
    const product = names.products.get(component.productId);
    return {
      lineId: component.lineId,
      productId: component.productId,
      sku: product?.sku ?? '',
      name: product?.name ?? '',
      unit: product?.unit ?? '',
      quantity: fromScaled(component.quantity),
      validFrom: component.validFrom ?? null,
      validTo: component.validTo ?? null,
    };
  }),
  operations: shown.operations.map(({ workCentreId, minutes }) => {
    const centre = names.workCentres.get(workCentreId);
    return {
      workCentreId,
      workCentre: centre?.code ?? '',
      name: centre?.name ?? '',
      minutes: fromScaled(minutes),
      hourlyRate: unitPriceToMoney(centre?.hourlyRate ?? 0, names.currency),
    };
  }),
  revisions: record.revisions.map(({ revision, validFrom, recordedAt }) => ({ revision, validFrom, recordedAt })),
  version: record.version,
  createdAt: record.createdAt,
  updatedAt: record.updatedAt,
});

export const BomQuery = z.strictObject({
  /** Show the revision in force on this day; today where not said. */
  on: CalendarDate.optional(),
  /** Show the revision of this number. */
  revision: queryNumber(1, Number.MAX_SAFE_INTEGER).optional(),
});
export type BomQuery = z.infer<typeof BomQuery>;

export const BomListQuery = PageQuery.extend({
  /** The bill of the product with this SKU, read consistently. */
  sku: Sku.optional(),
  /** Show the revision in force on this day; today where not said. */
  on: CalendarDate.optional(),
});
export type BomListQuery = z.infer<typeof BomListQuery>;
