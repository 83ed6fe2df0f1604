/** The wire shape of a journal entry, and the body of a manual one. */
import { z } from 'zod';
import { PageQuery } from '../../shared/http/paging.ts';
import type { Stored } from '../../shared/table/entity.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { PositiveMoney, SignedMoney, toMoney } from '../../shared/values/money.ts';
import { Reason, textLine } from '../../shared/values/text.ts';
import { CalendarDate, Instant } from '../../shared/values/time.ts';
import type { JournalEntry } from './entry.schema.ts';
import { AccountCode } from './ledger.resource.ts';

export const EntryParams = z.object({ entryId: idSchema('jnl') });

export const EntryResource = z
  .object({
    id: z.string(),
    recordedOn: CalendarDate,
    on: CalendarDate,
    memo: z.string(),
    source: z.object({ kind: z.string(), id: z.string() }),
    lines: z.array(
      z.object({
        accountCode: z.string(),
        role: z.string().nullable(),
        partyId: z.string().nullable(),
        debit: SignedMoney,
        credit: SignedMoney,
      }),
    ),
    reversalOf: z.string().nullable(),
    actor: z.object({ kind: z.string(), id: z.string() }),
    correlationId: z.string(),
    causationId: z.string(),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'JournalEntry' });
export type EntryResource = z.infer<typeof EntryResource>;

export const presentEntry = (record: Stored<JournalEntry>): EntryResource => ({
  id: record.id,
  recordedOn: record.recordedOn,
  on: record.on,
  memo: record.memo,
  source: record.source,
  lines: record.lines.map(({ account, role, partyId, debitMinor, creditMinor }) => ({
    accountCode: account,
    role: role ?? null,
    partyId: partyId ?? null,
    debit: toMoney(debitMinor, record.currency),
    credit: toMoney(creditMinor, record.currency),
  })),
  reversalOf: record.reversalOf ?? null,
  actor: record.actor,
  correlationId: record.correlationId,
  causationId: record.causationId,
  version: record.version,
  createdAt: record.createdAt,
  updatedAt: record.updatedAt,
});

const ENTRY_LINES_MAX = 100;

/** A manual entry: each line has an account and one side. */
export const EntryInput = z.strictObject({
  on: CalendarDate.optional(),
  memo: textLine(500),
  lines: z
    .array(
      z
        .strictObject({ accountCode: AccountCode, debit: PositiveMoney.optional(), credit: PositiveMoney.optional() })
        .refine(({ debit, credit }) => (debit === undefined) !== (credit === undefined), {
          path: ['debit'],
          message: 'give either debit or credit',
        }),
    )
    .min(2)
    .max(ENTRY_LINES_MAX),
});
export type EntryInput = z.infer<typeof EntryInput>;

export const ReverseInput = z.strictObject({
  /** The date on which the reversal counts; today unless said. */
  on: CalendarDate.optional(),
  reason: Reason.optional(),
});
export type ReverseInput = z.infer<typeof ReverseInput>;

export const EntryListQuery = PageQuery.extend({
  /** Id of the document that caused the entries. */
  source: z.string().min(1).max(64).optional(),
  /** The date on which the entries count. */
  on: CalendarDate.optional(),
});
export type EntryListQuery = z.infer<typeof EntryListQuery>;
