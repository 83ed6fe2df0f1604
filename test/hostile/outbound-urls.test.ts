/** The corpus of hostile addresses and resolver answers: none gets through, and each is told why. */
import { describe, expect, it } from 'vitest';
import { checkOutboundHeader } from '../../shared/outbound/check-header.ts';
import { checkOutboundUrl } from '../../shared/outbound/check-url.ts';
import { OutboundRefused, type OutboundRequest } from '../../shared/outbound/outbound.ts';
import { openOutbound } from '../../shared/outbound/send-outbound.ts';
import { ALLOWED_ON_LOCAL, ALLOWED_URLS, REFUSED_ANSWERS, REFUSED_ON_LOCAL, REFUSED_URLS } from './outbound/urls.ts';

const verdict = (url: string, stage: string): string => {
  try {
    checkOutboundUrl(url, stage);
    return 'sent';
  } catch (error) {
    return error instanceof OutboundRefused ? error.code : String(error);
  }
};
const requestTo = (url: string, headers = {}): OutboundRequest => ({
  url,
  method: 'POST',
  headers,
  body: '{}',
  timeoutMs: 1_000,
  answerBytesMax: 100,
});

describe('the corpus', () => {
  it('holds at least 150 hostile addresses and answers, none twice', () => {
    const entries = [...REFUSED_URLS.map(([url]) => url), ...REFUSED_ANSWERS.map((answer) => answer.join())];
    expect(new Set(entries).size).toBe(entries.length);
    expect(entries.length).toBeGreaterThanOrEqual(150);
  });
});

describe('an address is refused at its creation', () => {
  it.each(REFUSED_URLS)('%j: %s', (url, code) => {
    expect(verdict(url, 'prod')).toBe(code);
  });
  it.each(REFUSED_ON_LOCAL)('on a laptop as well: %j: %s', (url, code) => {
    expect(verdict(url, 'local')).toBe(code);
  });
  it.each(ALLOWED_URLS)('but %j is fine', (url) => {
    expect(verdict(url, 'prod')).toBe('sent');
  });
  it.each(ALLOWED_ON_LOCAL)('but on a laptop %j is fine', (url) => {
    expect(verdict(url, 'local')).toBe('sent');
  });
});

describe('a sender', () => {
  it('refuses every address of the corpus before it asks for a name', async () => {
    const asked: string[] = [];
    const send = openOutbound({
      stage: 'prod',
      resolve: async (host) => {
        asked.push(host);
        return [];
      },
    });
    for (const [url, code] of REFUSED_URLS) await expect(send(requestTo(url)), url).rejects.toMatchObject({ code });
    expect(asked).toEqual([]);
  });

  it.each(REFUSED_ANSWERS)('does not connect where the name stands for %j', async (...addresses) => {
    const send = openOutbound({ stage: 'prod', resolve: async () => addresses });
    const sent = send(requestTo('https://hooks.example.com/'));
    await expect(sent).rejects.toMatchObject({ name: 'OutboundRefused', code: 'private_address' });
  });

  it.each(['169.254.169.254', '10.0.0.1', 'fd00:ec2::254', '0.0.0.0', '::ffff:127.0.0.1'])(
    'does not connect to %s on a laptop either',
    async (address) => {
      const send = openOutbound({ stage: 'local', resolve: async () => [address] });
      await expect(send(requestTo('http://hooks.example.com/'))).rejects.toMatchObject({ code: 'private_address' });
    },
  );
});

describe('a header of the tenant', () => {
  it.each([
    ['Host', 'a'],
    ['HOST', '169.254.169.254'],
    ['content-length', '0'],
    ['Transfer-Encoding', 'chunked'],
    ['Connection', 'keep-alive'],
    ['Upgrade', 'h2c'],
    ['Expect', '100-continue'],
    ['accept-encoding', 'gzip'],
    ['Proxy-Authorization', 'Basic YTpi'],
    ['X-Forwarded-For', '127.0.0.1'],
    ['x a', '1'],
    ['x:a', '1'],
    ['', '1'],
    ['x-a', '1\r\nhost: b'],
    ['x-a', '1\nb'],
    ['x-a', '\u0000'],
    ['x-a', 'ⓗ'],
    ['x-a', 'a'.repeat(4_097)],
    ['ⓗost', 'a'],
  ])('%j: %j is refused', async (name, value) => {
    expect(() => checkOutboundHeader(name, value)).toThrow(expect.objectContaining({ code: 'header' }));
    const send = openOutbound({ stage: 'prod', resolve: async () => ['8.8.8.8'] });
    await expect(send(requestTo('https://8.8.8.8/', { [name]: value }))).rejects.toMatchObject({ code: 'header' });
  });

  it.each([
    ['Authorization', 'Bearer abc'],
    ['X-Tenant', 'ü'],
    ['x-empty', ''],
  ])('%j: %j is fine', (name, value) => {
    expect(() => checkOutboundHeader(name, value)).not.toThrow();
  });
});
