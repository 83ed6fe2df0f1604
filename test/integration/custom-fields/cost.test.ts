/** What custom fields cost who has none, and who has twenty: reads and writes are counted, time is compared by ratio. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createWorld, type TestTenant, type World } from '../../harness/world.ts';
import { field } from './five-kinds.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

/** The calls to the table that the requests of a tenant make, by name. */
async function callsOf(tenant: TestTenant, act: () => Promise<unknown>): Promise<string[]> {
  const send = vi.spyOn(world.runtime.tenantTable(tenant.id), 'send');
  await act();
  const names = send.mock.calls.map(([command]) => command.constructor.name);
  send.mockRestore();
  return names;
}

const add = (tenant: TestTenant, body: object = {}) => tenant.post('/crm/accounts', { name: 'Velo', ...body });

it('a tenant without fields pays one read in five seconds, and no write', async () => {
  const tenant = await world.tenant();
  await add(tenant);
  world.clock.advance(5_000);
  const first = await callsOf(tenant, () => add(tenant));
  const second = await callsOf(tenant, () => add(tenant));
  expect(first.filter((name) => name === 'QueryCommand')).toHaveLength(1);
  expect(second.filter((name) => name === 'QueryCommand')).toHaveLength(0);
  expect(first.filter((name) => name === 'TransactWriteCommand')).toHaveLength(1);
  const created = world.items().filter(({ __edb_e__: kind }) => kind === 'crm.account');
  expect(created.every((item) => !('custom' in item))).toBe(true);
});

it('an account with twenty values makes no call more than one without', async () => {
  const tenant = await world.tenant();
  for (let count = 0; count < 20; count += 1) await field(tenant, 'account', { name: `f${count}`, type: 'number' });
  const customFields = Object.fromEntries(Array.from({ length: 20 }, (_, count) => [`f${count}`, `${count}.5`]));
  await add(tenant);
  const without = await callsOf(tenant, () => add(tenant));
  const withTwenty = await callsOf(tenant, () => add(tenant, { customFields }));
  expect(withTwenty).toEqual(without);
});
