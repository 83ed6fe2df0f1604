/**
 * What some items say, without what may differ between two runs that did the same: ids, times, hashes. Two states with
 * one fingerprint differ in nothing that anything later depends on.
 */
import { createHash } from 'node:crypto';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { AttributeMap, StreamRecord } from '../../infra/local/table/index.ts';

const ID = /\b([a-z]{2,6})_[0-9a-hjkmnp-tv-z]{26}/g;
/** The simulation's own names of requests. */
const REQUEST = /req_\d+/g;
const INSTANT = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;
/** SHA-256 in base64url. */
const HASH = /(?<=["#])[\w-]{43}(?=")/g;
/** How long something took. */
const SECONDS = /seconds\\?":\d+/g;
const EXPIRY = /"ttl":\d+/g;
/** The sort key of the outbox and of records without a name: time and a part of an id. */
const PLACE = /#[0-9a-hjkmnp-tv-z]{6}"/g;

/** @param records changes of items since some start, in order; the last image of each item counts */
export function fingerprint(records: readonly StreamRecord[]): string {
  const last = new Map<string, StreamRecord>();
  for (const record of records) last.set(JSON.stringify(record.dynamodb.Keys), record);
  const texts = [...last.values()].flatMap(({ dynamodb: { NewImage: image } }) =>
    image === undefined || isHistory(image) ? [] : [textOf(image)],
  );
  const digest = createHash('sha256');
  for (const text of texts.sort()) digest.update(text);
  return digest.digest('hex');
}

/** The audit trail tells in which order things came; nothing reads it to decide. */
const isHistory = ({ pk }: AttributeMap): boolean => pk !== undefined && 'S' in pk && pk.S.includes('#audit#');

function textOf(image: AttributeMap): string {
  const item = unmarshall(image as Parameters<typeof unmarshall>[0]);
  const sorted = Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify(sorted)
    .replace(ID, '$1')
    .replace(REQUEST, 'req')
    .replace(INSTANT, 'T')
    .replace(HASH, 'H')
    .replace(SECONDS, 'seconds')
    .replace(EXPIRY, '"ttl"')
    .replace(PLACE, '#"');
}
