import { defineEntity, type RecordKey } from '../../shared/table/entity.ts';
import { timeOfId } from '../../shared/values/ids.ts';
import { instantOf } from '../../shared/values/time.ts';
import { JournalEntry } from './entry.schema.ts';

/** The UTC day in an entry's id. */
export const recordedOnOf = (id: string): string => instantOf(timeOfId(id)).slice(0, 10);

export const entryKey = (id: string): RecordKey => ({ recordedOn: recordedOnOf(id), id });

/** Not audited: an entry never changes and carries its own actor and cause. */
export const journalEntry = defineEntity({
  name: 'finance.entry',
  idPrefix: 'jnl',
  schema: JournalEntry,
  key: { partition: ['recordedOn'], sort: ['id'] },
  keyOf: entryKey,
  listed: false,
  lists: { bySource: { slot: 'gsi2', by: ['sourceId'] }, byDate: { slot: 'gsi3', by: [], sortBy: 'on' } },
  audited: false,
});

/** An entry is reversed once. */
export const REVERSAL_RULE = 'finance.entry.reversal';
