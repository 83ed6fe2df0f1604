/** Two stories of a dead receiver, told short in every run of the tests and at length in the deep ones. */
import { expect } from 'vitest';
import { accountCreated } from '../../../domain/crm/events.ts';
import { OutboundFailed } from '../../../shared/outbound/outbound.ts';
import { addAccount, DAY, deliveriesOf, HOUR, type PostOffice } from './post-office.ts';

/** An endpoint that is dead for 24 hours, in which so many events an hour are said. */
export async function deadForADay({ tenant, time, add, at, answer, world }: PostOffice, anHour: number): Promise<void> {
  const endpoint = await add('a');
  const backAt = world.clock.now() + DAY;
  answer('a', ({ at: now }) => (now < backAt ? new OutboundFailed('connection', 'refused') : 200));
  const accounts: string[] = [];
  for (let hour = 0; hour < 24; hour += 1) {
    while (accounts.length < (hour + 1) * anHour) accounts.push(await addAccount(tenant));
    await time.elapse(HOUR);
  }
  await time.elapse(DAY);
  const arrived = at('a')
    .filter((call) => call.at >= backAt)
    .map(({ event }) => event.subject);
  expect(arrived.toSorted()).toEqual(accounts.toSorted());
  const log = await deliveriesOf(tenant, endpoint.id);
  expect(log.map(({ status }) => status)).toEqual(accounts.map(() => 'delivered'));
  expect((await tenant.get(`/webhooks/${endpoint.id}`)).body.failingSince).toBeNull();
}

/** A dead endpoint with so many deliveries waiting, and one that works. */
export async function manyWaiting(office: PostOffice, count: number): Promise<void> {
  const { tenant, time, add, at, answer, world, say } = office;
  const dead = await add('a');
  answer('a', () => new OutboundFailed('timeout', 'No whole answer'));
  const healthy = await add('b', { events: ['crm.task.*'] });
  for (let index = 0; index < count; index += 1)
    await say(accountCreated, `acc_${index}`, 1, { accountId: `acc_${index}`, name: 'Many' });
  await world.settle();
  const accountId = await addAccount(tenant);
  await tenant.post('/crm/tasks', { accountId, subject: 'Call', dueOn: '2026-03-09' });
  await world.settle();
  const waiting = world.items().filter(({ __edb_e__: name }) => name === 'integration.delivery');
  const groups = Map.groupBy(waiting, ({ duesk }) => String(duesk).split('#')[1]);
  // SQS serves the groups of a queue by turns: the healthy endpoint's one message waits for none of the others.
  expect([groups.get(dead.id)?.length, groups.get(healthy.id)?.length]).toEqual([count + 2, 1]);
  const now = world.clock.now();
  await time.settle();
  expect(at('b').map((call) => call.at)).toEqual([now]);
}
