/** What stands behind `Bearer`: forged, worn out, bent to another company. Each is made anew from tokens that hold. */
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, exportJWK, SignJWT } from 'jose';
import { openSecrets } from '../../infra/local/secrets.ts';
import { openStorage } from '../../infra/local/storage.ts';
import { unknownIdLike } from '../e2e/breakages.ts';
import { PASSWORD } from '../e2e/local-product.ts';
import type { Scene } from './scene.ts';

export type Credentials = Readonly<Record<string, string>>;

/** Characters of an API key that are its secret. */
const SECRET_LENGTH = 43;

const bare = (id: string): string => id.slice(id.indexOf('_') + 1);

/** Tokens and keys that no route may answer. The pool's own key is read from the cloud's file, for the worst case. */
export async function refusedCredentials({ product, ours, theirs }: Scene): Promise<Credentials> {
  const { token, id: tenantId } = ours.company;
  const nowSeconds = Math.floor(Date.now() / 1000);
  const pool = createPrivateKey(openSecrets(openStorage(product.cloud.engine.database)).read('signing-key') ?? '');
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { kid = '' } = decodeProtectedHeader(token);
  const sign = (changes: object, key: KeyObject | Uint8Array = pool, header: object = {}): Promise<string> =>
    new SignJWT({ ...decodeJwt(token), exp: nowSeconds + 3600, ...changes })
      .setProtectedHeader({ alg: 'RS256', kid, ...header })
      .sign(key);
  const [head = '', payload = '', signature = ''] = token.split('.');
  const encoded = (text: string) => Buffer.from(text).toString('base64url');
  const tampered = (from: string, to: string) =>
    [head, encoded(Buffer.from(payload, 'base64url').toString().replace(from, to)), signature].join('.');
  const keyOf = async (of: Scene['ours'], name: string) =>
    (await of.company.post('/api-keys', { name, scopes: ['*'] })) as { key: string; id: string; version: number };
  const ourKey = await keyOf(ours, 'swapped');
  const theirKey = await keyOf(theirs, 'kanari-swapped-7q');
  const revoked = await keyOf(theirs, 'kanari-revoked-7q');
  await theirs.company.call('DELETE', `/api-keys/${revoked.id}`, { ifMatch: revoked.version });
  const orphaned = await keyOfSomebodySuspended({ product, ours });
  const jwk = new TextEncoder().encode(JSON.stringify(await exportJWK(stranger.publicKey)));
  return {
    'no credential': '',
    'a token that has expired': await sign({ exp: nowSeconds - 1 }),
    'a token that is not yet valid': await sign({ nbf: nowSeconds + 3600 }),
    'a token of alg none': `${encoded(JSON.stringify({ alg: 'none' }))}.${payload}.`,
    'a token signed with a public key as the secret': await sign({}, jwk, { alg: 'HS256' }),
    'a token that another key signed': await sign({}, stranger.privateKey),
    'a token of another pool': await sign({ iss: `${decodeJwt(token).iss}x` }),
    'a token of another audience': await sign({ client_id: 'another' }),
    'an id token': await sign({ token_use: 'id', aud: decodeJwt(token).client_id, client_id: undefined }),
    'a token of another use': await sign({ token_use: 'id' }),
    'a token whose tenant was changed to theirs': tampered(tenantId, theirs.company.id),
    'a token whose member was changed to theirs': tampered(ours.company.userId, theirs.company.userId),
    'a token of our member in their company, signed by the pool': await sign({ tenantId: theirs.company.id }),
    'a token of their member in our company, signed by the pool': await sign({ memberId: theirs.company.userId }),
    'a token of a company that is not there, signed by the pool': await sign({ tenantId: unknownIdLike('ten') }),
    'a token of rights that were changed since': await sign({ roleVersion: '0' }),
    'our API key with their company in it': ourKey.key.replace(bare(tenantId), bare(theirs.company.id)),
    'their API key with our company in it': theirKey.key.replace(bare(theirs.company.id), bare(tenantId)),
    'our API key of another stage': ourKey.key.replace(/^tk_[^_]+_/, 'tk_other_'),
    'their API key with another secret': `${theirKey.key.slice(0, -SECRET_LENGTH)}${'A'.repeat(SECRET_LENGTH)}`,
    'their API key, revoked': revoked.key,
    'our API key, whose person is suspended': orphaned,
    'their invitation': theirs.invitationToken,
    'their refresh token': theirs.company.refreshToken,
  };
}

/** A key that stands on a membership which no longer holds. */
async function keyOfSomebodySuspended({ product, ours }: Pick<Scene, 'product' | 'ours'>): Promise<string> {
  const leaver = await product.colleague(ours.company, ['admin']);
  const { key } = await leaver.post('/api-keys', { name: 'left behind', scopes: ['*'] });
  const path = `/users/${leaver.id}`;
  await ours.company.patch(path, { state: 'suspended' }, (await ours.company.get(path)).version);
  return key;
}

/** A key of theirs that may do everything in their company. */
export const theirApiKey = async ({ theirs }: Scene): Promise<string> =>
  (await theirs.company.post('/api-keys', { name: 'kanari-key-7q', scopes: ['*'] })).key;

type Clerk = (roles: readonly string[]) => Promise<string>;
const clerks = new WeakMap<Scene, Promise<Clerk>>();

/**
 * A clerk of ours, whose roles are changed from column to column, since a plan lets no company have more than ten people.
 * Answers with a token for the roles asked for.
 */
export function clerkOf(scene: Scene): Promise<Clerk> {
  const clerk = clerks.get(scene) ?? employ(scene);
  clerks.set(scene, clerk);
  return clerk;
}

async function employ({ product, ours }: Scene): Promise<Clerk> {
  const { id } = await product.colleague(ours.company, ['sales']);
  const path = `/users/${id}`;
  const { email } = await ours.company.get(path);
  return async (roles) => {
    await ours.company.patch(path, { roles }, (await ours.company.get(path)).version);
    return (await product.anonymous.post('/auth/token', { email, password: PASSWORD })).accessToken;
  };
}
