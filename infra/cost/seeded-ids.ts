/** Ids of a fixed seed: derived ids, and what is sorted by ids, are the same in every run, to the byte. */
import { createHash } from 'node:crypto';
import { type IdSource, idSource } from '../../shared/values/ids.ts';

/** @param now ms since 1970 */
export function seededIds(now: () => number, seed: string): IdSource {
  let counter = 0;
  return idSource(now, (count) => {
    const bytes: number[] = [];
    while (bytes.length < count) {
      counter += 1;
      bytes.push(...createHash('sha256').update(`${seed}:${counter}`).digest());
    }
    return Uint8Array.from(bytes.slice(0, count));
  });
}
