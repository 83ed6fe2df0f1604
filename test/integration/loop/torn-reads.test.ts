/** Each read is consistent by itself; what another commits between two of them must not be an error of ours. */
import { expect, it } from 'vitest';
import { atTheRead } from '../../harness/at-the-write.ts';
import { openShop, putInStock, win } from '../../harness/bicycle-shop.ts';
import { checkBooks } from '../../harness/books.ts';
import { type Answer, createWorld } from '../../harness/world.ts';

/** Ready to start, with all components in stock; `start` answers as often as it is called. */
async function readyOrder() {
  const world = await createWorld({ seed: 'torn reads' });
  const shop = await openShop(await world.tenant());
  await putInStock(shop.tenant, [
    ['FRAME', '1', '80.00'],
    ['WHEEL', '2', '33.00'],
  ]);
  await win(shop, [['BIKE', '1']]);
  await world.settle();
  const [order] = (await shop.tenant.get('/production/orders?state=ready')).body.data;
  const start = (): Promise<Answer> => shop.tenant.post(`/production/orders/${order.id}/start`);
  return { world, client: world.runtime.tenantTable(shop.tenant.id), start };
}

it('an order is started between any two reads of another start: one starts it, the other is refused, none breaks', async () => {
  let reads = 0;
  for (let nth = 1; ; nth += 1) {
    const { world, client, start } = await readyOrder();
    const others: number[] = [];
    const first = await atTheRead(client, nth, start, async () => others.push((await start()).status));
    expect([nth, checkBooks(world.items())]).toEqual([nth, []]);
    world.close();
    if (others.length === 0) break;
    reads += 1;
    expect([nth, others, first?.status]).toEqual([nth, [200], 409]);
  }
  expect(reads).toBeGreaterThan(2);
});
