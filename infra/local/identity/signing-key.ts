/** The key that signs tokens: made when the data folder is, kept in it, never part of the repository. */
import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { calculateJwkThumbprint, createLocalJWKSet, exportJWK, type JWK, type JWTVerifyGetKey } from 'jose';
import type { Secrets } from '../secrets.ts';

export type SigningKey = {
  readonly id: string;
  readonly privateKey: KeyObject;
  /** As the pool's `/.well-known/jwks.json` shows it. */
  readonly jwks: { readonly keys: readonly JWK[] };
  readonly verification: JWTVerifyGetKey;
};

const NAME = 'signing-key';
const MODULUS_BITS = 2048;

export async function openSigningKey(secrets: Secrets): Promise<SigningKey> {
  const privateKey = createPrivateKey(secrets.read(NAME) ?? secrets.keep(NAME, await makeKey()));
  const exported = await exportJWK(createPublicKey(privateKey));
  const id = await calculateJwkThumbprint(exported);
  const jwks = { keys: [{ ...exported, kid: id, alg: 'RS256', use: 'sig' }] };
  return { id, privateKey, jwks, verification: createLocalJWKSet(jwks) };
}

async function makeKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: MODULUS_BITS });
  return String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
}
