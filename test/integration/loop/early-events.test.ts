/**
 * Events in another order than they happened. What comes before the one that it stands on goes back to its queue, and has
 * its effect, once, when that has come; what comes after its demand has gone has none.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { shipmentDispatched } from '../../../domain/logistics/events.ts';
import { modules } from '../../../domain/modules.ts';
import { orderClosed } from '../../../domain/sales/events.ts';
import { orderIdFor } from '../../../domain/sales/index.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { eventsFunction } from '../../../shared/events/events-function.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { openShop, putInStock, type Shop, win } from '../../harness/bicycle-shop.ts';
import { checkBooks } from '../../harness/books.ts';
import { withinTheBatch } from '../../harness/torn-batch.ts';
import { type Body, createWorld, type World } from '../../harness/world.ts';

/** What reaches whom: a module, and the type of the event that is brought to it. */
type Hears = readonly [module: string, type: string];

let world: World;
let shop: Shop;
beforeEach(async () => {
  world = await createWorld();
  shop = await openShop(await world.tenant());
});
afterEach(() => world.close());

/** The one event of the type. */
function eventOf(type: string): EventEnvelope {
  const [event, another] = shop.tenant.events(type);
  if (event === undefined || another !== undefined) throw new Error(`Not one ${type} was said`);
  return event;
}
const toldBy = (type: string): Body => eventOf(type).data;

/** Brings the event of the type to the one module, as its queue would, and to no other. */
async function hear(...[name, type]: Hears): Promise<'done' | 'comes again'> {
  const manifest = modules.find((module) => module.name === name);
  if (manifest === undefined) throw new Error(`There is no module ${name}`);
  const detail = eventOf(type);
  const Records = [{ messageId: detail.id, body: JSON.stringify({ detail }) }];
  const { batchItemFailures } = await eventsFunction(manifest, world.runtime)({ Records });
  return batchItemFailures.length === 0 ? 'done' : 'comes again';
}

async function hearAll(...told: readonly Hears[]): Promise<void> {
  for (const each of told) expect([each, await hear(...each)]).toEqual([each, 'done']);
}

const dataOf = async (path: string): Promise<Body[]> => (await shop.tenant.get(path)).body.data;

async function does(path: string, body: object = {}): Promise<Body> {
  const { status, body: answer } = await shop.tenant.post(path, body);
  if (status >= 300) throw new Error(`POST ${path}: ${status} ${JSON.stringify(answer)}`);
  return answer;
}

const TO_RESERVED: readonly Hears[] = [
  ['sales', 'crm.opportunity.won'],
  ['inventory', 'sales.order.confirmed'],
];

/** Five bells are ordered; nobody has heard of it. */
async function bellsWon(extra: object = {}): Promise<string> {
  await putInStock(shop.tenant, [['BELL', '9', '3.00']]);
  return (await win(shop, [['BELL', '5']], extra)).salesOrderId;
}

/** The bells have left the house, which only those have heard who had to for it. */
async function bellsDispatched(extra: object = {}): Promise<{ salesOrderId: string; shipmentId: string }> {
  const salesOrderId = await bellsWon(extra);
  await hearAll(...TO_RESERVED, ['logistics', 'inventory.stock.reserved']);
  const [shipment] = await dataOf(`/logistics/shipments?salesOrderId=${salesOrderId}`);
  for (const verb of ['pick', 'dispatch']) await does(`/logistics/shipments/${shipment.id}/${verb}`);
  return { salesOrderId, shipmentId: shipment.id };
}

/** Says that goods of an order have left which sales has not made yet. */
async function dispatchedBeforeItsOrder(): Promise<void> {
  await putInStock(shop.tenant, [['BELL', '9', '3.00']]);
  const { opportunityId } = await win(shop, [['BELL', '5']]);
  const [{ lineId, productId, sku, quantity }] = toldBy('crm.opportunity.won').lines;
  const shipmentId = world.runtime.ids.next('shp');
  await commit(shop.tenant.context(), async ({ emit }) => {
    emit(
      shipmentDispatched,
      { id: shipmentId, version: 1 },
      {
        shipmentId,
        number: 'SH-1',
        salesOrderId: orderIdFor(shop.tenant.id, opportunityId, 1),
        lines: [{ orderLineId: lineId, productId, sku, quantity, cost: { amount: '15.00', currency: 'EUR' } }],
      },
    );
  });
}

type Early = {
  readonly what: string;
  readonly prepare: () => Promise<unknown>;
  readonly early: Hears;
  readonly standsOn: Hears;
  /** Where the effect is seen: a list that holds nothing before, and one record after. */
  readonly effect: string;
  /** What was said by hand has no shipment behind it, which the books would miss. */
  readonly isSaidByHand?: boolean;
};

const EARLY: readonly Early[] = [
  {
    what: 'a dispatch, before the order that it is of,',
    prepare: dispatchedBeforeItsOrder,
    early: ['finance', 'logistics.shipment.dispatched'],
    standsOn: ['sales', 'crm.opportunity.won'],
    effect: '/finance/invoices',
    isSaidByHand: true,
  },
  {
    what: 'a delivery that is billed on arrival, before its dispatch,',
    prepare: async () => {
      const account = await does('/crm/accounts', { name: 'Far Away', invoicingPolicy: 'delivered' });
      const { shipmentId } = await bellsDispatched({ accountId: account.id });
      await does(`/logistics/shipments/${shipmentId}/deliver`);
    },
    early: ['finance', 'logistics.shipment.delivered'],
    standsOn: ['finance', 'logistics.shipment.dispatched'],
    effect: '/finance/invoices',
  },
  {
    what: 'a return, before its shipment is billed,',
    prepare: async () => {
      const { salesOrderId, shipmentId } = await bellsDispatched();
      await does(`/logistics/shipments/${shipmentId}/deliver`);
      await does('/logistics/returns', { salesOrderId, lines: [{ sku: 'BELL', quantity: '2' }], reason: 'Damaged' });
    },
    early: ['finance', 'logistics.return.received'],
    standsOn: ['finance', 'logistics.shipment.dispatched'],
    effect: '/finance/credit-notes',
  },
];

describe('an event that comes too early', () => {
  it.each(EARLY)('$what comes again, and has its effect once', async (row) => {
    const { prepare, early, standsOn, effect, isSaidByHand = false } = row;
    const seen = async () => (await dataOf(effect)).length;
    await prepare();
    expect([await hear(...early), await seen()]).toEqual(['comes again', 0]);
    expect([await hear(...early), await seen()]).toEqual(['comes again', 0]);
    expect(await hear(...standsOn)).toBe('done');
    expect([await hear(...early), await seen()]).toEqual(['done', 1]);
    expect([await hear(...early), await seen()]).toEqual(['done', 1]);
    await world.settle({ copies: 2 });
    expect(await seen()).toBe(1);
    if (!isSaidByHand) expect(checkBooks(world.items())).toEqual([]);
  });
});

/** A bike is ordered of which nothing is there, and a bell; the order is cancelled when that has been asked for. */
async function shortAndCancelled(): Promise<void> {
  const { salesOrderId } = await win(shop, [
    ['BIKE', '1'],
    ['BELL', '1'],
  ]);
  await hearAll(...TO_RESERVED);
  await does(`/sales/orders/${salesOrderId}/cancel`, { reason: 'Changed their mind' });
  await hearAll(['inventory', 'sales.order.cancelled']);
}

type Late = {
  readonly what: string;
  readonly prepare: () => Promise<unknown>;
  readonly late: Hears;
};
const releasedTo = (module: string) => async () => {
  await shortAndCancelled();
  await hearAll([module, 'inventory.reservation.released']);
};

const LATE: readonly Late[] = [
  {
    what: 'a shortage of made goods, before production has heard of the release,',
    prepare: shortAndCancelled,
    late: ['production', 'inventory.stock.short'],
  },
  {
    what: 'a shortage of made goods, after production has heard of the release,',
    prepare: releasedTo('production'),
    late: ['production', 'inventory.stock.short'],
  },
  {
    what: 'a shortage of bought goods, before procurement has heard of the release,',
    prepare: shortAndCancelled,
    late: ['procurement', 'inventory.stock.short'],
  },
  {
    what: 'a shortage of bought goods, after procurement has heard of the release,',
    prepare: releasedTo('procurement'),
    late: ['procurement', 'inventory.stock.short'],
  },
  {
    what: 'the cancellation of an order whose goods have all left',
    prepare: async () => {
      const { salesOrderId } = await bellsDispatched();
      await does(`/sales/orders/${salesOrderId}/cancel`, { reason: 'Too slow' });
    },
    late: ['inventory', 'sales.order.cancelled'],
  },
  {
    what: 'the closing of an order whose goods are free again',
    prepare: async () => {
      const salesOrderId = await bellsWon();
      await hearAll(...TO_RESERVED);
      await does(`/sales/orders/${salesOrderId}/cancel`, { reason: 'Changed their mind' });
      await hearAll(['inventory', 'sales.order.cancelled']);
      await commit(shop.tenant.context(), async ({ emit }) => {
        emit(orderClosed, { id: salesOrderId, version: 9 }, { ...toldBy('sales.order.cancelled'), remainder: [] });
      });
    },
    late: ['inventory', 'sales.order.closed'],
  },
];

describe('an event that comes too late', () => {
  /** All that is known, but for the mark that the event was heard. */
  const known = () => world.items().filter(({ __edb_e__ }) => __edb_e__ !== 'event');

  it.each(LATE)('$what changes nothing', async ({ prepare, late }) => {
    await prepare();
    const [before, said] = [known(), shop.tenant.events().length];
    expect(await hear(...late)).toBe('done');
    expect([known(), shop.tenant.events().length]).toEqual([before, said]);
    await world.settle({ copies: 2 });
    expect(checkBooks(world.items())).toEqual([]);
  });
});

/** The shortage is still to be seen when the reservation is read, and the release is marked when the mark is read. */
const TORN = [
  { module: 'production', mark: 'production.pegs', planned: '/production/orders' },
  { module: 'procurement', mark: 'procurement.pegs', planned: '/procurement/requisitions' },
];

describe('a demand that goes while its shortage is planned', () => {
  it.each(TORN)('between two reads of $module: nothing is planned', async ({ module, mark, planned }) => {
    const { salesOrderId } = await win(shop, [
      ['BIKE', '1'],
      ['BELL', '1'],
    ]);
    await hearAll(...TO_RESERVED);
    const plan = () => hear(module, 'inventory.stock.short');
    const heard = await withinTheBatch(world.runtime.tenantTable(shop.tenant.id), mark, plan, async () => {
      await does(`/sales/orders/${salesOrderId}/cancel`, { reason: 'Changed their mind' });
      await hearAll(['inventory', 'sales.order.cancelled'], [module, 'inventory.reservation.released']);
    });
    expect([heard, await dataOf(planned)]).toEqual(['done', []]);
    await world.settle({ copies: 2 });
    expect(checkBooks(world.items())).toEqual([]);
  });
});
