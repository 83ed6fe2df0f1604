/** A company's day from a seed: a shop, deals of every kind, people at work, and everything read at the end. */
import { modules } from '../../domain/modules.ts';
import { playPaying, playProduction, playPurchasing, playShipping } from '../../infra/cli/play-people.ts';
import { openShop, putInStock, win } from '../harness/bicycle-shop.ts';
import type { Answer, TestTenant } from '../harness/world.ts';
import { TODAY, worldApi } from '../harness/world-api.ts';
import { chanceOf } from '../integration/loop/chance.ts';

/** Every answer that the company has had, with status and headers, in order. */
export type Tape = string[];

/** The company, with each of its answers on the tape. */
export function recorded(tenant: TestTenant, tape: Tape): TestTenant {
  const kept = async (what: string, answer: Promise<Answer>): Promise<Answer> => {
    const { status, headers, body } = await answer;
    tape.push(JSON.stringify([what, status, headers, body]));
    return { status, headers, body };
  };
  return {
    ...tenant,
    get: (path, sent) => kept(`GET ${path}`, tenant.get(path, sent)),
    post: (path, body, sent) => kept(`POST ${path}`, tenant.post(path, body, sent)),
    patch: (path, body, sent) => kept(`PATCH ${path}`, tenant.patch(path, body, sent)),
    delete: (path, sent) => kept(`DELETE ${path}`, tenant.delete(path, sent)),
  };
}

const GOODS = ['BIKE', 'WHEEL', 'BELL', 'FITTING'] as const;
const DEALS = 3;
const ROUNDS = 3;
const lists = modules
  .flatMap(({ routes }) => routes)
  .filter(({ method, access, path }) => method === 'GET' && access === 'tenant' && !path.includes('{'));

/** The day, a step at a time: between two steps others may do whatever they want. */
export async function* workload(tenant: TestTenant, seed: number): AsyncGenerator<void> {
  const chance = chanceOf(seed);
  const api = worldApi(tenant);
  const people = { today: TODAY };
  const shop = await openShop(tenant);
  yield;
  await putInStock(tenant, [
    ['BELL', String(chance.whole(1, 20)), '3.00'],
    ['FRAME', String(chance.whole(1, 4)), '80.00'],
  ]);
  yield;
  const orders: string[] = [];
  for (let deal = 0; deal < DEALS; deal += 1) {
    const { salesOrderId } = await win(shop, [[chance.pick(GOODS) ?? 'BELL', String(chance.whole(1, 3))]]);
    orders.push(salesOrderId);
    yield;
  }
  if (chance.oneIn(2)) await tenant.post(`/sales/orders/${orders[0]}/cancel`, { reason: 'Changed their mind' });
  yield;
  for (let round = 0; round < ROUNDS; round += 1) {
    await playPurchasing(api, people);
    yield;
    await playProduction(api, people);
    yield;
    for (const order of orders) await playShipping(api, people, order);
    yield;
    for (const order of orders) await playPaying(api, people, order);
    yield;
  }
  for (const { path } of lists) {
    const page = await tenant.get(`${path}?limit=3`);
    const cursor = page.body.nextCursor;
    if (typeof cursor === 'string') await tenant.get(`${path}?limit=3&cursor=${encodeURIComponent(cursor)}`);
  }
}
