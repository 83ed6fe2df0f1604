/** What people may do at any time, in any state: each act is right or is refused, and never leaves anything halfway. */
import type { Body } from '../harness/world.ts';
import type { Chance } from '../integration/loop/chance.ts';
import { BOUGHT, eur, type Factory, MADE, MEASURED, SOLD, STOCKED } from '../integration/loop/factory.ts';
import type { Caller } from './callers.ts';
import { HOUR_MS } from './durations.ts';

/** A person at work in a company. */
export type Person = {
  readonly caller: Pick<Caller, 'id' | 'get' | 'post'>;
  readonly factory: Factory;
  readonly chance: Chance;
  readonly sleep: (ms: number) => Promise<void>;
  /** What was done and what came of it, in order. */
  readonly note: (what: string) => void;
};

export type Act = (person: Person) => Promise<void>;

/** Posts, and writes the answer down; a refusal is an answer like another. */
async function tries({ caller, note }: Person, path: string, body?: object): Promise<Body | undefined> {
  const answer = await caller.post(path, body);
  const refusal = answer.status < 300 ? '' : ` ${answer.body.code}`;
  note(`POST ${path} ${JSON.stringify(body ?? {})} → ${answer.status}${refusal}`);
  return answer.status < 300 ? answer.body : undefined;
}

const rows = async ({ caller }: Person, path: string): Promise<Body[]> => (await caller.get(path)).body.data;

/** One of a list, mostly one of those that fit; the others come as well, to be refused. */
async function one(person: Person, path: string, fits: (row: Body) => boolean = () => true): Promise<Body | undefined> {
  const all = await rows(person, `${path}${path.includes('?') ? '&' : '?'}limit=200`);
  return person.chance.pick(person.chance.oneIn(12) ? all : all.filter(fits));
}

const win: Act = async (person) => {
  const { chance, factory } = person;
  const skus = SOLD.filter(() => chance.oneIn(3));
  const day = chance.whole(1, 28);
  const opportunity = await tries(person, '/crm/opportunities', {
    accountId: chance.pick(factory.accountIds),
    name: 'A deal',
    requiredOn: `2026-03-${String(day).padStart(2, '0')}`,
    lines: (skus.length === 0 ? (['BIKE'] as const) : skus).map((sku) => ({ sku, quantity: `${chance.whole(1, 3)}` })),
  });
  if (opportunity !== undefined) await tries(person, `/crm/opportunities/${opportunity.id}/win`);
};

const isLive = ({ state }: Body) => state === 'confirmed';

const cancelSale: Act = async (person) => {
  const order = await one(person, '/sales/orders', isLive);
  if (order !== undefined) await tries(person, `/sales/orders/${order.id}/cancel`, { reason: 'Changed their mind' });
};

const fulfil: Act = async (person) => {
  const order = await one(person, '/sales/orders', isLive);
  if (order !== undefined) await tries(person, `/sales/orders/${order.id}/fulfil`);
};

const makingIn = (person: Person, state: string) => one(person, `/production/orders?state=${state}`);

const start: Act = async (person) => {
  const order = await makingIn(person, 'ready');
  if (order !== undefined) await tries(person, `/production/orders/${order.id}/start`);
};

const report: Act = async (person) => {
  const { chance } = person;
  const order = await makingIn(person, 'in_progress');
  if (order === undefined) return;
  const remaining = Number(order.remaining);
  const scrapped = chance.oneIn(2) ? chance.whole(0, remaining) : 0;
  const quantity = chance.whole(0, remaining - scrapped + (chance.oneIn(10) ? 1 : 0));
  await tries(person, `/production/orders/${order.id}/complete`, { quantity: `${quantity}`, scrapped: `${scrapped}` });
};

const endMaking: Act = async (person) => {
  const { chance } = person;
  const state = chance.pick(['planned', 'ready', 'in_progress', 'in_progress'] as const) ?? '';
  const order = await makingIn(person, state);
  if (order === undefined) return;
  const verb = order.produced === '0' ? 'cancel' : 'close';
  await tries(person, `/production/orders/${order.id}/${verb}`);
};

const planMaking: Act = async (person) => {
  const { chance } = person;
  const [sku, quantity, day] = [chance.pick(MADE), chance.whole(1, 4), chance.whole(10, 28)];
  await tries(person, '/production/orders', { sku, quantity: `${quantity}`, dueOn: `2026-03-${day}` });
};

const orderRequisitions: Act = async (person) => {
  const { chance } = person;
  const open = await rows(person, '/procurement/requisitions?state=open&limit=200');
  const vendorId = chance.pick(open)?.vendorId;
  const taken = open.filter((requisition) => requisition.vendorId === vendorId && !chance.oneIn(3));
  const requisitionIds = taken.slice(0, 10).map(({ id }) => id);
  if (requisitionIds.length > 0) await tries(person, '/procurement/orders', { requisitionIds });
};

const orderAll: Act = async (person) => {
  await tries(person, '/procurement/requisitions/order', {});
};

const buyByHand: Act = async (person) => {
  const { chance, factory } = person;
  const sku = chance.pick(BOUGHT);
  const lines = [{ sku, quantity: `${chance.whole(1, 30)}`, unitPrice: eur(`${chance.whole(1, 90)}.33`) }];
  await tries(person, '/procurement/orders', { vendorId: chance.pick(factory.vendorIds), lines });
};

const buying = (person: Person, fits: (order: Body) => boolean) => one(person, '/procurement/orders', fits);
const isAwaited = ({ status }: Body) => status === 'to_receive' || status === 'to_receive_and_bill';

const receive: Act = async (person) => {
  const { chance } = person;
  const order = await buying(person, isAwaited);
  if (order === undefined) return;
  const outstanding = (order.lines as Body[]).filter((line) => line.outstanding !== '0' && !chance.oneIn(4));
  const some = outstanding.map(({ lineId, sku, outstanding: most }) => {
    const quantity = sku === MEASURED ? Number(most) * chance.next() : chance.whole(1, Math.ceil(Number(most)));
    return { lineId, quantity: String(Number(Math.max(quantity, 0.01).toFixed(3))) };
  });
  const body = chance.oneIn(2) || some.length === 0 ? undefined : { lines: some };
  await tries(person, `/procurement/orders/${order.id}/receive`, body);
};

const endBuying: Act = async (person) => {
  const order = await buying(person, isAwaited);
  if (order === undefined) return;
  const isReceived = (order.lines as Body[]).some(({ received }) => received !== '0');
  await tries(person, `/procurement/orders/${order.id}/${isReceived ? 'close' : 'cancel'}`);
};

const bill: Act = async (person) => {
  const order = await buying(person, (found) => found.lines.some(({ received, billed }: Body) => received !== billed));
  if (order !== undefined) await tries(person, `/procurement/orders/${order.id}/bill`);
};

const ship: Act = async (person) => {
  const { chance } = person;
  const verbs: Record<string, string> = { draft: 'pick', picked: 'dispatch', dispatched: 'deliver' };
  const shipment = await one(person, '/logistics/shipments', ({ state }) => state in verbs);
  if (shipment === undefined) return;
  const verb = chance.oneIn(10) ? 'dispatch' : verbs[shipment.state];
  if (verb !== undefined) await tries(person, `/logistics/shipments/${shipment.id}/${verb}`, {});
};

const bringBack: Act = async (person) => {
  const { chance } = person;
  const shipment = await one(person, '/logistics/shipments', ({ dispatchedAt }) => dispatchedAt !== null);
  const line = chance.pick((shipment?.lines ?? []) as Body[]);
  if (shipment === undefined || line === undefined) return;
  await tries(person, '/logistics/returns', {
    ...(chance.oneIn(2) ? { shipmentId: shipment.id } : { salesOrderId: shipment.salesOrderId }),
    lines: [{ sku: line.sku, quantity: `${chance.whole(1, 3)}` }],
    location: chance.pick(['MAIN', 'HOLD', 'SHELF'] as const),
  });
};

const adjust: Act = async (person) => {
  const { chance } = person;
  const sku = chance.pick(STOCKED);
  const isLoss = chance.oneIn(3);
  const quantity = `${isLoss ? '-' : ''}${sku === MEASURED ? chance.whole(1, 90) / 8 : chance.whole(1, 12)}`;
  const cost = isLoss ? {} : { unitCost: eur(`${chance.whole(0, 40)}.${chance.whole(10, 99)}`) };
  const location = chance.pick(['MAIN', 'MAIN', 'SHELF', 'HOLD'] as const);
  await tries(person, '/inventory/adjustments', { reason: 'Counted', lines: [{ sku, quantity, location, ...cost }] });
};

const transfer: Act = async (person) => {
  const { chance } = person;
  const [from, to] = [chance.pick(['MAIN', 'SHELF', 'HOLD'] as const), chance.pick(['MAIN', 'SHELF', 'HOLD'] as const)];
  const isThere = ({ sku, byLocation }: Body) =>
    sku !== undefined && byLocation.some(({ location, available }: Body) => location === from && available !== '0');
  const stock = await one(person, '/inventory/stock', isThere);
  if (stock === undefined) return;
  const lines = [{ sku: stock.sku, from, to, quantity: `${chance.whole(1, 3)}` }];
  await tries(person, '/inventory/transfers', { lines });
};

const pay: Act = async (person) => {
  const { chance } = person;
  const invoice = await one(person, '/finance/invoices', ({ status }) => status !== 'paid');
  if (invoice === undefined) return;
  const amount = chance.oneIn(2) ? invoice.due : eur(`${chance.whole(1, 50)}.00`);
  await tries(person, '/finance/payments', { invoiceId: invoice.id, amount, method: 'bank_transfer' });
};

/** Some of the rows were imported before: those are found again by their external id. */
export const importAccounts: Act = async (person) => {
  const { chance } = person;
  const rows = Array.from(
    { length: chance.whole(1, 8) },
    () => `X-${chance.whole(1, 30)},Imported ${chance.whole(1, 9)}`,
  );
  const content = `externalId,name\n${[...new Set(rows)].join('\n')}\n`;
  await tries(person, '/imports', { kind: 'accounts', format: 'csv', content });
};

const wait: Act = async ({ sleep, chance }) => {
  await sleep(chance.whole(1, 8 * HOUR_MS));
};

/** How often each act is chosen, in proportion. */
export const ACTS: readonly [act: Act, weight: number][] = [
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
];
const WEIGHT = ACTS.reduce((sum, [, weight]) => sum + weight, 0);

/** One act by chance. */
export async function wander(person: Person): Promise<void> {
  let at = person.chance.whole(1, WEIGHT);
  for (const [act, weight] of ACTS) {
    at -= weight;
    if (at <= 0) return act(person);
  }
}
