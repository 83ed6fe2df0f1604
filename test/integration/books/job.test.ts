/** The job that looks: which tenants it finds, what it costs, what becomes of it when it is interrupted or runs twice. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openShop, putInStock, type Shop, win } from '../../harness/bicycle-shop.ts';
import { type BooksOffice, booksOffice } from '../../harness/books-office.ts';
import { createWorld, type World } from '../../harness/world.ts';
import { playOut } from '../../harness/world-api.ts';

const MINUTE_MS = 60_000;
let world: World;
let shop: Shop;
let office: BooksOffice;
beforeEach(async () => {
  world = await createWorld();
  shop = await openShop(await world.tenant());
  office = booksOffice(world);
});
afterEach(() => world.close());

const books = async () => (await shop.tenant.get('/health/books')).body;
const items = (entity: string) => world.items().filter(({ __edb_e__ }) => __edb_e__ === entity);
const loop = async () => {
  const { salesOrderId } = await win(shop, [['BELL', '1']]);
  await playOut(world, shop.tenant, salesOrderId);
};
const unitsOf = async (run: () => Promise<void>) => {
  const meter = world.engine.consumed();
  const before = meter.totals();
  await run();
  const after = meter.totals();
  return { write: after.writeUnits - before.writeUnits, read: after.readUnits - before.readUnits };
};

describe('the job', () => {
  it('leaves alone what may still be on its way', async () => {
    await loop();
    await office.hear();
    world.clock.advance(20 * MINUTE_MS);
    await office.run();
    expect(items('platform.books')).toEqual([]);
    world.clock.advance(5 * MINUTE_MS);
    await office.run();
    expect(await books()).toMatchObject({ state: 'hold', checkedThrough: '2026-03-02T09:15:00.000Z' });
  });

  it('touches no tenant of which nothing was heard: one that is idle costs nothing', async () => {
    await loop();
    await office.look();
    await world.tenant();
    const asBefore = JSON.stringify(items('platform.books'));
    for (const _ of [1, 2, 3]) {
      world.clock.advance(15 * MINUTE_MS);
      const { write, read } = await unitsOf(office.run);
      // Its own place, and the empty windows by shard.
      expect({ write, read }).toEqual({ write: 2, read: 2 + 4 });
    }
    expect(JSON.stringify(items('platform.books'))).toBe(asBefore);
  });

  it('costs at most 3 % of a loop’s write units, with one loop in a window and with ten', async () => {
    await putInStock(shop.tenant, [['BELL', '20', '3.00']]);
    await loop();
    await office.look();
    for (const loops of [1, 10]) {
      const made = await unitsOf(async () => {
        for (let made = 0; made < loops; made += 1) await loop();
      });
      const looked = await unitsOf(office.look);
      // The two units of the job's own place it pays once a run, however many tenants there are.
      expect((looked.write - 2) / made.write).toBeLessThan(0.03);
      expect(looked.read / loops).toBeLessThan(60);
    }
    expect((await books()).state).toBe('hold');
  });

  it('run twice at once, counts everything once', async () => {
    await putInStock(shop.tenant, [['BELL', '9', '3.00']]);
    await loop();
    await office.hear();
    world.clock.advance(30 * MINUTE_MS);
    await Promise.all([office.run(), office.run(), office.run()]);
    await office.look();
    expect(await books()).toMatchObject({ state: 'hold', faults: [] });
  });

  it('overtaken by another between its reads, counts everything once', async () => {
    await putInStock(shop.tenant, [['BELL', '9', '3.00']]);
    await office.look();
    await loop();
    await office.hear();
    world.clock.advance(30 * MINUTE_MS);
    const client = world.runtime.tenantTable(shop.tenant.id);
    const send = client.send.bind(client);
    let overtaken = false;
    client.send = (async (...call: Parameters<typeof send>) => {
      if (!overtaken && JSON.stringify(call[0].input).includes('#platform.books_tally#')) {
        overtaken = true;
        await office.run();
      }
      return send(...call);
    }) as typeof client.send;
    await office.run();
    client.send = send;
    expect(overtaken).toBe(true);
    for (const _ of [1, 2, 3]) await office.look();
    expect(await books()).toMatchObject({ state: 'hold', faults: [] });
  });

  it('interrupted before it has kept anything, begins again and misses nothing', async () => {
    await loop();
    await office.hear();
    world.clock.advance(30 * MINUTE_MS);
    const client = world.runtime.tenantTable(shop.tenant.id);
    const send = client.send.bind(client);
    let calls = 0;
    client.send = (async (...call: Parameters<typeof send>) => {
      calls += 1;
      if (calls > 20) throw new Error('The function was stopped');
      return send(...call);
    }) as typeof client.send;
    await office.run();
    client.send = send;
    expect(items('platform.books')).toEqual([]);
    expect(office.log.some((line) => line.includes('could not be looked at'))).toBe(true);
    await office.look();
    const { state, checks } = await books();
    expect(state).toBe('hold');
    expect(checks.find(({ name }: { name: string }) => name === 'sales.wins_have_one_order').checked).toBe(1);
  });

  it('goes on after the last record that it has looked at, a hundred at a time', async () => {
    for (let entry = 0; entry < 120; entry += 1) await putInStock(shop.tenant, [['BELL', '1', '3.00']]);
    await office.look();
    const { state, checks } = await books();
    expect(state).toBe('hold');
    const looked = checks.find(({ name }: { name: string }) => name === 'finance.entries_balance');
    expect(looked.checked).toBe(120);
    await office.look();
    expect((await books()).checks).toEqual(checks);
  });

  it('looks at each tenant by its own credentials, and tells neither of the other', async () => {
    const other = await openShop(await world.tenant());
    await win(other, [['BELL', '1']]);
    await loop();
    await office.look();
    expect(items('platform.books').map(({ tenantId }) => tenantId)).toEqual(
      expect.arrayContaining([shop.tenant.id, other.tenant.id]),
    );
    const said = JSON.stringify(await books());
    expect(said).not.toContain(other.tenant.id);
  });
});
