import { afterEach, beforeEach, expect, it } from 'vitest';
import { COMPONENTS_MAX } from '../../../domain/production/decide-plan.ts';
import { expectSoundBooks } from '../procurement/purchasing-room.ts';
import { ORDERS, openWorkshop, type Workshop } from './workshop.ts';

let shop: Workshop;
beforeEach(async () => {
  shop = await openWorkshop();
});
afterEach(async () => {
  await expectSoundBooks(shop);
  shop.close();
});

/** A product of so many components, all in stock, and its order. */
const orderOf = async (sku: string, components: number) => {
  const parts = Array.from({ length: components }, (_, index) => `${sku}-${index}`);
  for (const part of parts) await shop.addProduct(part);
  for (let start = 0; start < parts.length; start += 20) {
    await shop.putIn(parts.slice(start, start + 20).map((part) => [part, '3', '1.00'] as const));
  }
  await shop.addProduct(sku, { kind: 'manufactured' });
  await shop.addBom(sku, Object.fromEntries(parts.map((part) => [part, '1'])));
  await shop.wants(sku, [[sku, '1', 'manufactured']]);
  await shop.settle();
  const [order] = await shop.orders(sku);
  return order;
};

// A transaction holds at most 100 actions: every component writes the stock of its product.
it('an order of as many components as one commit issues is started, cancelled, made', async () => {
  const order = await orderOf('ENGINE', COMPONENTS_MAX);
  expect(order).toMatchObject({ state: 'ready', blocked: null });
  await shop.start(order.id);
  expect(await shop.does(`${ORDERS}/${order.id}/cancel`)).toMatchObject({ workInProgress: { amount: '0.00' } });
  await shop.settle();
  const again = (await shop.orders('ENGINE')).find(({ state }) => state === 'ready');
  await shop.start(again.id);
  expect(await shop.complete(again.id, '1')).toMatchObject({ actualCost: { amount: `${COMPONENTS_MAX}.00` } });
});

it('an order of more components is blocked, and its demand waits for a person', async () => {
  expect(await orderOf('TURBINE', COMPONENTS_MAX + 1)).toMatchObject({
    state: 'planned',
    blocked: 'too_many_components',
  });
});
