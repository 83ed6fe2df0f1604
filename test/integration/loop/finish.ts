import type { ApiClient } from '../../../infra/cli/api-client.ts';
import { allOf, playPaying, playProduction, playPurchasing, playShipping } from '../../../infra/cli/play-people.ts';
import type { World } from '../../harness/world.ts';
import { TODAY } from '../../harness/world-api.ts';

const ROUNDS_MAX = 60;

/** Everybody does what is left to do, for every order, until there is nothing. */
export async function finishAll(world: Pick<World, 'settle'>, api: ApiClient): Promise<void> {
  const people = { today: TODAY };
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    await world.settle();
    let done = (await playPurchasing(api, people)) + (await playProduction(api, people));
    await world.settle();
    for (const { id } of await allOf<{ id: string }>(api, '/sales/orders')) done += await playShipping(api, people, id);
    await world.settle();
    for (const { id } of await allOf<{ id: string }>(api, '/sales/orders')) done += await playPaying(api, people, id);
    if (done === 0) return;
  }
  throw new Error(`Not done after ${ROUNDS_MAX} rounds`);
}
