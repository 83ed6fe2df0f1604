/**
 * Ids: `<prefix>_<26 lower-case Crockford characters>`, a ULID, so that ids of one kind sort by time and have one length.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';

const CROCKFORD = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_LENGTH = 10;
const RANDOM_LENGTH = 16;

export type TenantId = string & { readonly __id: 'tenant' };

/** Source of ids and of one-time tokens. The runtime gives a random one, the simulation a seeded one. */
export type IdSource = {
  /** A new time-sortable id, unique and increasing within the process: `ids.next('ord')`. */
  next(prefix: string): string;
  /** A random URL-safe secret of `bytes` bytes; never derived from the clock. */
  secret(bytes: number): string;
};

/** The schema of an id with a given prefix, for paths and bodies. */
export const idSchema = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{26}$`), `must be an id that starts with ${prefix}_`);

export const TenantIdSchema = idSchema('ten').transform((id) => id as TenantId);

/**
 * The id that follows from another one: `derivedId('ord', tenantId, opportunityId)`. A second attempt through any path
 * computes the same id and so meets the first one's result (DESIGN 4). It keeps the source's time part where the last
 * part is an id, so that derived ids sort with their cause.
 */
export function derivedId(prefix: string, ...parts: readonly string[]): string {
  const source = parts.findLast((part) => /_[0-9a-z]{26}/.test(part));
  const time = source?.match(/_([0-9a-z]{10})[0-9a-z]{16}/)?.[1] ?? '0'.repeat(TIME_LENGTH);
  const digest = createHash('sha256')
    .update([prefix, ...parts].join('\u0000'))
    .digest();
  let random = '';
  for (let index = 0; index < RANDOM_LENGTH; index += 1) random += CROCKFORD[(digest[index] ?? 0) & 31];
  return `${prefix}_${time}${random}`;
}

/** Makes an IdSource from a clock (ms) and a byte source. Ids of one millisecond still increase (monotonic ULID). */
export function idSource(now: () => number, bytes: (count: number) => Uint8Array): IdSource {
  let lastTime = -1;
  let lastRandom: number[] = [];
  const monotonicRandom = (time: number): number[] => {
    if (time !== lastTime) return [...bytes(RANDOM_LENGTH)].map((byte) => byte & 31);
    const next = [...lastRandom];
    for (let index = RANDOM_LENGTH - 1; index >= 0; index -= 1) {
      const digit = next[index] ?? 0;
      next[index] = (digit + 1) & 31;
      if (digit !== 31) break;
    }
    return next;
  };
  return {
    next(prefix) {
      const time = Math.max(now(), lastTime);
      const random = monotonicRandom(time);
      lastTime = time;
      lastRandom = random;
      return `${prefix}_${encodeTime(time)}${random.map((digit) => CROCKFORD[digit]).join('')}`;
    },
    secret: (count) => Buffer.from(bytes(count)).toString('base64url'),
  };
}

function encodeTime(time: number): string {
  let rest = time;
  let text = '';
  for (let index = 0; index < TIME_LENGTH; index += 1) {
    text = CROCKFORD[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

/** The instant (ms since epoch) in an id's time part. */
export function timeOfId(id: string): number {
  const time = id.slice(id.indexOf('_') + 1).slice(0, TIME_LENGTH);
  return [...time].reduce((sum, character) => sum * 32 + CROCKFORD.indexOf(character), 0);
}
