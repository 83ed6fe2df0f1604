/** A tenant of the test world as the API client that the commands use, so that tests play the people by the same code. */
import { type ApiClient, ApiProblem } from '../../infra/cli/api-client.ts';
import { playPaying, playProduction, playPurchasing, playShipping } from '../../infra/cli/play-people.ts';
import type { SettleOptions, TestTenant, World } from './world.ts';

export function worldApi(tenant: Pick<TestTenant, 'get' | 'post'>): ApiClient {
  const checked = async (method: 'get' | 'post', path: string, body?: unknown, key?: string) => {
    const answer =
      method === 'get' ? await tenant.get(path) : await tenant.post(path, body, key === undefined ? {} : { key });
    if (answer.status >= 400) throw new ApiProblem(method, path, answer.body);
    return answer.body;
  };
  return {
    url: 'world',
    get: (path) => checked('get', path),
    post: (path, body, key) => checked('post', path, body, key),
    signedIn: () => worldApi(tenant),
  };
}

export const TODAY = '2026-03-02';
const ROUNDS_MAX = 40;

/** Plays the people's parts and delivers events until nothing is left to do for the order. */
export async function playOut(
  world: World,
  tenant: TestTenant,
  salesOrderId: string,
  settle: SettleOptions = {},
): Promise<void> {
  const api = worldApi(tenant);
  const people = { today: TODAY };
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    await world.settle(settle);
    const bought = await playPurchasing(api, people);
    const made = await playProduction(api, people, salesOrderId);
    const shipped = await playShipping(api, people, salesOrderId);
    await world.settle(settle);
    const paid = await playPaying(api, people, salesOrderId);
    if (bought + made + shipped + paid === 0) return;
  }
  throw new Error(`The order ${salesOrderId} is not done after ${ROUNDS_MAX} rounds`);
}
