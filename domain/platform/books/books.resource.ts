import { z } from 'zod';
import type { Stored } from '../../../shared/table/entity.ts';
import { Instant } from '../../../shared/values/time.ts';
import { type BooksRecord, EventRef } from './books.schema.ts';

const EventRefResource = EventRef.extend({ time: Instant });

/** `hold`: nothing is wrong. `broken`: something is. `checking`: not looked at yet, or something is suspected. */
const BooksState = z.enum(['hold', 'broken', 'checking']);

export const BooksResource = z
  .object({
    state: BooksState,
    /** When something was last looked at; null where that has never been. A company in which nothing happens is not. */
    checkedAt: Instant.nullable(),
    /** Everything that happened up to here has been looked at. */
    checkedThrough: Instant.nullable(),
    checks: z.array(
      z.object({
        name: z.string(),
        summary: z.string(),
        state: BooksState,
        /** Looks so far. */
        checked: z.number().int(),
      }),
    ),
    faults: z.array(
      z.object({
        check: z.string(),
        /** The record that it is about. */
        subject: z.string(),
        message: z.string(),
        /** When it was first found. */
        since: Instant,
        /** The last event that touched the record before that; null where no event tells of it. */
        event: EventRefResource.nullable(),
      }),
    ),
  })
  .meta({ id: 'Books' });
export type BooksResource = z.infer<typeof BooksResource>;

type Named = { readonly name: string; readonly summary: string };

/** The books as their owner reads them, by all checks there are. */
export function presentBooks(record: Stored<BooksRecord> | undefined, names: readonly Named[]): BooksResource {
  const open = record?.open ?? [];
  const faults = open.filter(({ fault }) => fault);
  const stateOf = (found: typeof open, checked: number): BooksResource['state'] => {
    if (found.some(({ fault }) => fault)) return 'broken';
    return checked === 0 || found.length > 0 ? 'checking' : 'hold';
  };
  const checks = names.map(({ name, summary }) => {
    const checked = record?.counts[name] ?? 0;
    // What has never been looked at holds, since nothing has happened that it is about.
    const found = open.filter(({ check }) => check === name);
    return { name, summary, state: stateOf(found, record === undefined ? 0 : Math.max(1, checked)), checked };
  });
  return {
    state: record?.behind === true && faults.length === 0 ? 'checking' : stateOf(open, record === undefined ? 0 : 1),
    checkedAt: record?.checkedAt ?? null,
    checkedThrough: record?.checkedThrough ?? null,
    checks,
    faults: faults.map(({ check, subject, message = '', since, event }) => ({
      ...{ check, subject, message, since },
      event: event ?? null,
    })),
  };
}
