import { z } from 'zod';
import type { Actor } from '../../shared/events/event.ts';
import { AccountRole } from './accounts.ts';

export const EntryLine = z.object({
  account: z.string(),
  role: AccountRole.optional(),
  debitMinor: z.number().int(),
  creditMinor: z.number().int(),
  partyId: z.string().optional(),
});

/** A journal entry: immutable from the commit that posts it; a correction is a reversal (F1). */
export const JournalEntry = z.object({
  id: z.string(),
  /** UTC day of recording, the day in the id: entries of one day share a partition. */
  recordedOn: z.string(),
  /** The date on which it counts; may be before the day of recording. */
  on: z.string(),
  memo: z.string(),
  /** The document that caused it, such as `{ kind: 'invoice', id: 'inv_…' }`. */
  source: z.object({ kind: z.string(), id: z.string() }),
  sourceId: z.string(),
  currency: z.string(),
  lines: z.array(EntryLine),
  reversalOf: z.string().optional(),
  actor: z.custom<Actor>(),
  correlationId: z.string(),
  causationId: z.string(),
});
export type JournalEntry = z.infer<typeof JournalEntry>;
