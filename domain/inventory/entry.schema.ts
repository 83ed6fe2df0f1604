/** A stock entry as it is stored: what moved, once and for all. A correction is another entry. */
import { z } from 'zod';
import type { Actor } from '../../shared/events/event.ts';

export const EntryKind = z.enum([
  'adjustment',
  'receipt',
  'issue',
  'issue_return',
  'output',
  'dispatch',
  'return',
  'transfer',
]);
export type EntryKind = z.infer<typeof EntryKind>;

export const EntryLine = z.object({
  productId: z.string(),
  sku: z.string(),
  locationId: z.string(),
  /** The location's code, which never changes. */
  location: z.string(),
  /** Scaled; above zero where goods came in. */
  quantity: z.number().int(),
  /** Minor units, of the sign of the quantity; zero in a transfer, which changes no value. */
  valueMinor: z.number().int(),
  reservationId: z.string().optional(),
});
export type EntryLine = z.infer<typeof EntryLine>;

export const Entry = z.object({
  id: z.string(),
  kind: EntryKind,
  /** Present where a person moved the stock by hand: such entries have a list of their own. */
  byHand: z.enum(['adjustment', 'transfer']).optional(),
  /** The date of its journal entry. */
  on: z.string(),
  /** The document that moved the goods. */
  source: z.object({ kind: z.string(), id: z.string() }),
  reason: z.string().optional(),
  lines: z.array(EntryLine),
  /** Absent where nothing of value moved. */
  journalEntryId: z.string().optional(),
  actor: z.custom<Actor>(),
  correlationId: z.string(),
});
export type Entry = z.infer<typeof Entry>;
