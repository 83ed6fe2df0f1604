/** The pool's public keys, fetched at the first token and kept; asked for again when a token names a new key. */
import { createRemoteJWKSet } from 'jose';
import type { ExtraClients } from '../../shared/runtime/aws.ts';

export const tokenKeys: ExtraClients = {
  signingKeys: (issuer) => createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`)),
};
