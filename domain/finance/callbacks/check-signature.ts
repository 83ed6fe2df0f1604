/**
 * Whether a callback is the provider's: Standard Webhooks 1.0 for a generic one, and Stripe's scheme. Both sign the text
 * as it was sent together with a time, which must be within five minutes of ours, so that a message that was overheard
 * is of no use later. Time-constant.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { SentRequest } from '../../../shared/module.ts';
import type { PaymentProvider } from '../payment-provider.schema.ts';

const TOLERANCE_MS = 5 * 60_000;
/** While a secret is rotated there are two; more than a few are an attempt to make us work. */
const SIGNATURES_MAX = 8;
const SECONDS = /^\d{1,12}$/;

type Provider = Pick<PaymentProvider, 'kind' | 'secret'>;

export const isSigned = (provider: Provider, sent: SentRequest, nowMs: number): boolean =>
  provider.kind === 'stripe'
    ? isSignedByStripe(provider.secret, sent, nowMs)
    : isSignedByStandard(provider.secret, sent, nowMs);

/** `webhook-signature: v1,<base64> v1,<base64>` over `<webhook-id>.<webhook-timestamp>.<body>`. */
function isSignedByStandard(secret: string, { text, headers }: SentRequest, nowMs: number): boolean {
  const { 'webhook-id': id = '', 'webhook-timestamp': time = '', 'webhook-signature': signatures = '' } = headers;
  if (id === '' || !isTimely(time, nowMs)) return false;
  const [, expected = ''] = new Webhook(secret).sign(id, new Date(Number(time) * 1_000), text).split(',');
  const given = signatures.split(' ').flatMap((part) => (part.startsWith('v1,') ? [part.slice('v1,'.length)] : []));
  return isAmong(expected, given);
}

/** `stripe-signature: t=<seconds>,v1=<hex>` over `<seconds>.<body>`, with the secret as it is written. */
function isSignedByStripe(secret: string, { text, headers }: SentRequest, nowMs: number): boolean {
  const parts = (headers['stripe-signature'] ?? '').split(',').map((part) => part.trim().split('='));
  const valuesOf = (name: string) => parts.flatMap(([key, value = '']) => (key === name ? [value] : []));
  const [time = ''] = valuesOf('t');
  if (!isTimely(time, nowMs)) return false;
  const expected = createHmac('sha256', secret).update(`${time}.${text}`).digest('hex');
  return isAmong(expected, valuesOf('v1'));
}

const isTimely = (seconds: string, nowMs: number): boolean =>
  SECONDS.test(seconds) && Math.abs(nowMs - Number(seconds) * 1_000) <= TOLERANCE_MS;

function isAmong(expected: string, given: readonly string[]): boolean {
  const right = Buffer.from(expected);
  return given.slice(0, SIGNATURES_MAX).some((text) => {
    const bytes = Buffer.from(text);
    return bytes.length === right.length && timingSafeEqual(bytes, right);
  });
}
