/**
 * Signatures of Standard Webhooks 1.0: `<id>.<timestamp>.<body>`, by HMAC-SHA256 (`v1`) and ed25519 (`v1a`). While a
 * secret is rotated there is one by each secret that still holds, and a receiver is content with any of them.
 */
import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Signature } from './webhook.schema.ts';
import type { SigningKey, SigningSecret, WebhookSecret } from './webhook-secret.schema.ts';

const SECRET_PREFIX = 'whsec_';
const PUBLIC_KEY_PREFIX = 'whpk_';
/** RFC 8410: an ed25519 private key in PKCS #8 is this and the seed; a public one in SPKI ends in its 32 bytes. */
const PKCS8_START = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_KEY_BYTES = 32;

/** @param random base64url, of 24 to 64 bytes */
export const secretFrom = (random: string): string =>
  `${SECRET_PREFIX}${Buffer.from(random, 'base64url').toString('base64')}`;

/** @param seed base64url, of 32 bytes */
export function publicKeyOf(seed: string): string {
  const spki = createPublicKey(privateKeyOf(seed)).export({ format: 'der', type: 'spki' });
  return `${PUBLIC_KEY_PREFIX}${spki.subarray(-PUBLIC_KEY_BYTES).toString('base64')}`;
}

const privateKeyOf = (seed: string): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8_START, Buffer.from(seed, 'base64url')]), format: 'der', type: 'pkcs8' });

export type Message = { readonly id: string; readonly body: string; readonly atMs: number };

/** The three headers of the specification; its timestamp is in seconds, and that of the attempt. */
export function signedHeaders(
  message: Message,
  { secrets, keys }: Pick<WebhookSecret, 'secrets' | 'keys'>,
  signing: readonly Signature[],
): Readonly<Record<string, string>> {
  const { id, atMs } = message;
  const holds = ({ endsAt }: { endsAt?: string | undefined }) => endsAt === undefined || Date.parse(endsAt) > atMs;
  const signatures = [
    ...(signing.includes('v1') ? secrets.filter(holds).map((each) => hmacOf(message, each)) : []),
    ...(signing.includes('v1a') ? keys.filter(holds).map((each) => ed25519Of(message, each)) : []),
  ];
  return {
    'webhook-id': id,
    'webhook-timestamp': String(secondsOf(atMs)),
    'webhook-signature': signatures.join(' '),
  };
}

const secondsOf = (ms: number): number => Math.floor(ms / 1000);

const hmacOf = ({ id, body, atMs }: Message, { secret }: SigningSecret): string =>
  new Webhook(secret).sign(id, new Date(atMs), body);

function ed25519Of({ id, body, atMs }: Message, { seed }: SigningKey): string {
  const signed = Buffer.from(`${id}.${secondsOf(atMs)}.${body}`);
  return `v1a,${sign(null, signed, privateKeyOf(seed)).toString('base64')}`;
}
