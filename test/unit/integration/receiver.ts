/** A receiver as a stranger would write it from the specification of Standard Webhooks 1.0, with no code of ours. */
import { createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto';

export type Headers = Readonly<Record<string, string>>;
const TOLERANCE_S = 300;
/** RFC 8410: an ed25519 public key in SPKI is this and its 32 bytes. */
const SPKI_START = Buffer.from('302a300506032b6570032100', 'hex');

/** @param key `whsec_…` or `whpk_…`. @param nowS the receiver's clock, in seconds */
export function isGenuine(key: string, headers: Headers, body: string, nowS: number): boolean {
  const id = headers['webhook-id'] ?? '';
  const timestamp = headers['webhook-timestamp'] ?? '';
  if (id === '' || Math.abs(nowS - Number(timestamp)) > TOLERANCE_S) return false;
  const signed = Buffer.from(`${id}.${timestamp}.${body}`);
  const signatures = (headers['webhook-signature'] ?? '').split(' ').map((text) => text.split(','));
  const of = (version: string) =>
    signatures.filter(([known]) => known === version).map(([, text = '']) => Buffer.from(text, 'base64'));
  if (key.startsWith('whpk_')) {
    const bytes = Buffer.from(key.slice('whpk_'.length), 'base64');
    const publicKey = createPublicKey({ key: Buffer.concat([SPKI_START, bytes]), format: 'der', type: 'spki' });
    return of('v1a').some((signature) => verify(null, signed, publicKey, signature));
  }
  const expected = createHmac('sha256', Buffer.from(key.slice('whsec_'.length), 'base64'))
    .update(signed)
    .digest();
  return of('v1').some((each) => each.length === expected.length && timingSafeEqual(each, expected));
}
