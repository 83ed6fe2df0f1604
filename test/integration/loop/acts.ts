/** The simulation's people in the test world, where events are delivered by acts of their own. */
import type { TestTenant, World } from '../../harness/world.ts';
import { ACTS as PEOPLES_ACTS, type Person } from '../../simulation/acts.ts';
import type { Chance } from './chance.ts';
import type { Factory } from './factory.ts';
import type { Faults } from './random-faults.ts';

export type Walk = {
  readonly world: World;
  readonly factory: Factory<TestTenant>;
  readonly chance: Chance;
  readonly faults: Faults;
  /** What was done and what came of it, in order. */
  readonly diary: string[];
  /** How people let time pass; at once unless said. */
  readonly sleep?: (ms: number) => Promise<void>;
};

type Act = (walk: Walk) => Promise<void>;

/** Posts until there is an answer, as a client does that sees a connection break; the key makes it happen once. */
const callerOf = ({ factory: { tenant }, diary, faults, chance }: Walk): Person['caller'] => ({
  id: tenant.id,
  get: tenant.get,
  post: async (path, body) => {
    const key = `walk-${chance.whole(1, 1e12)}`;
    for (;;) {
      try {
        const answer = await tenant.post(path, body, { key });
        if (answer.status === 503) throw new Error(`No contention may last: POST ${path}`);
        return answer;
      } catch (error) {
        if (!faults.isOn || !String(error).includes('answered 500')) throw error;
        diary.push(`POST ${path} broke, and is sent again`);
      }
    }
  },
});

const personOf = (walk: Walk): Person => ({
  caller: callerOf(walk),
  factory: walk.factory,
  chance: walk.chance,
  sleep: walk.sleep ?? (async (ms) => walk.world.clock.advance(ms)),
  note: (what) => walk.diary.push(what),
});

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
  ...PEOPLES_ACTS.map(([act, weight]): [Act, number] => [(walk) => act(personOf(walk)), weight]),
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
