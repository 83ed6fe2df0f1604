/**
 * Two things at once, at every point where they can meet: the second happens, with all that follows from it, between what
 * a commit of the first has read and what it writes. Then the books must hold and, once everybody has finished, nothing
 * be left behind.
 */
import { describe, expect, it } from 'vitest';
import { atTheWrite } from '../../harness/at-the-write.ts';
import { openShop, putInStock, type Shop, win } from '../../harness/bicycle-shop.ts';
import { checkBooks } from '../../harness/books.ts';
import { type Body, createWorld, type World } from '../../harness/world.ts';
import { worldApi } from '../../harness/world-api.ts';
import { finishAll } from './finish.ts';
import { leftBehind } from './left-behind.ts';

type Scene = { readonly world: World; readonly shop: Shop; readonly orderId: string };
type Act = (scene: Scene) => Promise<unknown>;

const rows = async ({ shop }: Scene, path: string): Promise<Body[]> => (await shop.tenant.get(path)).body.data;
const settle: Act = ({ world }) => world.settle();
const post = ({ shop }: Scene, path: string, body?: object) => shop.tenant.post(path, body);

const cancelSale: Act = async (scene) => {
  await post(scene, `/sales/orders/${scene.orderId}/cancel`, {});
  await scene.world.settle();
};
const winAnother =
  (sku: string): Act =>
  async ({ shop, world }) => {
    await win(shop, [[sku, '3']]);
    await world.settle();
  };
const find =
  (sku: string, quantity: string): Act =>
  async ({ shop, world }) => {
    await putInStock(shop.tenant, [[sku, quantity, '2.00']]);
    await world.settle();
  };
/** Does something to the first document of a list that has the state, and settles. */
const each =
  (list: string, state: string, verb: string, body?: object): Act =>
  async (scene) => {
    const found = (await rows(scene, `${list}?limit=200`)).filter((row) => (row.status ?? row.state) === state);
    for (const { id } of found) await post(scene, `${list}/${id}/${verb}`, body);
    await scene.world.settle();
  };
const SHIPMENTS = '/logistics/shipments';
const MAKING = '/production/orders';
const BUYING = '/procurement/orders';
const orderAll: Act = (scene) => post(scene, '/procurement/requisitions/order', {});
const inTurn =
  (...acts: readonly Act[]): Act =>
  async (scene) => {
    for (const act of acts) await act(scene);
  };

const stocked = [
  ['BELL', '2', '3.00'],
  ['FRAME', '2', '80.00'],
  ['WHEEL', '4', '33.00'],
] as [string, string, string][];
const nothing: typeof stocked = [];
const oneBell: typeof stocked = [['BELL', '1', '3.00']];
const reachReady = settle;
const startFirst = each(MAKING, 'ready', 'start');
const bought = inTurn(settle, orderAll, settle);
const picked = inTurn(settle, each(SHIPMENTS, 'draft', 'pick'));

const planByHand: Act = (scene) => post(scene, MAKING, { sku: 'BIKE', quantity: '2', dueOn: '2026-03-02' });

/** What is in stock, what is won, what happens before; then the first thing, and the second at each of its writes. */
const RACES: readonly [
  name: string,
  stock: typeof stocked,
  lines: [string, string][],
  before: Act,
  first: Act,
  second: Act,
][] = [
  ['an order reaches the stock, and is cancelled', stocked, [['BELL', '2']], async () => {}, settle, cancelSale],
  [
    'goods are dispatched, and the order is cancelled',
    stocked,
    [['BELL', '2']],
    picked,
    each(SHIPMENTS, 'picked', 'dispatch', {}),
    cancelSale,
  ],
  [
    'a shortage goes through every level, and the order is cancelled',
    nothing,
    [
      ['BIKE', '2'],
      ['BELL', '1'],
    ],
    async () => {},
    settle,
    cancelSale,
  ],
  [
    'a shortage is planned, and another of the same',
    nothing,
    [
      ['BIKE', '1'],
      ['BELL', '4'],
    ],
    async () => {},
    settle,
    winAnother('BELL'),
  ],
  [
    'a made product is planned, and another of the same',
    nothing,
    [['BIKE', '1']],
    async () => {},
    settle,
    winAnother('BIKE'),
  ],
  ['a line is found short, and goods turn up', oneBell, [['BELL', '4']], async () => {}, settle, find('BELL', '3')],
  [
    'a made line is found short, and goods turn up',
    nothing,
    [['BIKE', '2']],
    async () => {},
    settle,
    find('BIKE', '1'),
  ],
  [
    'requisitions are ordered, and the order is cancelled',
    nothing,
    [
      ['BIKE', '1'],
      ['BELL', '1'],
    ],
    settle,
    inTurn(orderAll, settle),
    cancelSale,
  ],
  [
    'goods are received, and the order is cancelled',
    nothing,
    [
      ['BIKE', '1'],
      ['BELL', '2'],
    ],
    bought,
    each(BUYING, 'to_receive_and_bill', 'receive'),
    cancelSale,
  ],
  [
    'goods are received, and the purchase is cancelled',
    nothing,
    [['BELL', '2']],
    bought,
    each(BUYING, 'to_receive_and_bill', 'receive'),
    each(BUYING, 'to_receive_and_bill', 'cancel'),
  ],
  [
    'a purchase is cancelled, and the goods are received',
    nothing,
    [['BELL', '2']],
    bought,
    each(BUYING, 'to_receive_and_bill', 'cancel'),
    each(BUYING, 'to_receive_and_bill', 'receive'),
  ],
  [
    'a purchase is cancelled, and the order',
    nothing,
    [['BELL', '2']],
    bought,
    each(BUYING, 'to_receive_and_bill', 'cancel'),
    cancelSale,
  ],
  [
    'a purchase is cancelled, and another is short',
    nothing,
    [['BELL', '2']],
    bought,
    each(BUYING, 'to_receive_and_bill', 'cancel'),
    winAnother('BELL'),
  ],
  ['production starts, and the order is cancelled', stocked, [['BIKE', '2']], reachReady, startFirst, cancelSale],
  [
    'production is reported, and cancelled',
    stocked,
    [['BIKE', '2']],
    inTurn(reachReady, startFirst),
    each(MAKING, 'in_progress', 'complete', { quantity: '2' }),
    each(MAKING, 'in_progress', 'cancel'),
  ],
  [
    'production is cancelled, and reported',
    stocked,
    [['BIKE', '2']],
    inTurn(reachReady, startFirst),
    each(MAKING, 'in_progress', 'cancel'),
    each(MAKING, 'in_progress', 'complete', { quantity: '1', scrapped: '1' }),
  ],
  [
    'production is reported, and the order is cancelled',
    stocked,
    [['BIKE', '2']],
    inTurn(reachReady, startFirst),
    each(MAKING, 'in_progress', 'complete', { quantity: '1', scrapped: '1' }),
    cancelSale,
  ],
  [
    'scrap leaves a line short, and goods turn up',
    stocked,
    [['BIKE', '2']],
    inTurn(reachReady, startFirst),
    each(MAKING, 'in_progress', 'complete', { quantity: '1', scrapped: '1' }),
    find('BIKE', '1'),
  ],
  [
    'goods turn up, and scrap leaves a line short',
    stocked,
    [['BIKE', '2']],
    inTurn(reachReady, startFirst),
    find('BIKE', '1'),
    each(MAKING, 'in_progress', 'complete', { quantity: '1', scrapped: '1' }),
  ],
  [
    'goods turn up, and the order is cancelled',
    nothing,
    [
      ['BELL', '2'],
      ['BIKE', '1'],
    ],
    settle,
    inTurn(find('BELL', '2'), find('BIKE', '1')),
    cancelSale,
  ],
  [
    'a shortage takes what a person planned, and that is cancelled',
    nothing,
    [['BIKE', '1']],
    planByHand,
    settle,
    each(MAKING, 'planned', 'cancel'),
  ],
  [
    'what a person planned is cancelled, and a shortage takes it',
    nothing,
    [['BIKE', '1']],
    planByHand,
    each(MAKING, 'planned', 'cancel'),
    settle,
  ],
  [
    'requisitions are ordered, and goods turn up',
    nothing,
    [['BELL', '2']],
    settle,
    inTurn(orderAll, settle),
    find('BELL', '2'),
  ],
  [
    'goods turn up, and requisitions are ordered',
    nothing,
    [
      ['BELL', '2'],
      ['BIKE', '1'],
    ],
    settle,
    inTurn(find('BELL', '1'), find('BIKE', '1')),
    inTurn(orderAll, settle),
  ],
  [
    'an order is cancelled, and its goods go to another',
    stocked,
    [['BELL', '2']],
    inTurn(settle, winAnother('BELL')),
    cancelSale,
    find('BELL', '1'),
  ],
];

describe('two things at once', () => {
  it.each(RACES)('%s', async (_, stock, lines, before, first, second) => {
    for (let nth = 1; ; nth += 1) {
      const world = await createWorld({ seed: 'race' });
      const shop = await openShop(await world.tenant());
      if (stock.length > 0) await putInStock(shop.tenant, stock);
      await world.settle();
      const { salesOrderId: orderId } = await win(shop, lines);
      const scene = { world, shop, orderId };
      // The order is there before anything else happens; what follows from it is the race.
      await world.settle({ most: 1 });
      await before(scene);
      const client = world.runtime.tenantTable(shop.tenant.id);
      let met = false;
      await atTheWrite(
        client,
        nth,
        async () => first(scene),
        async () => {
          met = true;
          await second(scene);
        },
      );
      await world.settle({ copies: 2 });
      const where = `at write ${nth}`;
      expect([where, checkBooks(world.items())]).toEqual([where, []]);
      await finishAll(world, worldApi(shop.tenant));
      const items = world.items();
      expect([where, checkBooks(items), leftBehind(items)]).toEqual([where, [], []]);
      world.close();
      if (!met) return;
    }
  });
});
