/**
 * `Idempotency-Key`: the first answer is kept in the commit that made it and given again (DESIGN 4 and 7). The key is
 * scoped to principal and route, so that one caller's key never meets another's.
 */

import type { Actor } from '../events/event.ts';
import { reject } from '../rejection.ts';
import { canonicalJson, sha256 } from '../table/audit-chain.ts';
import type { CommitMarker } from '../table/commit-marker.ts';
import { idempotencyRecord } from '../table/kernel-entities.ts';
import type { Records } from '../table/records.ts';
import type { ApiResult } from './api-event.ts';

const KEY = /^[\x21-\x7e]{1,255}$/;
/** Larger answers are not kept; the second request is told where it stands instead. */
export const KEPT_BODY_BYTES_MAX = 32 * 1024;

/** The key as sent: bare, or the quoted structured-field string of the IETF draft. */
export function readIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const key = header.trim().replace(/^"(.*)"$/, '$1');
  if (!KEY.test(key)) {
    throw reject(
      'malformed',
      'idempotency.bad_key',
      'The Idempotency-Key must be 1 to 255 printable ASCII characters.',
    );
  }
  return key;
}

export const scopeOf = (actor: Actor, method: string, path: string, key: string): string =>
  sha256(canonicalJson([actor.kind, actor.id, method, path, key]));

export const requestHashOf = (body: unknown, query: unknown): string =>
  sha256(canonicalJson([body ?? null, query ?? null]));

/** The kept answer for this key, or undefined where it is new. @throws Rejection 422 where the request was another */
export async function keptAnswer(
  records: Records,
  marker: Extract<CommitMarker, { kind: 'idempotency' }>,
): Promise<ApiResult | undefined> {
  const kept = await records.get(idempotencyRecord, { scope: marker.scope });
  if (kept === undefined) return undefined;
  if (kept.requestHash !== marker.requestHash) {
    throw reject('invalid', 'idempotency.key_reused', 'This Idempotency-Key was used with another request.');
  }
  const headers = { 'idempotency-replayed': 'true', ...(kept.etag === undefined ? {} : { etag: kept.etag }) };
  if (kept.body === undefined && kept.status !== 204) {
    throw reject(
      'conflict',
      'idempotency.answer_not_kept',
      'This request was carried out before; its answer is not shown again.',
      { headers },
    );
  }
  return {
    statusCode: kept.status,
    headers: { 'content-type': 'application/json', ...headers },
    body: kept.body ?? '',
  };
}
