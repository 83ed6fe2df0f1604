import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ORDER_LINES_MAX } from '../../../domain/procurement/decide-order.ts';
import { PEGS_MAX } from '../../../domain/procurement/plan.schema.ts';
import { expectSoundBooks, openPurchasingRoom, type PurchasingRoom } from './purchasing-room.ts';

let room: PurchasingRoom;
let vendorId: string;
beforeEach(async () => {
  room = await openPurchasingRoom();
  vendorId = await room.addVendor('Litware');
});
afterEach(async () => {
  await expectSoundBooks(room);
  room.close();
});

const orders = '/procurement/orders';
const requisitions = '/procurement/requisitions';
const skus = Array.from({ length: ORDER_LINES_MAX }, (_, index) => `PART${index}`);
const addParts = async (terms: object = {}) => {
  for (const sku of skus) {
    await room.addProduct(sku);
    await room.addPrice(vendorId, sku, '1.10', terms);
  }
};

// A transaction holds at most 100 actions: these are the largest documents that the API accepts.
describe('the largest documents', () => {
  it('of requisitions: ordered, cancelled, planned again, ordered again, received, billed, paid', async () => {
    await addParts({ minimumQuantity: '10' });
    await room.wants(
      'one',
      skus.map((sku) => [sku, '2'] as const),
    );
    await room.settle();
    const first = await room.does(`${requisitions}/order`);
    expect(first.data[0].lines).toHaveLength(ORDER_LINES_MAX);
    await room.does(`${orders}/${first.data[0].id}/cancel`);
    await room.settle();
    const second = await room.does(`${requisitions}/order`);
    expect(second.data[0].lines).toHaveLength(ORDER_LINES_MAX);
    const path = `${orders}/${second.data[0].id}`;
    await room.does(`${path}/receive`);
    const bill = await room.does(`${path}/bill`);
    await room.does(`/procurement/bills/${bill.id}/pay`);
    expect((await room.tenant.get(path)).body.status).toBe('completed');
    await room.settle();
    expect((await room.reservation(await room.wants('one', []))).complete).toBe(true);
  });

  it('by hand: every line is an open supply, closed after one line came in', async () => {
    await addParts();
    const order = await room.does(orders, { vendorId, lines: skus.map((sku) => ({ sku, quantity: '5' })) });
    await room.wants(
      'one',
      skus.map((sku) => [sku, '2'] as const),
    );
    await room.settle();
    expect(await room.bought()).toEqual([]);
    const path = `${orders}/${order.id}`;
    await room.does(`${path}/receive`, { lines: [{ sku: 'PART0', quantity: '5' }] });
    await room.does(`${path}/close`);
    await room.settle();
    expect((await room.bought()).filter((state) => state === '2 open')).toHaveLength(ORDER_LINES_MAX - 1);
  });

  it('of demands: a supply serves so many, the next one buys anew; cancelled, all of them are planned again', async () => {
    await room.addProduct('BOLT');
    await room.addPrice(vendorId, 'BOLT', '0.10', { minimumQuantity: '1000' });
    for (let index = 0; index <= PEGS_MAX; index += 1) await room.wants(`demand ${index}`, [['BOLT', '1']]);
    await room.settle();
    expect(await room.bought()).toEqual(['1000 open', '1000 open']);
    const { data } = await room.does(`${requisitions}/order`);
    const served: number[] = data[0].lines.map(({ pegs }: { pegs: unknown[] }) => pegs.length);
    expect(served.sort((a, b) => b - a)).toEqual([PEGS_MAX, 1]);
    await room.does(`${orders}/${data[0].id}/cancel`);
    await room.settle();
    expect((await room.bought()).filter((state) => state.endsWith('open'))).toEqual(['1000 open', '1000 open']);
    const again = await room.does(`${requisitions}/order`);
    await room.does(`${orders}/${again.data[0].id}/receive`);
    await room.settle();
    expect(await room.stock('BOLT')).toMatchObject({ reserved: String(PEGS_MAX + 1) });
  });
});
