/**
 * Ids: `<prefix>_<26 lower-case Crockford characters>`, a ULID, so that ids of one kind sort by time and have one length.
 */
import { createHash } from 'node:crypto';
import { decodeTime, encodeTime, monotonicFactory } from 'ulid';
import { z } from 'zod';

const CROCKFORD = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_LENGTH = 10;
const RANDOM_LENGTH = 16;
const TENANT_ID = /^ten_[0-9a-z]{26}$/;

export type TenantId = string & { readonly __id: 'tenant' };

/** Source of ids and of one-time tokens. The runtime gives a random one, the simulation a seeded one. */
export type IdSource = {
  /** A new time-sortable id, unique and increasing within the process: `ids.next('ord')`. */
  next(prefix: string): string;
  /** A random URL-safe secret of `bytes` bytes; never derived from the clock. */
  secret(bytes: number): string;
};

/**
 * The schema of an id with a given prefix, for paths and bodies. 26 characters hold 130 bits and a ULID 128, so that the
 * first one is at most 7: beyond it there is no time that could be read.
 */
export const idSchema = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`), `must be an id that starts with ${prefix}_`);

export const TenantIdSchema = idSchema('ten').transform((id) => id as TenantId);

/**
 * The id that follows from another one: `derivedId('ord', tenantId, opportunityId)`. A second attempt through any path
 * computes the same id and so meets the first one's result (DESIGN 4). It keeps the source's time part where the last
 * part is an id, so that derived ids sort with their cause. The tenant may be named among the parts and is none of
 * them: an id stands below its tenant in every key, and a tenant that is restored elsewhere must derive the same ones.
 */
export function derivedId(prefix: string, ...parts: readonly string[]): string {
  const own = parts.filter((part) => !TENANT_ID.test(part));
  const source = own.findLast((part) => /_[0-9a-z]{26}/.test(part));
  const time = source?.match(/_([0-9a-z]{10})[0-9a-z]{16}/)?.[1] ?? '0'.repeat(TIME_LENGTH);
  const digest = createHash('sha256')
    .update([prefix, ...own].join('\u0000'))
    .digest();
  let random = '';
  for (let index = 0; index < RANDOM_LENGTH; index += 1) random += CROCKFORD[(digest[index] ?? 0) & 31];
  return `${prefix}_${time}${random}`;
}

/**
 * Makes an IdSource from a clock (ms) and a byte source. Ids of one millisecond still increase, and a clock that goes
 * back does not take them back.
 */
export function idSource(now: () => number, bytes: (count: number) => Uint8Array): IdSource {
  const nextUlid = monotonicFactory(() => (bytes(1)[0] ?? 0) / 256);
  return {
    next: (prefix) => `${prefix}_${nextUlid(now()).toLowerCase()}`,
    secret: (count) => Buffer.from(bytes(count)).toString('base64url'),
  };
}

/** The instant (ms since epoch) in an id's time part. */
export const timeOfId = (id: string): number => decodeTime(id.slice(id.indexOf('_') + 1).toUpperCase());

/** The first id of an instant (ms): every id made before it sorts below, none made at it or later does. */
export const firstIdAt = (prefix: string, ms: number): string =>
  `${prefix}_${encodeTime(ms, TIME_LENGTH).toLowerCase()}${'0'.repeat(RANDOM_LENGTH)}`;
