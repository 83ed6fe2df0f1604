/** Keeping the match keys of a record, and finding what it may be a double of (C2). */
import { z } from 'zod';
import type { Entity } from '../../shared/table/entity.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';
import { matchKey } from './match-key.entity.ts';

const DUPLICATES_MAX = 10;

export const PossibleDuplicate = z.object({
  id: z.string(),
  name: z.string(),
  /** `email`, `domain` or `phone`: the first of them that is the same. */
  matchedBy: z.string(),
});
export type PossibleDuplicate = z.infer<typeof PossibleDuplicate>;

/** Adds the keys that a record has now and takes away those that it had before. */
export async function writeMatchKeys(
  work: Work,
  recordId: string,
  had: readonly string[],
  has: readonly string[],
): Promise<void> {
  for (const key of has.filter((known) => !had.includes(known))) work.create(matchKey, { key, recordId });
  const gone = had.filter((known) => !has.includes(known)).map((key) => ({ key, recordId }));
  if (gone.length === 0) return;
  for (const stale of await work.records.getMany(matchKey, gone)) work.remove(matchKey, stale);
}

/** Other records that share a key with this one, at most 10. */
export async function possibleDuplicatesOf<Fields extends { id: string; name: string }>(
  work: Work,
  entity: Entity<Fields>,
  recordId: string,
  keys: readonly string[],
): Promise<PossibleDuplicate[]> {
  const { records } = work.context;
  const matches = await Promise.all(
    keys.map((key) => records.partition(matchKey, { key }, { limit: DUPLICATES_MAX + 1 })),
  );
  const matchedBy = new Map<string, string>();
  for (const { key, recordId: id } of matches.flat()) {
    if (id !== recordId && !matchedBy.has(id)) matchedBy.set(id, key.slice(key.indexOf('.') + 1, key.indexOf(':')));
  }
  const others = await records.getMany(entity, [...matchedBy.keys()].slice(0, DUPLICATES_MAX));
  return others.map(({ id, name }) => ({ id, name, matchedBy: matchedBy.get(id) ?? '' }));
}
