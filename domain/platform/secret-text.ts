/**
 * Secrets that are shown once: API keys and invitation tokens. The text carries the tenant and the record, so that it
 * is found by key and needs no index over all tenants:
 *
 *     tk_<stage>_<tenant 26><record 26>_<secret 43>       an API key
 *     ti_<stage>_<tenant 26><record 26>_<secret 43>       an invitation
 *
 * Kept is the sha256 of the secret alone. A slow hash (scrypt) protects what people choose; a secret of 256 random bits
 * cannot be guessed at any speed, and a key is checked on every request.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { type IdSource, type TenantId, TenantIdSchema } from '../../shared/values/ids.ts';
import { publicKeyOf } from '../../shared/values/public-key.ts';

const SECRET_BYTES = 32;
const ID = '[0-9a-hjkmnp-tv-z]{26}';
const TEXT = new RegExp(`^(tk|ti)_([a-z0-9-]{1,20})_(${ID})(${ID})_([A-Za-z0-9_-]{43})$`);
const RECORD_PREFIX = { tk: 'key', ti: 'ivt' } as const;

export type SecretKind = keyof typeof RECORD_PREFIX;
export type SecretText = {
  readonly kind: SecretKind;
  readonly stage: string;
  readonly tenantId: TenantId;
  readonly recordId: string;
  readonly secret: string;
};

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** A new secret for a record of a tenant: the text to show once and the hash to keep. */
export function makeSecret(
  ids: IdSource,
  of: { kind: SecretKind; stage: string; tenantId: TenantId; recordId: string },
): { text: string; hash: string } {
  const secret = ids.secret(SECRET_BYTES);
  const text = `${of.kind}_${of.stage}_${publicKeyOf(of.tenantId, of.recordId)}_${secret}`;
  return { text, hash: hashOf(secret).toString('base64url') };
}

/** What a text names, or undefined where it is none of ours. Nothing in it is proven yet. */
export function readSecret(text: string): SecretText | undefined {
  const match = TEXT.exec(text);
  if (match === null) return undefined;
  const [, kind = '', stage = '', tenant = '', record = '', secret = ''] = match;
  const tenantId = TenantIdSchema.parse(`ten_${tenant}`);
  const known = kind === 'tk' ? 'tk' : 'ti';
  return { kind: known, stage, tenantId, recordId: `${RECORD_PREFIX[known]}_${record}`, secret };
}

/** Whether the secret is the one whose hash is kept; takes the same time however much of it is right. */
export function isSecret(secret: string, keptHash: string | undefined): boolean {
  const given = hashOf(secret);
  const kept = Buffer.from(keptHash ?? '', 'base64url');
  return timingSafeEqual(given, kept.length === given.length ? kept : Buffer.alloc(given.length));
}
