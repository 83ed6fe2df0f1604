/** Endpoints and their deliveries, on a virtual clock over the whole schedule. */
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ATTEMPT_DELAYS_MS } from '../../../domain/integration/retry-schedule.ts';
import { OutboundFailed, OutboundRefused } from '../../../shared/outbound/outbound.ts';
import { isGenuine } from '../../unit/integration/receiver.ts';
import {
  addAccount,
  DAY,
  deliveriesOf,
  HOUR,
  MINUTE,
  openPostOffice,
  type PostOffice,
  SECOND,
  urlOf,
} from './post-office.ts';
import { deadForADay, manyWaiting } from './webhook-outages.ts';

let office: PostOffice;
beforeEach(async () => {
  // The chance that jitter is made of is none: instants are those of the schedule.
  office = await openPostOffice({ random: () => 0 });
});
afterEach(() => office.world.close());

describe('an endpoint', () => {
  it('is sent the envelope of each event that it asks for, and of no other', async () => {
    const { tenant, time, add, at } = office;
    const endpoint = await add('a', { events: ['crm.account.*'] });
    await add('b', { events: ['finance.*'] });
    const accountId = await addAccount(tenant);
    await tenant.post('/crm/tasks', { accountId, subject: 'Call', dueOn: '2026-03-09' });
    await time.settle();
    const [call, ...others] = at('a');
    expect([others, at('b')]).toEqual([[], []]);
    const [said] = tenant.events('crm.account.created');
    expect(call?.event).toEqual({ ...said, timestamp: said?.time });
    expect(call).toMatchObject({ method: 'POST', timeoutMs: 15_000, answerBytesMax: 1024 });
    expect(call?.headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'Tandem-Webhooks/1.0' });
    const [log] = await deliveriesOf(tenant, endpoint.id);
    expect(log).toMatchObject({ id: call?.headers['webhook-id'], eventId: said?.id, status: 'delivered' });
    expect(log.attempts).toEqual([{ at: said?.time, status: 200, error: null, durationMs: 0, answer: null }]);
    expect(log.nextAttemptAt).toBeNull();
  });

  it('is sent an event once however often the event arrives', async () => {
    const { tenant, time, add, at, world } = office;
    await add('a');
    await addAccount(tenant);
    await time.settle();
    await world.redeliver(tenant, { copies: 3 });
    await time.elapse(HOUR);
    expect(at('a')).toHaveLength(1);
  });

  it('gets what was said while an instance of the reactions still remembered that there was none', async () => {
    const { tenant, time, add, at, world } = office;
    await addAccount(tenant);
    await time.elapse(SECOND);
    const endpoint = await add('a');
    const accountId = await addAccount(tenant);
    // The event that says that there is one is late; the account's comes first and finds what was remembered.
    const pick = () => 0.999;
    await world.settle({ pick, most: 1 });
    await time.elapse(MINUTE);
    expect(at('a').map(({ event }) => event.data.accountId)).toEqual([accountId]);
    expect(await deliveriesOf(tenant, endpoint.id)).toHaveLength(1);
    await time.elapse(HOUR);
    expect(at('a')).toHaveLength(1);
  });

  it('is signed so that the official library verifies it, by both versions where it asks for both', async () => {
    const { tenant, time, add, at, world } = office;
    const { secret, publicKey } = await add('a', { signing: ['v1', 'v1a'], headers: { 'X-Team': 'books' } });
    await addAccount(tenant);
    await time.settle();
    const [call] = at('a');
    if (call === undefined) throw new Error('nothing came');
    vi.useFakeTimers({ now: world.clock.now(), toFake: ['Date'] });
    try {
      expect(new Webhook(secret).verify(call.body, { ...call.headers })).toEqual(call.event);
    } finally {
      vi.useRealTimers();
    }
    expect(isGenuine(publicKey, call.headers, call.body, Math.floor(world.clock.now() / 1000))).toBe(true);
    expect(call.headers['x-team']).toBe('books');
  });

  it('shows its secret once, and never what its headers keep', async () => {
    const { tenant, time, add } = office;
    const endpoint = await add('a', { headers: { Authorization: 'Bearer very-secret', 'x-team': 'books' } });
    expect(endpoint.secret).toMatch(/^whsec_/);
    await addAccount(tenant);
    await time.settle();
    const [log] = await deliveriesOf(tenant, endpoint.id);
    const shown = await Promise.all([
      tenant.get(`/webhooks/${endpoint.id}`),
      tenant.get('/webhooks'),
      tenant.get(`/webhooks/${endpoint.id}/deliveries/${log.id}`),
    ]);
    expect(shown[0]?.body.headers).toEqual({ authorization: '***', 'x-team': 'books' });
    expect(shown[2]?.body.request.headers).toMatchObject({ authorization: '***', 'x-team': 'books' });
    const audit = office.world.items().filter((item) => item.__edb_e__ === 'audit' || item.__edb_e__ === 'event');
    const told = JSON.stringify([shown.map(({ body }) => body), audit]);
    expect(told).not.toContain('very-secret');
    expect(told).not.toContain(endpoint.secret.slice('whsec_'.length));
  });

  it.each([
    ['http', 'http://receiver.example.com/', '/url', 'scheme'],
    ['a private address', 'https://10.0.0.1/', '/url', 'private_address'],
    ['the metadata service', 'https://169.254.169.254/latest', '/url', 'private_address'],
    ['a password in it', 'https://a:b@receiver.example.com/', '/url', 'credentials_in_url'],
  ])('with %s is refused at its field', async (_, url, pointer, code) => {
    const prod = await openPostOffice({ settings: { ...office.world.runtime.settings, stage: 'prod' } });
    const { status, body } = await prod.tenant.post('/webhooks', { url, events: ['*'] });
    expect([status, body.errors[0]]).toMatchObject([422, { pointer, code }]);
    prod.world.close();
  });
  it('with an unknown event type is refused at its field; so is a change', async () => {
    const { tenant, add } = office;
    const endpoint = await add('a');
    const events = ['crm.*', 'crm.account.exploded', 'nothing.*'];
    const made = await tenant.post('/webhooks', { url: urlOf('b'), events });
    const changed = await tenant.patch(`/webhooks/${endpoint.id}`, { events }, { ifMatch: endpoint.version });
    for (const { status, body } of [made, changed]) {
      expect(status).toBe(422);
      expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/events/1', '/events/2']);
    }
  });
  it('is one of twenty at most', async () => {
    const { tenant, add } = office;
    const endpoints = [];
    for (let count = 0; count < 20; count += 1) endpoints.push(await add('a'));
    const { status, body } = await tenant.post('/webhooks', { url: urlOf('a'), events: ['*'] });
    expect([status, body.code, body.facts.limit]).toEqual([409, 'integration.webhook.limit_reached', 20]);
    const [{ id, version }] = endpoints;
    expect((await tenant.delete(`/webhooks/${id}`, { ifMatch: version })).status).toBe(204);
    await add('a');
  });
});

describe('a receiver that fails', () => {
  it('is tried ten times in 75 hours, then no more; every attempt is in the log with its id the same', async () => {
    const { tenant, time, add, at, answer, world } = office;
    answer('a', () => ({ status: 500, body: 'out of order' }));
    const endpoint = await add('a');
    const startedAt = world.clock.now();
    await addAccount(tenant);
    await time.elapse(4 * DAY);
    let expected = startedAt;
    const instants = ATTEMPT_DELAYS_MS.map((ms) => {
      expected += ms;
      return expected;
    });
    // A queue counts in seconds, and the sweeper sends what is further away than a queue can hold.
    expect(at('a').map((call, index) => Math.abs(call.at - (instants[index] ?? 0)) <= 15 * SECOND)).toEqual(
      instants.map(() => true),
    );
    expect(new Set(at('a').map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(at('a').map(({ headers }) => headers['webhook-timestamp'])).size).toBe(10);
    const [log] = await deliveriesOf(tenant, endpoint.id, '&status=failed');
    expect(log.attempts).toHaveLength(10);
    expect(log.attempts[9]).toMatchObject({ status: 500, answer: 'out of order' });
    expect([log.status, log.nextAttemptAt]).toEqual(['failed', null]);
  });

  it.each([
    ['hangs', new OutboundFailed('timeout', 'No whole answer'), 'timeout'],
    ['speaks broken TLS', new OutboundFailed('tls', 'No trusted connection'), 'tls'],
    ['resets', new OutboundFailed('reset', 'The connection ended'), 'reset'],
    ['has moved to a private address', new OutboundRefused('private_address', 'inside a network'), 'private_address'],
  ])('because it %s is tried again, and the log says why', async (_, failure, code) => {
    const { tenant, time, add, answer } = office;
    let calls = 0;
    answer('a', () => {
      calls += 1;
      return calls === 1 ? failure : 200;
    });
    const endpoint = await add('a');
    await addAccount(tenant);
    await time.elapse(MINUTE);
    const [log] = await deliveriesOf(tenant, endpoint.id);
    expect(log.status).toBe('delivered');
    expect(log.attempts.map(({ status, error }: { status: number; error: string }) => status ?? error)).toEqual([
      code,
      200,
    ]);
  });

  it('with a redirect is tried at its own address again', async () => {
    const { tenant, time, add, at, answer } = office;
    answer('a', () => ({ status: 302, headers: { location: 'http://169.254.169.254/' } }));
    await add('a');
    await addAccount(tenant);
    await time.elapse(MINUTE);
    expect(at('a')).toHaveLength(2);
    expect(office.received).toHaveLength(2);
  });

  it('and names a time is left alone until then', async () => {
    const { tenant, time, add, at, answer } = office;
    answer('a', () => (at('a').length === 1 ? { status: 429, headers: { 'retry-after': '600' } } : 200));
    const endpoint = await add('a');
    await addAccount(tenant);
    await time.elapse(10 * MINUTE - SECOND);
    expect(at('a')).toHaveLength(1);
    await time.elapse(MINUTE);
    expect(at('a')).toHaveLength(2);
    expect((await deliveriesOf(tenant, endpoint.id))[0].status).toBe('delivered');
  });

  it('and is dead for a day is sent every event when it is back', () => deadForADay(office, 0.5));

  it('and has many waiting delays no other', () => manyWaiting(office, 30));
});
