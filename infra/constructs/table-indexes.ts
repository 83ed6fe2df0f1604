/** The table's indexes, which the entities' declarations stand on (`shared/table/entity.ts`). */

/** Lists of records: all of a kind, and by two more orders. Keys only; the records are then read consistently. */
export const LIST_INDEXES = ['gsi1', 'gsi2', 'gsi3'] as const;
/** Unsent events only: an item is in it while it has the index's keys, which the relay removes. */
export const OUTBOX_INDEX = 'outbox';
/** Records with an instant at which something is to be done with them: an item is in it while the instant is set. */
export const DUE_INDEX = 'due';
export const INDEXES = [...LIST_INDEXES, OUTBOX_INDEX, DUE_INDEX] as const;
