/** Values that only one record may hold, as they change with a record. */
import { type Rejection, reject } from '../../shared/rejection.ts';
import { uniqueMarker } from '../../shared/table/kernel-entities.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';

export type ClaimSwap = {
  readonly rule: string;
  readonly was: string | undefined;
  readonly is: string | undefined;
  /** The refusal where another record holds the value; `holder` is its id. */
  readonly taken: (holder?: string) => Rejection;
};

/** The refusal of a value at a field of the body, with the id of its holder where that is known. */
export function takenValue(noun: string, field: string, code: string, message: string, holder?: string): Rejection {
  return reject('conflict', `${noun}.${code}`, message, {
    errors: [{ pointer: `/${field}`, code, message }],
    ...(holder === undefined ? {} : { facts: { existingId: holder } }),
  });
}

/**
 * Claims what a record now says and releases what it said before. That a value is taken is found by reading, so that a
 * dry run sees it too and the refusal can name the holder; the claim's own condition decides between two at once.
 * @throws Rejection of the first swap whose value another record holds, before anything is claimed
 */
export async function swapClaims(work: Work, recordId: string, swaps: readonly ClaimSwap[]): Promise<void> {
  const changed = swaps.filter(({ was, is }) => was !== is);
  const wanted = changed.flatMap(({ rule, is }) => (is === undefined ? [] : [{ rule, value: is }]));
  const held = wanted.length === 0 ? [] : await work.records.getMany(uniqueMarker, wanted);
  for (const { rule, is, taken } of changed) {
    const holder = held.find((marker) => marker.rule === rule && marker.value === is);
    if (holder !== undefined && holder.recordId !== recordId) throw taken(holder.recordId);
  }
  for (const { rule, was, is, taken } of changed) {
    if (is !== undefined) work.claim(rule, is, recordId, taken());
    if (was !== undefined) work.release(rule, was);
  }
}
