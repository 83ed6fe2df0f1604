/** What people may do at any time, in any state: each act is right or is refused, and never leaves anything halfway. */
import { DAY_MS } from '../../../shared/values/time.ts';
import type { Answer, Body, World } from '../../harness/world.ts';
import type { Chance } from './chance.ts';
import { BOUGHT, eur, type Factory, MADE, MEASURED, SOLD, STOCKED } from './factory.ts';
import type { Faults } from './random-faults.ts';

export type Walk = {
  readonly world: World;
  readonly factory: Factory;
  readonly chance: Chance;
  readonly faults: Faults;
  /** What was done and what came of it, in order. */
  readonly diary: string[];
};

type Act = (walk: Walk) => Promise<void>;

/** Posts until there is an answer, as a client does that sees a connection break; the key makes it happen once. */
async function posts(walk: Walk, path: string, body: object | undefined): Promise<Answer> {
  const { factory, diary, faults, chance } = walk;
  const key = `walk-${chance.whole(1, 1e12)}`;
  for (;;) {
    try {
      return await factory.tenant.post(path, body, { key });
    } catch (error) {
      if (!faults.isOn || !String(error).includes('answered 500')) throw error;
      diary.push(`POST ${path} broke, and is sent again`);
    }
  }
}

/** Posts, and writes the answer down; a refusal is an answer like another. */
export async function tries(walk: Walk, path: string, body?: object): Promise<Body | undefined> {
  const { diary } = walk;
  const answer = await posts(walk, path, body);
  const refusal = answer.status < 300 ? '' : ` ${answer.body.code}`;
  diary.push(`POST ${path} ${JSON.stringify(body ?? {})} → ${answer.status}${refusal}`);
  if (answer.status === 503) throw new Error(`No contention may last: ${diary.at(-1)}`);
  return answer.status < 300 ? answer.body : undefined;
}

const rows = async ({ factory }: Walk, path: string): Promise<Body[]> => (await factory.tenant.get(path)).body.data;

/** One of a list, mostly one of those that fit; the others come as well, to be refused. */
async function one(walk: Walk, path: string, fits: (row: Body) => boolean = () => true): Promise<Body | undefined> {
  const all = await rows(walk, `${path}${path.includes('?') ? '&' : '?'}limit=200`);
  return walk.chance.pick(walk.chance.oneIn(12) ? all : all.filter(fits));
}

const win: Act = async (walk) => {
  const { chance, factory } = walk;
  const skus = SOLD.filter(() => chance.oneIn(3));
  const day = chance.whole(1, 28);
  const opportunity = await tries(walk, '/crm/opportunities', {
    accountId: chance.pick(factory.accountIds),
    name: 'A deal',
    requiredOn: `2026-03-${String(day).padStart(2, '0')}`,
    lines: (skus.length === 0 ? (['BIKE'] as const) : skus).map((sku) => ({ sku, quantity: `${chance.whole(1, 3)}` })),
  });
  if (opportunity !== undefined) await tries(walk, `/crm/opportunities/${opportunity.id}/win`);
};

const isLive = ({ state }: Body) => state === 'confirmed';

const cancelSale: Act = async (walk) => {
  const order = await one(walk, '/sales/orders', isLive);
  if (order !== undefined) await tries(walk, `/sales/orders/${order.id}/cancel`, { reason: 'Changed their mind' });
};

const fulfil: Act = async (walk) => {
  const order = await one(walk, '/sales/orders', isLive);
  if (order !== undefined) await tries(walk, `/sales/orders/${order.id}/fulfil`);
};

const makingIn = (walk: Walk, state: string) => one(walk, `/production/orders?state=${state}`);

const start: Act = async (walk) => {
  const order = await makingIn(walk, 'ready');
  if (order !== undefined) await tries(walk, `/production/orders/${order.id}/start`);
};

const report: Act = async (walk) => {
  const { chance } = walk;
  const order = await makingIn(walk, 'in_progress');
  if (order === undefined) return;
  const remaining = Number(order.remaining);
  const scrapped = chance.oneIn(2) ? chance.whole(0, remaining) : 0;
  const quantity = chance.whole(0, remaining - scrapped + (chance.oneIn(10) ? 1 : 0));
  await tries(walk, `/production/orders/${order.id}/complete`, { quantity: `${quantity}`, scrapped: `${scrapped}` });
};

const endMaking: Act = async (walk) => {
  const { chance } = walk;
  const state = chance.pick(['planned', 'ready', 'in_progress', 'in_progress'] as const) ?? '';
  const order = await makingIn(walk, state);
  if (order === undefined) return;
  const verb = order.produced === '0' ? 'cancel' : 'close';
  await tries(walk, `/production/orders/${order.id}/${verb}`);
};

const planMaking: Act = async (walk) => {
  const { chance } = walk;
  const [sku, quantity, day] = [chance.pick(MADE), chance.whole(1, 4), chance.whole(10, 28)];
  await tries(walk, '/production/orders', { sku, quantity: `${quantity}`, dueOn: `2026-03-${day}` });
};

const orderRequisitions: Act = async (walk) => {
  const { chance } = walk;
  const open = await rows(walk, '/procurement/requisitions?state=open&limit=200');
  const vendorId = chance.pick(open)?.vendorId;
  const taken = open.filter((requisition) => requisition.vendorId === vendorId && !chance.oneIn(3));
  const requisitionIds = taken.slice(0, 10).map(({ id }) => id);
  if (requisitionIds.length > 0) await tries(walk, '/procurement/orders', { requisitionIds });
};

const orderAll: Act = async (walk) => {
  await tries(walk, '/procurement/requisitions/order', {});
};

const buyByHand: Act = async (walk) => {
  const { chance, factory } = walk;
  const sku = chance.pick(BOUGHT);
  const lines = [{ sku, quantity: `${chance.whole(1, 30)}`, unitPrice: eur(`${chance.whole(1, 90)}.33`) }];
  await tries(walk, '/procurement/orders', { vendorId: chance.pick(factory.vendorIds), lines });
};

const buying = (walk: Walk, fits: (order: Body) => boolean) => one(walk, '/procurement/orders', fits);
const isAwaited = ({ status }: Body) => status === 'to_receive' || status === 'to_receive_and_bill';

const receive: Act = async (walk) => {
  const { chance } = walk;
  const order = await buying(walk, isAwaited);
  if (order === undefined) return;
  const outstanding = (order.lines as Body[]).filter((line) => line.outstanding !== '0' && !chance.oneIn(4));
  const some = outstanding.map(({ lineId, sku, outstanding: most }) => {
    const quantity = sku === MEASURED ? Number(most) * chance.next() : chance.whole(1, Math.ceil(Number(most)));
    return { lineId, quantity: String(Number(Math.max(quantity, 0.01).toFixed(3))) };
  });
  const body = chance.oneIn(2) || some.length === 0 ? undefined : { lines: some };
  await tries(walk, `/procurement/orders/${order.id}/receive`, body);
};

const endBuying: Act = async (walk) => {
  const order = await buying(walk, isAwaited);
  if (order === undefined) return;
  const isReceived = (order.lines as Body[]).some(({ received }) => received !== '0');
  await tries(walk, `/procurement/orders/${order.id}/${isReceived ? 'close' : 'cancel'}`);
};

const bill: Act = async (walk) => {
  const order = await buying(walk, (found) => found.lines.some(({ received, billed }: Body) => received !== billed));
  if (order !== undefined) await tries(walk, `/procurement/orders/${order.id}/bill`);
};

const ship: Act = async (walk) => {
  const { chance } = walk;
  const verbs: Record<string, string> = { draft: 'pick', picked: 'dispatch', dispatched: 'deliver' };
  const shipment = await one(walk, '/logistics/shipments', ({ state }) => state in verbs);
  if (shipment === undefined) return;
  const verb = chance.oneIn(10) ? 'dispatch' : verbs[shipment.state];
  if (verb !== undefined) await tries(walk, `/logistics/shipments/${shipment.id}/${verb}`, {});
};

const bringBack: Act = async (walk) => {
  const { chance } = walk;
  const shipment = await one(walk, '/logistics/shipments', ({ dispatchedAt }) => dispatchedAt !== null);
  const line = chance.pick((shipment?.lines ?? []) as Body[]);
  if (shipment === undefined || line === undefined) return;
  await tries(walk, '/logistics/returns', {
    ...(chance.oneIn(2) ? { shipmentId: shipment.id } : { salesOrderId: shipment.salesOrderId }),
    lines: [{ sku: line.sku, quantity: `${chance.whole(1, 3)}` }],
    location: chance.pick(['MAIN', 'HOLD', 'SHELF'] as const),
  });
};

const adjust: Act = async (walk) => {
  const { chance } = walk;
  const sku = chance.pick(STOCKED);
  const isLoss = chance.oneIn(3);
  const quantity = `${isLoss ? '-' : ''}${sku === MEASURED ? chance.whole(1, 90) / 8 : chance.whole(1, 12)}`;
  const cost = isLoss ? {} : { unitCost: eur(`${chance.whole(0, 40)}.${chance.whole(10, 99)}`) };
  const location = chance.pick(['MAIN', 'MAIN', 'SHELF', 'HOLD'] as const);
  await tries(walk, '/inventory/adjustments', { reason: 'Counted', lines: [{ sku, quantity, location, ...cost }] });
};

const transfer: Act = async (walk) => {
  const { chance } = walk;
  const [from, to] = [chance.pick(['MAIN', 'SHELF', 'HOLD'] as const), chance.pick(['MAIN', 'SHELF', 'HOLD'] as const)];
  const isThere = ({ sku, byLocation }: Body) =>
    sku !== undefined && byLocation.some(({ location, available }: Body) => location === from && available !== '0');
  const stock = await one(walk, '/inventory/stock', isThere);
  if (stock === undefined) return;
  const lines = [{ sku: stock.sku, from, to, quantity: `${chance.whole(1, 3)}` }];
  await tries(walk, '/inventory/transfers', { lines });
};

const pay: Act = async (walk) => {
  const { chance } = walk;
  const invoice = await one(walk, '/finance/invoices', ({ status }) => status !== 'paid');
  if (invoice === undefined) return;
  const amount = chance.oneIn(2) ? invoice.due : eur(`${chance.whole(1, 50)}.00`);
  await tries(walk, '/finance/payments', { invoiceId: invoice.id, amount, method: 'bank_transfer' });
};

const wait: Act = async ({ world, chance }) => {
  world.clock.advance(chance.whole(1, 3 * DAY_MS));
};

/** Some of what happened reaches those who react to it: late, twice, in another order, several at once. */
const deliver: Act = async ({ world, chance }) => {
  const workers = Array.from({ length: chance.whole(1, 3) }, () =>
    world.settle({ pick: chance.next, copies: chance.whole(1, 2), most: chance.whole(1, 12) }),
  );
  await Promise.all(workers);
};

const settle: Act = async ({ world, chance }) => {
  await world.settle({ pick: chance.next, copies: chance.whole(1, 2) });
};

/** How often each act is chosen, in proportion. */
const ACTS: readonly [act: Act, weight: number][] = [
  [win, 5],
  [cancelSale, 3],
  [fulfil, 2],
  [start, 12],
  [report, 12],
  [endMaking, 5],
  [planMaking, 2],
  [orderRequisitions, 5],
  [orderAll, 2],
  [buyByHand, 2],
  [receive, 9],
  [endBuying, 3],
  [bill, 3],
  [ship, 14],
  [bringBack, 4],
  [adjust, 5],
  [transfer, 3],
  [pay, 3],
  [wait, 3],
  [deliver, 9],
  [settle, 6],
];
const WEIGHT = ACTS.reduce((sum, [, weight]) => sum + weight, 0);

/** One act by chance. */
export async function wander(walk: Walk): Promise<void> {
  let at = walk.chance.whole(1, WEIGHT);
  for (const [act, weight] of ACTS) {
    at -= weight;
    if (at <= 0) return act(walk);
  }
}
