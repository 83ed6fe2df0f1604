/** The wire shapes of stock entries, and of the moves that a person makes by hand. */
import { z } from 'zod';
import { PageQuery } from '../../shared/http/paging.ts';
import { UnitPrice } from '../../shared/http/read-money.ts';
import type { Stored } from '../../shared/table/entity.ts';
import { fromScaled, Quantity, SignedQuantity } from '../../shared/values/decimal.ts';
import { SignedMoney, toMoney } from '../../shared/values/money.ts';
import { Reason } from '../../shared/values/text.ts';
import { CalendarDate, Instant } from '../../shared/values/time.ts';
import { type Entry, EntryKind } from './entry.schema.ts';
import { LocationCode } from './location.resource.ts';

/** Each line may write a stock of its own; the commit stays within a transaction of 100 actions. */
const LINES_MAX = 80;
const Sku = z.string().min(1).max(64);

export const AdjustmentInput = z.strictObject({
  lines: z
    .array(
      z.strictObject({
        sku: Sku,
        /** Code of the location; the default one where absent. */
        location: LocationCode.optional(),
        /** Above zero comes in, below zero goes out at the stock's cost. */
        quantity: SignedQuantity,
        /** Cost of one unit that comes in; where absent the current average, or else the product's standard cost. */
        unitCost: UnitPrice.optional(),
      }),
    )
    .min(1)
    .max(LINES_MAX),
  reason: Reason,
});
export type AdjustmentInput = z.infer<typeof AdjustmentInput>;

export const TransferInput = z.strictObject({
  lines: z
    .array(z.strictObject({ sku: Sku, from: LocationCode, to: LocationCode, quantity: Quantity }))
    .min(1)
    .max(LINES_MAX / 2),
  reason: Reason.optional(),
});
export type TransferInput = z.infer<typeof TransferInput>;

export const EntryListQuery = PageQuery.extend({ sku: Sku.optional(), kind: EntryKind.optional() });
export type EntryListQuery = z.infer<typeof EntryListQuery>;

export const EntryResource = z
  .object({
    id: z.string(),
    kind: EntryKind,
    on: CalendarDate,
    source: z.object({ kind: z.string(), id: z.string() }),
    reason: z.string().nullable(),
    lines: z.array(
      z.object({
        productId: z.string(),
        sku: z.string(),
        locationId: z.string(),
        location: z.string(),
        quantity: SignedQuantity,
        value: SignedMoney,
        reservationId: z.string().nullable(),
      }),
    ),
    /** What the entry added to the value of the stock. */
    value: SignedMoney,
    journalEntryId: z.string().nullable(),
    actor: z.object({ kind: z.string(), id: z.string() }),
    correlationId: z.string(),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'StockEntry' });
export type EntryResource = z.infer<typeof EntryResource>;

export const presentEntry = (entry: Stored<Entry>, currency: string): EntryResource => ({
  id: entry.id,
  kind: entry.kind,
  on: entry.on,
  source: entry.source,
  reason: entry.reason ?? null,
  lines: entry.lines.map(({ productId, sku, locationId, location, quantity, valueMinor, reservationId }) => ({
    productId,
    sku,
    locationId,
    location,
    quantity: fromScaled(quantity),
    value: toMoney(valueMinor, currency),
    reservationId: reservationId ?? null,
  })),
  value: toMoney(
    entry.lines.reduce((sum, { valueMinor }) => sum + valueMinor, 0),
    currency,
  ),
  journalEntryId: entry.journalEntryId ?? null,
  actor: entry.actor,
  correlationId: entry.correlationId,
  version: entry.version,
  createdAt: entry.createdAt,
  updatedAt: entry.updatedAt,
});
