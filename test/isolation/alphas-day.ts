/** One company's day, alone or among others, and all that it has heard of it. */
import { openOwnSources } from './own-sources.ts';
import { recorded, type Tape, workload } from './workload.ts';

const STEP_MS = 60_000;
type Heard = { readonly answers: Tape; readonly events: readonly string[]; readonly log: readonly string[] };

/**
 * Alpha's day, and those of others at the same time: in every step each of them makes its requests while the others
 * make theirs, and their events go through one queue. Only Alpha's steps turn the clock.
 */
export async function alphasDay(
  seed: number,
  others: Readonly<Record<string, number>>,
  isShared = false,
): Promise<Heard> {
  const { world, company, log } = await openOwnSources({ isShared });
  const answers: Tape = [];
  const alpha = await company('Alpha');
  const guests = [];
  for (const [name, own] of Object.entries(others)) guests.push(workload(await company(name), own));
  const day = workload(recorded(alpha, answers), seed);
  for (let done = false; !done; ) {
    const [step] = await Promise.all([day.next(), ...guests.map((guest) => guest.next())]);
    done = step.done === true;
    // Others go on while events are delivered.
    await Promise.all([world.settle(), ...guests.map((guest) => guest.next())]);
    await world.settle();
    world.clock.advance(STEP_MS);
  }
  const events = world.events().filter(({ tenantId }) => tenantId === alpha.id);
  const told = { answers, events: events.map((event) => JSON.stringify(event)), log: log.get('Alpha') ?? [] };
  world.close();
  return told;
}

/** Others and the seeds of their days. */
export const OTHERS = { Beta: 71, Gamma: 72 };
