import { describe, expect, it } from 'vitest';
import { EventPattern, matchesPattern } from '../../../domain/integration/event-pattern.ts';
import { foldHeaders, maskHeaders, OwnHeaders } from '../../../domain/integration/own-headers.ts';
import { PAYLOAD_BYTES_MAX, payloadOf } from '../../../domain/integration/payload.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import type { TenantId } from '../../../shared/values/ids.ts';

describe('a pattern of event types', () => {
  it.each([
    ['*', 'crm.account.created', true],
    ['crm.*', 'crm.account.created', true],
    ['crm.*', 'crmx.account.created', false],
    ['finance.invoice.*', 'finance.invoice.issued', true],
    ['finance.invoice.*', 'finance.invoice_line.issued', false],
    ['finance.invoice.*', 'finance.payment.received', false],
    ['finance.invoice.issued', 'finance.invoice.issued', true],
    ['finance.invoice.issued', 'finance.invoice.issued_again', false],
  ])('%s with %s: %s', (pattern, type, matches) => {
    expect(matchesPattern(pattern, type)).toBe(matches);
  });
  it.each([
    '',
    'finance',
    'finance.',
    '*.issued',
    'finance.*.issued',
    'finance.inv*',
    'finance.**',
    '**',
    'Finance.*',
    'a.b.c.d',
  ])('"%s" is none', (text) => {
    expect(EventPattern.safeParse(text).success).toBe(false);
  });
});

describe('a tenant’s own headers', () => {
  it.each([
    ['a token and a value', { 'x-team': 'books', Authorization: 'Bearer abc' }, true],
    ['a name with a blank', { 'x team': 'a' }, false],
    ['a name with a colon', { 'x:': 'a' }, false],
    ['an empty value', { 'x-team': '' }, false],
    ['a value with a line end', { 'x-team': 'a\r\nx-evil: b' }, false],
    ['a value beyond ASCII', { 'x-team': 'Bücher' }, false],
    ['a header that is the sender’s', { 'Webhook-Signature': 'v1,abc' }, false],
    ['the content type', { 'content-type': 'text/plain' }, false],
    ['the host', { HOST: 'elsewhere.example' }, false],
    ['the framing', { 'transfer-encoding': 'chunked' }, false],
    ['one name twice', { 'x-team': 'a', 'X-Team': 'b' }, false],
    ['21 of them', Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`x-${index}`, 'a'])), false],
  ])('%s', (_, headers, isTaken) => {
    expect(OwnHeaders.safeParse(headers).success).toBe(isTaken);
  });
  it('are shown without what promises a secret', () => {
    const headers = foldHeaders({
      Authorization: 'Bearer abc',
      'X-API-Key': 'abc',
      'x-auth-token': 'abc',
      'X-Team': 'books',
    });
    const masked = { authorization: '***', 'x-api-key': '***', 'x-auth-token': '***', 'x-team': 'books' };
    expect(maskHeaders(headers)).toEqual(masked);
  });
});

describe('the payload', () => {
  const event: EventEnvelope = {
    ...{ id: 'evt_1', type: 'crm.account.created', version: 1, time: '2026-11-24T10:00:00.000Z' },
    ...{ tenantId: 'ten_1' as TenantId, actor: { kind: 'user', id: 'usr_1' }, correlationId: 'cor_1' },
    ...{ causationId: 'req_1', subject: 'acc_1', sequence: 1, data: { accountId: 'acc_1', name: 'Müller' } },
  };
  it('is the envelope, with the specification’s name for its time beside ours', () => {
    expect(JSON.parse(payloadOf(event))).toEqual({ ...event, timestamp: event.time });
  });
  it('leaves out data that no delivery could hold, and says so', () => {
    const sent = payloadOf({ ...event, data: { text: 'x'.repeat(PAYLOAD_BYTES_MAX) } });
    expect(JSON.parse(sent)).toMatchObject({ id: 'evt_1', sequence: 1, data: null, dataOmitted: true });
    expect(Buffer.byteLength(sent)).toBeLessThan(1_000);
  });
});
