/** The document of a stock move, its journal entry and its event: every valued move goes through here (F19). */
import type { Stored } from '../../../shared/table/entity.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { fromScaled } from '../../../shared/values/decimal.ts';
import { toMoney } from '../../../shared/values/money.ts';
import { journalFor, type MoveKind, postJournal } from '../../finance/index.ts';
import { entryEntity } from '../entry.entity.ts';
import type { Entry, EntryKind, EntryLine } from '../entry.schema.ts';
import { stockMoved } from '../events.ts';

export type EntryFacts = {
  /** The id of the entry where the caller needed it before. */
  readonly id?: string;
  readonly kind: EntryKind;
  readonly on: string;
  readonly source: { readonly kind: string; readonly id: string };
  readonly memo?: string | undefined;
  readonly reason?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly lines: readonly EntryLine[];
};

/** Kinds whose lines leave the stock: the journal counts their value from the other side. */
const OUTGOING: ReadonlySet<EntryKind> = new Set(['issue', 'dispatch']);

/** Adds to the commit the entry, its journal entry (none where no value moved) and `inventory.stock.moved`. */
export async function postEntry(work: Work, facts: EntryFacts): Promise<Stored<Entry>> {
  const { context } = work;
  const { currency } = await profileOf(context);
  const id = facts.id ?? context.deps.ids.next('ste');
  const correlationId = facts.correlationId ?? context.correlationId;
  const journalEntryId = await postValue(work, facts, correlationId);
  const entry = work.create(entryEntity, {
    id,
    kind: facts.kind,
    ...(facts.kind === 'adjustment' || facts.kind === 'transfer' ? { byHand: facts.kind } : {}),
    on: facts.on,
    source: { kind: facts.source.kind, id: facts.source.id },
    ...(facts.reason === undefined ? {} : { reason: facts.reason }),
    lines: [...facts.lines],
    ...(journalEntryId === undefined ? {} : { journalEntryId }),
    actor: context.actor,
    correlationId,
  });
  work.emit(stockMoved, entry, {
    entryId: id,
    kind: facts.kind,
    source: entry.source,
    lines: facts.lines.map(({ productId, sku, locationId, quantity, valueMinor }) => ({
      productId,
      sku,
      locationId,
      quantity: fromScaled(quantity),
      value: toMoney(valueMinor, currency),
    })),
  });
  return entry;
}

async function postValue(work: Work, facts: EntryFacts, correlationId: string): Promise<string | undefined> {
  const total = facts.lines.reduce((sum, { valueMinor }) => sum + valueMinor, 0);
  if (facts.kind === 'transfer' || total === 0) return undefined;
  const kind: MoveKind = facts.kind;
  const lines = journalFor({ kind, valueMinor: OUTGOING.has(facts.kind) ? -total : total });
  const { on, source, memo = `Stock ${facts.kind.replaceAll('_', ' ')}` } = facts;
  const { id } = await postJournal(work, { on, source, memo, lines, correlationId });
  return id;
}
