/**
 * The state hash of a tenant: one figure over all its own records. Two tenants have the same one if and only if (but for
 * a collision of SHA-256) they have the same records, whatever order these are met in and whoever's tenant id they stand
 * below. It is the sum, modulo 2^256, of the SHA-256 of each record, so that it can be added up page by page.
 */
import { createHash } from 'node:crypto';
import type { Context } from '../../../shared/context.ts';
import { canonicalJson } from '../../../shared/table/audit-chain.ts';
import type { Entity, Stored } from '../../../shared/table/entity.ts';
import { WALK_START, type Walked, type WalkPlace, walkTenant } from './walk-tenant.ts';

/** Stands for the tenant's own id wherever that is in a value: an id of another tenant is just text. */
export const NO_TENANT_ID = `ten_${'0'.repeat(26)}`;
const MODULUS = 1n << 256n;
export const NO_STATE = '0'.repeat(64);

/** A record as text that does not name its tenant; equal records have equal text. */
export function neutralText(entity: Pick<Entity, 'name'>, record: Stored<object>): string {
  const { tenantId, ...fields } = record;
  return canonicalJson({ e: entity.name, r: fields }).replaceAll(tenantId, NO_TENANT_ID);
}

/** The hash (64 hex digits) with more records, given as their neutral texts. */
export function addToState(hash: string, texts: Iterable<string>): string {
  let sum = BigInt(`0x${hash}`);
  for (const text of texts) sum += BigInt(`0x${createHash('sha256').update(text).digest('hex')}`);
  return (sum % MODULUS).toString(16).padStart(64, '0');
}

export const textsOf = (found: readonly Walked[]): string[] =>
  found.map(({ entity, record }) => neutralText(entity, record));

/** The hash of all that the tenant has now. For a tenant of any size a job adds it up in steps. */
export async function stateHashOf(context: Context): Promise<string> {
  let hash = NO_STATE;
  for (let place: WalkPlace | undefined = WALK_START; place !== undefined; ) {
    const { found, next }: Awaited<ReturnType<typeof walkTenant>> = await walkTenant(context, place);
    hash = addToState(hash, textsOf(found));
    place = next;
  }
  return hash;
}
