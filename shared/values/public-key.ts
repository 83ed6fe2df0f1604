/**
 * The public key of a record that strangers may reach, such as a web form: 26 characters of its tenant and 26 of its own
 * id, so that it is found by key and needs no index over all tenants. It is no secret.
 */
import { z } from 'zod';
import type { TenantId } from './ids.ts';

export type PublicKey = {
  readonly tenantId: TenantId;
  /** The record's id without its prefix. */
  readonly record: string;
};

const ID = '[0-7][0-9a-hjkmnp-tv-z]{25}';
const TEXT = new RegExp(`^${ID}${ID}$`);
const ID_LENGTH = 26;

const bare = (id: string): string => id.slice(id.indexOf('_') + 1);

export const publicKeyOf = (tenantId: TenantId, recordId: string): string => bare(tenantId) + bare(recordId);

/** The schema of a public key in a path. */
export const PublicKeyText = z
  .string()
  .regex(TEXT)
  .transform(
    (text): PublicKey => ({ tenantId: `ten_${text.slice(0, ID_LENGTH)}` as TenantId, record: text.slice(ID_LENGTH) }),
  );
