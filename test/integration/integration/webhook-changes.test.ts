/** What happens to an endpoint while deliveries are on their way: new secrets, an end, a pause; and tests by hand. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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

let office: PostOffice;
beforeEach(async () => {
  office = await openPostOffice({ random: () => 0 });
});
afterEach(() => office.world.close());

const verifies = (office: PostOffice, secrets: readonly string[]) => {
  const call = office.at('a').at(-1);
  if (call === undefined) throw new Error('nothing came');
  return secrets.map((secret) => isGenuine(secret, call.headers, call.body, Math.floor(call.at / 1000)));
};

describe('a secret rotated in the middle of deliveries', () => {
  it('signs beside the new one for a day, then no more; the delivery stays the same', async () => {
    const { tenant, time, add, answer, at } = office;
    answer('a', () => 500);
    const { id, secret: old } = await add('a');
    await addAccount(tenant);
    await time.elapse(MINUTE);
    expect(verifies(office, [old])).toEqual([true]);
    const { status, body } = await tenant.post(`/webhooks/${id}/rotate`);
    expect([status, body.webhookId]).toEqual([202, id]);
    await time.elapse(HOUR);
    expect(verifies(office, [old, body.secret])).toEqual([true, true]);
    await time.elapse(2 * DAY);
    expect(verifies(office, [old, body.secret])).toEqual([false, true]);
    expect(new Set(at('a').map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });
  it('twice signs by all three; and at once where the old one is lost', async () => {
    const { tenant, time, add } = office;
    const { id, secret: first } = await add('a');
    const { body: second } = await tenant.post(`/webhooks/${id}/rotate`);
    const { body: third } = await tenant.post(`/webhooks/${id}/rotate`);
    await addAccount(tenant);
    await time.settle();
    expect(verifies(office, [first, second.secret, third.secret])).toEqual([true, true, true]);
    const { body: fourth } = await tenant.post(`/webhooks/${id}/rotate`, { keepOldForHours: 0 });
    await addAccount(tenant);
    await time.settle();
    expect(verifies(office, [first, second.secret, third.secret, fourth.secret])).toEqual([false, false, false, true]);
    expect((await tenant.get(`/webhooks/${id}`)).body.publicKeys).toHaveLength(1);
  });
  it('is not told a second time to the same Idempotency-Key', async () => {
    const { tenant, add } = office;
    const { id } = await add('a');
    const one = await tenant.post(`/webhooks/${id}/rotate`, undefined, { key: 'once' });
    const again = await tenant.post(`/webhooks/${id}/rotate`, undefined, { key: 'once' });
    expect([one.status, again.status, again.body.code]).toEqual([202, 409, 'idempotency.answer_not_kept']);
  });
});

describe('an endpoint that ends with deliveries waiting', () => {
  const waitingOne = async () => {
    const { tenant, time, add, answer } = office;
    answer('a', () => 500);
    const endpoint = await add('a');
    await addAccount(tenant);
    await time.elapse(10 * MINUTE);
    return { ...(await tenant.get(`/webhooks/${endpoint.id}`)).body, calls: office.at('a').length };
  };

  it('by deletion is sent nothing more, and its records end and go', async () => {
    const { tenant, time, world } = office;
    const { id, version, calls } = await waitingOne();
    expect((await tenant.delete(`/webhooks/${id}`, { ifMatch: version })).status).toBe(204);
    for (const path of ['', '/deliveries', '/replays'])
      expect((await tenant.get(`/webhooks/${id}${path}`)).status).toBe(404);
    await addAccount(tenant);
    await time.elapse(DAY);
    expect(office.at('a')).toHaveLength(calls);
    const items = world.items().filter(({ __edb_e__: name }) => name === 'integration.delivery');
    expect(items.map(({ state, cancelReason, duepk }) => [state, cancelReason, duepk])).toEqual([
      ['cancelled', 'webhook_deleted', undefined],
    ]);
    expect(items.every(({ ttl }) => typeof ttl === 'number')).toBe(true);
    expect(world.items().filter(({ __edb_e__: name }) => name === 'integration.webhook_secret')).toEqual([]);
  });

  it('by a person’s word cancels them at once, and enabling it again does not take that back', async () => {
    const { tenant, time, answer } = office;
    const { id, version, calls } = await waitingOne();
    const off = await tenant.patch(`/webhooks/${id}`, { enabled: false }, { ifMatch: version });
    expect(off.body).toMatchObject({ enabled: false, disabled: { reason: 'request' } });
    expect((await deliveriesOf(tenant, id))[0]).toMatchObject({
      ...{ status: 'cancelled', cancelledBecause: 'webhook_disabled', nextAttemptAt: null },
    });
    const [missed] = [await addAccount(tenant)];
    await time.elapse(SECOND);
    answer('a', () => 200);
    const on = await tenant.patch(`/webhooks/${id}`, { enabled: true }, { ifMatch: off.body.version });
    expect(on.body).toMatchObject({ enabled: true, disabled: null, failingSince: null });
    await time.elapse(SECOND);
    const heard = await addAccount(tenant);
    await time.elapse(DAY);
    expect(
      office
        .at('a')
        .slice(calls)
        .map(({ event }) => event.subject),
    ).toEqual([heard]);
    // Both are to be had by a replay from when it was disabled, or from when it began to fail.
    await tenant.post(`/webhooks/${id}/replay`, { from: '2026-03-01T00:00:00Z', mode: 'undelivered' });
    await time.elapse(HOUR);
    const log = await deliveriesOf(tenant, id);
    expect(log.map(({ status }) => status)).toEqual(['delivered', 'delivered', 'delivered']);
    expect(office.at('a').map(({ event }) => event.subject)).toContain(missed);
  });

  it('by 410 is disabled, says so, and gives its owner a task', async () => {
    const { tenant, time, add, answer, at } = office;
    answer('a', () => 410);
    const endpoint = await add('a');
    await addAccount(tenant);
    await addAccount(tenant);
    await time.elapse(DAY);
    expect(at('a').length).toBeLessThanOrEqual(2);
    const { body } = await tenant.get(`/webhooks/${endpoint.id}`);
    expect(body).toMatchObject({ enabled: false, disabled: { reason: 'gone' } });
    const said = tenant.events('integration.webhook.disabled');
    expect(said.map(({ data }) => data)).toEqual([
      {
        ...{ webhookId: endpoint.id, host: 'a.receiver.example.com', events: ['crm.*'] },
        ...{ reason: 'gone', ownerId: 'usr_owner' },
      },
    ]);
    const { body: tasks } = await tenant.get('/crm/tasks?ownerId=usr_owner');
    expect(tasks.data.map((task: { subject: string }) => task.subject)).toEqual([
      expect.stringContaining('a.receiver.example.com'),
    ]);
    expect(tasks.data[0]).toMatchObject({ accountId: null, state: 'open' });
  });

  it('by failing for five days is disabled, not a day earlier, and its owner is told', async () => {
    const { tenant, time, add, answer } = office;
    answer('a', () => 500);
    const endpoint = await add('a');
    const isEnabled = async () => (await tenant.get(`/webhooks/${endpoint.id}`)).body.enabled;
    for (let day = 0; day < 5; day += 1) {
      await addAccount(tenant);
      await time.elapse(DAY - MINUTE);
      expect(await isEnabled()).toBe(true);
      await time.elapse(MINUTE);
    }
    await addAccount(tenant);
    await time.elapse(DAY);
    expect(await isEnabled()).toBe(false);
    const [said, ...others] = tenant.events('integration.webhook.disabled');
    expect(others).toEqual([]);
    expect(said?.data).toMatchObject({ reason: 'failing', failingSince: '2026-03-02T09:00:00.000Z' });
    const log = await deliveriesOf(tenant, endpoint.id);
    expect(new Set(log.map(({ status }) => status))).toEqual(new Set(['failed', 'cancelled']));
    expect((await tenant.get('/crm/tasks?ownerId=usr_owner')).body.data).toHaveLength(1);
  });

  it('is spared where one of its deliveries succeeds meanwhile', async () => {
    const { tenant, time, add, answer, at } = office;
    answer('a', () => (at('a').length === 12 ? 200 : 500));
    const endpoint = await add('a');
    for (let day = 0; day < 6; day += 1) {
      await addAccount(tenant);
      await time.elapse(DAY);
    }
    expect((await tenant.get(`/webhooks/${endpoint.id}`)).body.enabled).toBe(true);
  });
});

describe('events about endpoints', () => {
  it('go to who asks for them, and make no further ones', async () => {
    const { tenant, time, add, answer, world } = office;
    answer('b', () => 500);
    await add('a', { events: ['integration.*'] });
    await add('b', { events: ['*'] });
    await addAccount(tenant);
    await time.elapse(4 * DAY);
    const said = world.events().filter(({ type }) => type.startsWith('integration.'));
    expect(said.map(({ type }) => type)).toEqual(['integration.webhook.created', 'integration.webhook.created']);
  });
});

describe('a test event', () => {
  it('goes to the one endpoint, whatever its types', async () => {
    const { tenant, time, add, at } = office;
    const { id } = await add('a', { events: ['finance.*'] });
    await add('b', { events: ['*'] });
    await time.elapse(HOUR);
    const before = at('b').length;
    const { status, body } = await tenant.post(`/webhooks/${id}/test`);
    expect([status, body.eventType, body.status]).toEqual([202, 'integration.webhook.tested', 'pending']);
    await time.elapse(HOUR);
    expect(at('a').map(({ event }) => event.data)).toEqual([{ webhookId: id, message: expect.any(String) }]);
    expect(at('b').length).toBe(before);
    expect((await deliveriesOf(tenant, id, '&eventType=integration.webhook.tested'))[0]).toMatchObject({
      ...{ id: body.id, status: 'delivered' },
    });
  });
  it('is refused to a disabled one', async () => {
    const { tenant, add } = office;
    const { id } = await add('a', { enabled: false });
    expect(await tenant.post(`/webhooks/${id}/test`)).toMatchObject({
      ...{ status: 409, body: { code: 'integration.webhook.not_enabled' } },
    });
  });
});

describe('a delivery sent again', () => {
  it('has the same webhook-id and the same body, and the whole schedule before it', async () => {
    const { tenant, time, add, at, answer } = office;
    const { id } = await add('a');
    await addAccount(tenant);
    await time.settle();
    const [first] = await deliveriesOf(tenant, id);
    answer('a', () => (at('a').length < 4 ? 500 : 200));
    const { status, body } = await tenant.post(`/webhooks/${id}/deliveries/${first.id}/resend`);
    expect([status, body.status]).toEqual([202, 'pending']);
    await time.elapse(HOUR);
    const calls = at('a').map(({ headers, body: sent }) => [headers['webhook-id'], sent]);
    expect(calls).toHaveLength(4);
    expect(new Set(calls.map((call) => JSON.stringify(call))).size).toBe(1);
    expect((await deliveriesOf(tenant, id))[0].attempts).toHaveLength(4);
  });
  it('is refused while it is on its way, of another endpoint, and of a disabled one', async () => {
    const { tenant, time, add, answer } = office;
    answer('a', () => 500);
    const { id, version } = await add('a');
    const other = await add('b', { url: urlOf('b') });
    await addAccount(tenant);
    await time.settle();
    const [{ id: deliveryId }] = await deliveriesOf(tenant, id);
    const again = (webhookId: string) => tenant.post(`/webhooks/${webhookId}/deliveries/${deliveryId}/resend`);
    expect((await again(id)).body.code).toBe('integration.delivery.illegal_transition');
    expect((await again(other.id)).body.code).toBe('integration.delivery.not_found');
    await tenant.patch(`/webhooks/${id}`, { enabled: false }, { ifMatch: version });
    expect((await again(id)).body.code).toBe('integration.webhook.not_enabled');
  });
  it('may be one that waited when its endpoint was disabled', async () => {
    const { tenant, time, add, answer, at } = office;
    answer('a', () => 500);
    const { id, version } = await add('a');
    await addAccount(tenant);
    await time.elapse(10 * MINUTE);
    const off = await tenant.patch(`/webhooks/${id}`, { enabled: false }, { ifMatch: version });
    await time.elapse(SECOND);
    await tenant.patch(`/webhooks/${id}`, { enabled: true }, { ifMatch: off.body.version });
    answer('a', () => 200);
    const [{ id: deliveryId }] = await deliveriesOf(tenant, id);
    const { status } = await tenant.post(`/webhooks/${id}/deliveries/${deliveryId}/resend`);
    const before = at('a').length;
    await time.elapse(DAY);
    expect([status, at('a').length - before]).toEqual([202, 1]);
    expect((await deliveriesOf(tenant, id))[0].status).toBe('delivered');
  });
});
