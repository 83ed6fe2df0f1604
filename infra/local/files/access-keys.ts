/** Access keys of the local roles: what signs an address, and tells whose address it is. */
import { createHmac, randomBytes } from 'node:crypto';
import type { Role } from '../iam/roles.ts';
import type { Secrets } from '../secrets.ts';

export type AccessKey = { readonly accessKeyId: string; readonly secretAccessKey: string };

export type AccessKeys = {
  readonly of: (role: Role) => AccessKey;
  readonly holder: (accessKeyId: string) => { readonly role: Role; readonly key: AccessKey } | undefined;
};

/** The keys follow from a secret of the data folder, so that an address signed before a restart still works. */
export function openAccessKeys(secrets: Secrets): AccessKeys {
  const secret = secrets.keep('access-keys', randomBytes(32).toString('base64url'));
  const derive = (text: string): string => createHmac('sha256', secret).update(text).digest('base64url');
  const holders = new Map<string, { role: Role; key: AccessKey }>();
  return {
    of: (role) => {
      const accessKeyId = `LOCAL${derive(`id ${role.arn}`).replaceAll(/[-_]/g, '').slice(0, 15).toUpperCase()}`;
      const key = { accessKeyId, secretAccessKey: derive(`key ${role.arn}`) };
      holders.set(accessKeyId, { role, key });
      return key;
    },
    holder: (accessKeyId) => holders.get(accessKeyId),
  };
}
