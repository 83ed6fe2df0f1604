import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultsOf } from '../inventory/stock-room.ts';
import { type DispatchBay, openDispatchBay } from './dispatch-bay.ts';

let bay: DispatchBay;
let orderId: string;
/** Two shipments: 2 bells for 2.00, then 3 bells and a lamp. */
beforeEach(async () => {
  bay = await openDispatchBay();
  for (const sku of ['BELL', 'LAMP']) await bay.addProduct(sku);
  await bay.putIn([['BELL', '2', '1.00']]);
  orderId = await bay.order('one', [
    ['BELL', '2'],
    ['BELL', '3'],
    ['LAMP', '1'],
  ]);
  await bay.settle();
  await bay.sendOut(orderId);
  bay.world.clock.advance(1_000);
  await bay.putIn([
    ['BELL', '3', '2.00'],
    ['LAMP', '1', '4.00'],
  ]);
  await bay.settle();
  await bay.sendOut(orderId);
  await bay.settle();
});
afterEach(() => {
  expect(faultsOf(bay)).toEqual([]);
  bay.close();
});

const giveBack = (body: object, options: { key?: string } = {}) =>
  bay.tenant.post('/logistics/returns', { reason: 'Damaged', ...body }, options);
const problem = ({ status, body }: { status: number; body: { errors?: { pointer: string; code: string }[] } }) =>
  `${status} ${body.errors?.map(({ pointer, code }) => `${pointer} ${code}`).join(', ')}`;

describe('POST /logistics/returns', () => {
  it('of a shipment takes goods in at the cost at which they left', async () => {
    const [shipment] = await bay.shipments(orderId);
    const back = await giveBack({ shipmentId: shipment?.id, lines: [{ sku: 'BELL', quantity: '1' }] });
    expect(back.status).toBe(201);
    expect(back.body).toMatchObject({
      number: 'RET-2026-00001',
      shipmentId: shipment?.id,
      salesOrderId: orderId,
      lines: [{ orderLineId: '1', sku: 'BELL', quantity: '1', cost: { amount: '1.00' } }],
      further: [],
    });
    expect(await bay.stock('BELL')).toMatchObject({ onHand: '1', available: '1', value: { amount: '1.00' } });
    expect((await bay.shipments(orderId))[0]?.lines[0]).toMatchObject({ returned: '1' });
    const [event] = bay.tenant.events('logistics.return.received');
    expect(event).toMatchObject({
      correlationId: `loop-of-${orderId}`,
      data: { shipmentId: shipment?.id, reason: 'Damaged' },
    });
    expect((await bay.tenant.get(`/logistics/returns/${back.body.id}`)).body).toMatchObject({
      number: 'RET-2026-00001',
    });
    expect((await bay.tenant.get(`/logistics/returns?salesOrderId=${orderId}`)).body.data).toHaveLength(1);
  });

  it('of an order takes the newest shipments first: one return and one event for each', async () => {
    const back = await giveBack({ salesOrderId: orderId, lines: [{ sku: 'BELL', quantity: '4' }] });
    const [old, recent] = await bay.shipments(orderId);
    expect(back.body).toMatchObject({ shipmentId: recent?.id, lines: [{ quantity: '3', cost: { amount: '6.00' } }] });
    expect(back.body.further).toMatchObject([
      { shipmentId: old?.id, lines: [{ quantity: '1', cost: { amount: '1.00' } }] },
    ]);
    expect(bay.tenant.events('logistics.return.received')).toHaveLength(2);
    expect(await bay.stock('BELL')).toMatchObject({ onHand: '4', value: { amount: '7.00' } });
  });

  it('into a quarantine is promised to nobody', async () => {
    await bay.tenant.post('/inventory/locations', { code: 'QA', kind: 'quarantine' });
    await giveBack({ salesOrderId: orderId, lines: [{ orderLineId: '3', quantity: '1' }], location: 'QA' });
    expect(await bay.stock('LAMP')).toMatchObject({ onHand: '1', available: '0' });
  });

  it('serves who waits for the goods', async () => {
    const other = await bay.order('two', [['LAMP', '1']]);
    await bay.settle();
    expect(await bay.shipments(other)).toEqual([]);
    await giveBack({ salesOrderId: orderId, lines: [{ sku: 'LAMP', quantity: '1' }] });
    await bay.settle();
    expect(await bay.shipments(other)).toHaveLength(1);
  });

  it('with one key happens once', async () => {
    const body = { salesOrderId: orderId, lines: [{ sku: 'LAMP', quantity: '1' }] };
    const first = await giveBack(body, { key: 'back' });
    expect((await giveBack(body, { key: 'back' })).body).toEqual(first.body);
    expect(problem(await giveBack(body))).toBe('422 /lines/0/quantity exceeds_dispatched');
  });

  it('of two at once for the last unit one is taken', async () => {
    const body = { salesOrderId: orderId, lines: [{ sku: 'LAMP', quantity: '1' }] };
    const answers = await Promise.all([giveBack(body), giveBack(body)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
    expect(await bay.stock('LAMP')).toMatchObject({ onHand: '1' });
  });

  it.each([
    [
      'more than was dispatched',
      { lines: [{ sku: 'BELL', quantity: '6' }] },
      '422 /lines/0/quantity exceeds_dispatched',
    ],
    ['what was not on the order', { lines: [{ sku: 'NONE', quantity: '1' }] }, '422 /lines/0/sku not_dispatched'],
    [
      'an unknown location',
      { lines: [{ sku: 'LAMP', quantity: '1' }], location: 'X' },
      '422 /location unknown_location',
    ],
    ['neither SKU nor line', { lines: [{ quantity: '1' }] }, '422 /lines/0/sku custom'],
    ['no lines', { lines: [] }, '422 /lines too_small'],
    ['no reason', { lines: [{ sku: 'LAMP', quantity: '1' }], reason: ' ' }, '422 /reason invalid_format'],
    ['half a unit (S12)', { lines: [{ sku: 'LAMP', quantity: '0.5' }] }, '422 /lines/0/quantity whole_number'],
    ['half a unit of a line', { lines: [{ orderLineId: '3', quantity: '0.5' }] }, '422 /lines/0/quantity whole_number'],
    ['zero', { lines: [{ sku: 'LAMP', quantity: '0' }] }, '422 /lines/0/quantity custom'],
    [
      'both ids',
      { shipmentId: 'shp_00000000000000000000000000', lines: [{ sku: 'LAMP', quantity: '1' }] },
      '422 /shipmentId custom',
    ],
  ])('is refused for %s, and nothing changes', async (_, body, expected) => {
    const before = bay.world.items().length;
    expect(problem(await giveBack({ salesOrderId: orderId, ...body }))).toBe(expected);
    expect(bay.world.items()).toHaveLength(before);
  });

  it('is refused for an unknown order, an unknown shipment, another tenant and a caller without the right', async () => {
    const [shipment] = await bay.shipments(orderId);
    const lines = [{ sku: 'BELL', quantity: '1' }];
    const unknown = await giveBack({ shipmentId: 'shp_00000000000000000000000000', lines });
    expect(problem(unknown)).toBe('422 /shipmentId unknown_shipment');
    expect(problem(await giveBack({ salesOrderId: 'ord_00000000000000000000000000', lines }))).toBe(
      '422 /salesOrderId unknown_order',
    );
    const other = await bay.world.tenant();
    const foreign = await other.post('/logistics/returns', { reason: 'x', shipmentId: shipment?.id, lines });
    expect(foreign.body).toEqual({ ...unknown.body, instance: expect.any(String) });
    const sales = bay.tenant.as(['sales']);
    expect((await sales.post('/logistics/returns', { reason: 'x', shipmentId: shipment?.id, lines })).status).toBe(403);
  });
});
