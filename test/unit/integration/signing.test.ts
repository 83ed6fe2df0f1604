import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeKey, makeSecret, rotate, SECRETS_MAX } from '../../../domain/integration/rotate-secrets.ts';
import { signedHeaders } from '../../../domain/integration/signing.ts';
import { idSource } from '../../../shared/values/ids.ts';
import { seededBytes } from '../../harness/engine-runtime.ts';
import { isGenuine } from './receiver.ts';

const NOW = Date.parse('2026-11-24T10:00:00.400Z');
const NOW_S = Math.floor(NOW / 1000);
const HOUR = 3_600_000;
const ids = idSource(() => NOW, seededBytes('signing'));
const made = () => ({ secrets: [makeSecret(ids)], keys: [makeKey(ids)] });
const message = { id: 'dlv_1', body: '{"type":"crm.account.created","data":{"name":"Müller & Söhne 🚲"}}', atMs: NOW };
const both = ['v1', 'v1a'] as const;
const [own, foreign] = [made(), made()];
const secretOf = ({ secrets }: typeof own) => secrets[0]?.secret ?? '';
const publicKeyOf = ({ keys }: typeof own) => keys[0]?.publicKey ?? '';

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a signature', () => {
  const headers = signedHeaders(message, own, both);
  it('has the three headers of the specification, the timestamp in seconds', () => {
    expect(headers['webhook-id']).toBe('dlv_1');
    expect(headers['webhook-timestamp']).toBe(String(NOW_S));
    expect(headers['webhook-signature']).toMatch(/^v1,[A-Za-z0-9+/]{43}= v1a,[A-Za-z0-9+/]{86}==$/);
  });
  it('by a secret of 32 bytes and a key of 32', () => {
    expect(secretOf(own)).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(publicKeyOf(own)).toMatch(/^whpk_[A-Za-z0-9+/]{43}=$/);
  });
  it('of ours is verified by the official library', () => {
    expect(new Webhook(secretOf(own)).verify(message.body, headers)).toEqual(JSON.parse(message.body));
  });
  it('of the official library is verified by a receiver that verifies ours', () => {
    const signature = new Webhook(secretOf(own)).sign(message.id, new Date(NOW), message.body);
    expect(isGenuine(secretOf(own), { ...headers, 'webhook-signature': signature }, message.body, NOW_S)).toBe(true);
    expect(isGenuine(secretOf(own), headers, message.body, NOW_S)).toBe(true);
  });
  it('by ed25519 is verified with the public key alone', () => {
    const only = signedHeaders(message, own, ['v1a']);
    expect(only['webhook-signature']).not.toContain('v1,');
    expect(isGenuine(publicKeyOf(own), only, message.body, NOW_S)).toBe(true);
  });
  it('by ed25519 is that of RFC 8032, test 3', () => {
    // The seed and public key of the RFC's third test; the message there is the two bytes af82.
    const seed = Buffer.from('c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7', 'hex');
    const publicKey = Buffer.from('fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025', 'hex');
    const key = makeKey({ next: () => '', secret: () => seed.toString('base64url') });
    expect(key.publicKey).toBe(`whpk_${publicKey.toString('base64')}`);
  });

  const refusals = [
    ['a foreign key', foreign, message.body, NOW],
    ['a changed body', own, message.body.replace('created', 'updated'), NOW],
    ['an old timestamp', own, message.body, NOW + 6 * 60_000],
    ['a timestamp of the future', own, message.body, NOW - 6 * 60_000],
  ] as const;
  it.each(refusals)('does not verify with %s', (_, keys, body, now) => {
    vi.setSystemTime(now);
    expect(() => new Webhook(secretOf(keys)).verify(body, headers)).toThrow(WebhookVerificationError);
    expect(isGenuine(secretOf(keys), headers, body, Math.floor(now / 1000))).toBe(false);
    expect(isGenuine(publicKeyOf(keys), headers, body, Math.floor(now / 1000))).toBe(false);
  });
  it.each([
    ['another id', { 'webhook-id': 'dlv_2' }],
    ['a timestamp one second on', { 'webhook-timestamp': String(NOW_S + 1) }],
  ])('does not verify with %s', (_, change) => {
    const changed = { ...headers, ...change };
    expect(() => new Webhook(secretOf(own)).verify(message.body, changed)).toThrow(WebhookVerificationError);
    expect(isGenuine(publicKeyOf(own), changed, message.body, NOW_S)).toBe(false);
  });
});

describe('a rotation', () => {
  const next = made();
  const rotated = rotate(own, next, NOW, 24 * HOUR);
  const signedAt = (atMs: number, keys = rotated) => signedHeaders({ ...message, atMs }, keys, both);
  const verifies = (keys: typeof own, headers: Record<string, string>, atMs: number) => {
    vi.setSystemTime(atMs);
    return [secretOf(keys), publicKeyOf(keys)].map((key) => {
      const ours = isGenuine(key, headers, message.body, Math.floor(atMs / 1000));
      if (key.startsWith('whsec_')) {
        const library = () => new Webhook(key).verify(message.body, headers);
        if (ours) expect(library).not.toThrow();
        else expect(library).toThrow();
      }
      return ours;
    });
  };

  it('signs by the old and the new one for a day', () => {
    for (const at of [NOW, NOW + 24 * HOUR - 1]) {
      expect(verifies(own, signedAt(at), at)).toEqual([true, true]);
      expect(verifies(next, signedAt(at), at)).toEqual([true, true]);
    }
  });
  it('then by the new one alone', () => {
    const at = NOW + 24 * HOUR;
    expect(verifies(own, signedAt(at), at)).toEqual([false, false]);
    expect(verifies(next, signedAt(at), at)).toEqual([true, true]);
  });
  it('with nothing to be kept signs by the new one alone from the start', () => {
    const headers = signedAt(NOW, rotate(own, next, NOW, 0));
    expect(verifies(own, headers, NOW)).toEqual([false, false]);
    expect(verifies(next, headers, NOW)).toEqual([true, true]);
  });
  it('on another lets the first one end when it was said to', () => {
    const third = made();
    const twice = rotate(rotated, third, NOW + 12 * HOUR, 24 * HOUR);
    const during = NOW + 23 * HOUR;
    for (const keys of [own, next, third])
      expect(verifies(keys, signedAt(during, twice), during)).toEqual([true, true]);
    const after = NOW + 25 * HOUR;
    expect(verifies(own, signedAt(after, twice), after)).toEqual([false, false]);
    expect(verifies(next, signedAt(after, twice), after)).toEqual([true, true]);
  });
  it('again and again keeps three at most, the newest', () => {
    let keys = own;
    for (let turn = 0; turn < 6; turn += 1) keys = rotate(keys, made(), NOW + turn, 24 * HOUR);
    expect(keys.secrets).toHaveLength(SECRETS_MAX);
    expect(keys.keys).toHaveLength(SECRETS_MAX);
    expect(keys.secrets.map(({ endsAt }) => endsAt === undefined)).toEqual([true, false, false]);
  });
  it('that takes nothing from the old one’s end cannot prolong it', () => {
    const shortened = rotate(rotated, made(), NOW + HOUR, HOUR);
    expect(shortened.secrets[2]?.endsAt).toBe(new Date(NOW + 2 * HOUR).toISOString());
    const prolonged = rotate(rotated, made(), NOW + HOUR, 100 * HOUR);
    expect(prolonged.secrets[2]?.endsAt).toBe(new Date(NOW + 24 * HOUR).toISOString());
  });
});
