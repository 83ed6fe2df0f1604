/** Past events to an endpoint: in the order of each aggregate, through kills, failures and an end. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { opportunityCreated, opportunityLost, opportunityReopened } from '../../../domain/crm/events.ts';
import type { Body, TestTenant } from '../../harness/world.ts';
import { addAccount, DAY, deliveriesOf, HOUR, MINUTE, openPostOffice, type PostOffice, SECOND } from './post-office.ts';

let office: PostOffice;
beforeEach(async () => {
  office = await openPostOffice({ random: () => 0 });
});
afterEach(() => office.world.close());

const TYPES = [opportunityCreated, opportunityLost, opportunityReopened] as const;
const START = '2026-03-02T09:00:00.000Z';

/** So many opportunities with so many events each, told by turns. */
async function tellStories({ say, time, world }: PostOffice, subjects: number, events: number): Promise<void> {
  for (let sequence = 1; sequence <= events; sequence += 1) {
    for (let index = 0; index < subjects; index += 1) {
      const opportunityId = `opp_${index}`;
      const data = { opportunityId, accountId: 'acc', name: 'A deal', reason: 'Price' };
      await say(TYPES[(sequence - 1) % TYPES.length] ?? opportunityCreated, opportunityId, sequence, data);
    }
    world.clock.advance(SECOND);
  }
  await time.elapse(HOUR);
}

const replayOf = async (tenant: TestTenant, webhookId: string, body: object = {}): Promise<Body> => {
  const answer = await tenant.post(`/webhooks/${webhookId}/replay`, { from: START, ...body });
  expect(answer).toMatchObject({ status: 202, body: { state: 'running' } });
  return answer.body;
};
const readReplay = async (tenant: TestTenant, { id, webhookId }: Body): Promise<Body> =>
  (await tenant.get(`/webhooks/${webhookId}/replays/${id}`)).body;
/** Sequences as they came, by subject. */
const stories = (calls: readonly { event: Body }[]): Record<string, number[]> => {
  const told: Record<string, number[]> = {};
  for (const { event } of calls) told[event.subject] = [...(told[event.subject] ?? []), event.sequence];
  return told;
};
const inOrder = (subjects: number, events: number) =>
  Object.fromEntries(
    Array.from({ length: subjects }, (_, index) => [`opp_${index}`, Array.from({ length: events }, (_, at) => at + 1)]),
  );

describe('a replay', () => {
  it('sends an endpoint that was added today what was said before, in the order of each record', async () => {
    const { tenant, time, add, at } = office;
    await tellStories(office, 30, 5);
    await time.elapse(80 * DAY);
    const endpoint = await add('a');
    await time.elapse(HOUR);
    expect(at('a')).toEqual([]);
    const replay = await replayOf(tenant, endpoint.id);
    await time.elapse(HOUR);
    expect(stories(at('a'))).toEqual(inOrder(30, 5));
    expect(await readReplay(tenant, replay)).toMatchObject({
      ...{ state: 'succeeded', counts: { events: 150, delivered: 150, failed: 0, skipped: 0, waiting: 0 } },
    });
    expect((await tenant.get(`/webhooks/${endpoint.id}/replays`)).body.data).toHaveLength(1);
    const ends = tenant.events().filter(({ type }) => type.startsWith('integration.replay.'));
    expect(ends.map(({ type }) => type)).toEqual(['integration.replay.started', 'integration.replay.succeeded']);
  });

  it('sends no event of a record before the one before it was delivered, and lets the others go on', async () => {
    const { tenant, time, add, at, answer } = office;
    await tellStories(office, 3, 3);
    const endpoint = await add('a');
    let refusals = 3;
    answer('a', ({ event }) => {
      if (event.subject !== 'opp_0' || event.sequence !== 1 || refusals === 0) return 200;
      refusals -= 1;
      return 500;
    });
    await replayOf(tenant, endpoint.id);
    await time.elapse(20 * MINUTE);
    const { opp_0: stuck, ...others } = stories(at('a'));
    expect(stuck).toEqual([1, 1, 1]);
    expect(others).toEqual({ opp_1: [1, 2, 3], opp_2: [1, 2, 3] });
    await time.elapse(DAY);
    expect(stories(at('a')).opp_0).toEqual([1, 1, 1, 1, 2, 3]);
  });

  it('goes on behind an event that was given up', async () => {
    const { tenant, time, add, at, answer } = office;
    await tellStories(office, 2, 2);
    const endpoint = await add('a');
    answer('a', ({ event }) => (event.subject === 'opp_0' && event.sequence === 1 ? 500 : 200));
    const replay = await replayOf(tenant, endpoint.id);
    await time.elapse(4 * DAY);
    expect(stories(at('a')).opp_0).toEqual([...Array.from({ length: 10 }, () => 1), 2]);
    expect(await readReplay(tenant, replay)).toMatchObject({
      ...{ state: 'succeeded', counts: { events: 4, delivered: 3, failed: 1 } },
    });
  });

  it('that is killed again and again sends each event once and loses none', async () => {
    let left = 0;
    const killing = await openPostOffice({
      random: () => 0,
      logger: { info: () => {}, warn: () => {}, error: () => {} },
    });
    const { tenant, time, add, at, world } = killing;
    await tellStories(killing, 20, 3);
    const endpoint = await add('a');
    const replay = await replayOf(tenant, endpoint.id);
    const client = world.runtime.tenantTable(tenant.id);
    const send = client.send.bind(client);
    // Every third write of a step is cut off: what it was about is claimed, and nothing of it is done.
    Object.assign(client, {
      send: (command: { input: { TransactItems?: { Put?: { Item?: { pk: string } } }[] } }) => {
        const writes = command.input.TransactItems ?? [];
        const isStep = writes.some(({ Put }) => Put?.Item?.pk.includes('integration.replay#') === true);
        if (isStep) left += 1;
        return isStep && left % 3 === 0 ? Promise.reject(new Error('killed')) : send(command as never);
      },
    });
    await time.elapse(DAY);
    expect(stories(at('a'))).toEqual(inOrder(20, 3));
    expect(left).toBeGreaterThan(6);
    expect((await readReplay(tenant, replay)).counts).toMatchObject({ events: 60, delivered: 60 });
    world.close();
  });

  it('that only counts sends nothing', async () => {
    const { tenant, time, add, at } = office;
    await tellStories(office, 10, 3);
    const endpoint = await add('a');
    const replay = await replayOf(tenant, endpoint.id, { dryRun: true });
    await time.elapse(HOUR);
    expect(at('a')).toEqual([]);
    expect(await readReplay(tenant, replay)).toMatchObject({
      state: 'succeeded',
      counts: { events: 30, delivered: 0 },
    });
  });

  it('of what was not delivered leaves out what was', async () => {
    const { tenant, time, add, at, answer } = office;
    const endpoint = await add('a');
    answer('a', ({ event }) => (event.sequence === 2 ? 500 : 200));
    await tellStories(office, 5, 3);
    await time.elapse(4 * DAY);
    answer('a', () => 200);
    const before = at('a').length;
    const rehearsal = await replayOf(tenant, endpoint.id, { mode: 'undelivered', dryRun: true });
    await time.elapse(MINUTE);
    expect((await readReplay(tenant, rehearsal)).counts).toMatchObject({ events: 15, skipped: 10, delivered: 0 });
    const replay = await replayOf(tenant, endpoint.id, { mode: 'undelivered' });
    await time.elapse(HOUR);
    expect(
      at('a')
        .slice(before)
        .map(({ event }) => event.sequence),
    ).toEqual([2, 2, 2, 2, 2]);
    expect((await readReplay(tenant, replay)).counts).toMatchObject({ events: 15, skipped: 10, delivered: 5 });
  });

  it('from an event’s id and up to an instant sends what is between', async () => {
    const { tenant, time, add, at } = office;
    await tellStories(office, 2, 4);
    const endpoint = await add('a');
    const second = tenant.events().find(({ sequence, subject }) => sequence === 2 && subject === 'opp_0');
    const fourth = tenant.events().find(({ sequence, subject }) => sequence === 4 && subject === 'opp_0');
    await replayOf(tenant, endpoint.id, { from: second?.id, to: fourth?.time });
    await time.elapse(HOUR);
    expect(stories(at('a'))).toEqual({ opp_0: [2, 3], opp_1: [2, 3] });
  });

  it('up to now sends nothing twice that was said a moment ago, though it looks there twice', async () => {
    const { tenant, time, add, at } = office;
    const endpoint = await add('a');
    await time.elapse(HOUR);
    for (let count = 0; count < 5; count += 1) await addAccount(tenant);
    await time.settle();
    expect(at('a')).toHaveLength(5);
    await time.elapse(SECOND);
    const replay = await replayOf(tenant, endpoint.id);
    await time.elapse(HOUR);
    expect(at('a')).toHaveLength(10);
    expect((await readReplay(tenant, replay)).counts).toMatchObject({ events: 5, delivered: 5, skipped: 0 });
  });

  it('is one at a time, and can be stopped: what it has not delivered is cancelled', async () => {
    const { tenant, time, add, at, answer } = office;
    await tellStories(office, 5, 3);
    const endpoint = await add('a');
    answer('a', () => 500);
    const replay = await replayOf(tenant, endpoint.id);
    const second = await tenant.post(`/webhooks/${endpoint.id}/replay`, { from: START });
    expect([second.status, second.body.code]).toEqual([409, 'integration.replay.running']);
    await time.elapse(HOUR);
    const { status, body } = await tenant.post(`/webhooks/${endpoint.id}/replays/${replay.id}/cancel`);
    expect([status, body.state, body.cancelledBecause]).toEqual([200, 'cancelled', 'request']);
    const calls = at('a').length;
    await time.elapse(DAY);
    expect(at('a')).toHaveLength(calls);
    const log = await deliveriesOf(tenant, endpoint.id);
    expect(new Set(log.map(({ status: is }) => is))).toEqual(new Set(['cancelled']));
    answer('a', () => 200);
    await replayOf(tenant, endpoint.id);
    await time.elapse(HOUR);
    expect(stories(at('a').slice(calls))).toEqual(inOrder(5, 3));
  });

  it.each([
    ['disabled', 'webhook_disabled'],
    ['deleted', 'webhook_deleted'],
  ])('ends with its endpoint %s', async (how, reason) => {
    const { tenant, time, add, world } = office;
    office.answer('a', () => 500);
    await tellStories(office, 5, 3);
    const { id, version } = await add('a');
    await replayOf(tenant, id);
    await time.elapse(HOUR);
    if (how === 'disabled') await tenant.patch(`/webhooks/${id}`, { enabled: false }, { ifMatch: version });
    else await tenant.delete(`/webhooks/${id}`, { ifMatch: version });
    await time.elapse(DAY);
    const items = world.items();
    const replays = items.filter((item) => item.__edb_e__ === 'integration.replay' && item.mode === 'all');
    expect(replays.map(({ state, cancelledBecause, duepk }) => [state, cancelledBecause, duepk])).toEqual([
      ['cancelled', reason, undefined],
    ]);
    const open = items.filter(({ __edb_e__: name, state }) => name === 'integration.delivery' && state === 'pending');
    expect(open).toEqual([]);
  });

  it.each([
    ['an event that is not there', { from: 'evt_01kjpwd6m038zz6yhv61c8nejk' }, '/from'],
    ['neither instant nor id', { from: 'yesterday' }, '/from'],
    ['an end before the start', { from: START, to: '2026-03-01T00:00:00.000Z' }, '/to'],
  ])('from %s is refused at its field', async (_, body, pointer) => {
    const { id } = await office.add('a');
    const answer = await office.tenant.post(`/webhooks/${id}/replay`, body);
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, pointer]);
  });
});
