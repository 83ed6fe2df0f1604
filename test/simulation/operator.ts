/** What operations does meanwhile: replays a day from the event log, redrives dead letters; and a vandal's poison. */
import { modules } from '../../domain/modules.ts';
import { everyEvent } from '../../shared/events/event.ts';
import type { ModuleManifest } from '../../shared/module.ts';
import type { TenantId } from '../../shared/values/ids.ts';
import type { Base } from './base.ts';
import { HOUR_MS } from './durations.ts';
import { loggedEvents } from './logged-events.ts';
import type { Message } from './queue.ts';
import type { Simulation } from './simulation.ts';

const POISON = 'poison';
const DAY_MS = 24 * HOUR_MS;
const VISITS_MAX = 4;

export const isPoison = ({ body }: Message): boolean => body.includes(POISON);

/** Comes some times, does one thing each time. */
export async function operate(base: Base, simulation: Simulation): Promise<void> {
  const { core, queues, sleep } = simulation;
  const { chance, trace, agenda } = core;
  const visits = chance.whole(0, VISITS_MAX);
  for (let visit = 0; visit < visits; visit += 1) {
    await sleep(chance.whole(1, 4 * HOUR_MS));
    const what = chance.pick(['replay', 'redrive', 'poison'] as const);
    trace.step(agenda.now(), `operator: ${what}`);
    if (what === 'poison') sendPoison(simulation);
    if (what === 'redrive' && queues.redrive(isPoison) > 0) trace.mark('dead letters redriven');
    if (what === 'replay') {
      const since = new Date(agenda.now() - DAY_MS).toISOString();
      for (const event of loggedEvents(base.items())) {
        if (event.time >= since) queues.deliver(event.type, JSON.stringify(event));
      }
      trace.mark('day replayed');
    }
  }
}

/** A message that no function can ever deal with. */
function sendPoison({ core: { chance, trace }, queues }: Simulation): void {
  const spoilable = ({ consumes }: ModuleManifest) => consumes.filter(({ on }) => on !== everyEvent);
  const manifest = chance.pick(modules.filter((each) => spoilable(each).length > 0));
  const reaction = chance.pick(manifest === undefined ? [] : spoilable(manifest));
  if (manifest === undefined || reaction === undefined) return;
  const nobody = 'ten_0000000000000000000000000f' as TenantId;
  const detail = {
    id: `${POISON}-1`,
    type: reaction.on.type,
    tenantId: nobody,
    correlationId: POISON,
    data: { [POISON]: true },
  };
  queues.send(manifest.name, reaction.on.type, JSON.stringify({ detail }), POISON);
  trace.mark('poison');
}
