/** Looking at books in tests: relay's notes and the scheduled job on the world's engine and clock. */
import { platformModule } from '../../domain/platform/module.ts';
import { createSchedules } from '../../functions/platform/schedules.ts';
import { activityNotes } from '../../shared/events/activity.ts';
import type { EventEnvelope } from '../../shared/events/event.ts';
import type { Runtime } from '../../shared/runtime/runtime.ts';
import { fromItem } from '../../shared/table/entity.ts';
import { envelopesOf, eventLog } from '../../shared/table/event-log.ts';
import type { World } from './world.ts';

const MINUTE_MS = 60_000;

export type BooksOffice = {
  /** Notes what was said since the last call, as the relay does when it sends it. */
  hear(): Promise<void>;
  /** Runs the job as it stands on the clock. */
  run(): Promise<void>;
  /** Lets all that was said become old enough, and looks at it. */
  look(): Promise<void>;
  /** Values of the metric, one a run that told any. */
  readonly broken: number[];
  /** Warnings and errors of the job. */
  readonly log: string[];
};

/** @param reach the tables as the job's function reaches them; without rights of its own unless given */
export function booksOffice(
  world: World,
  reach: Partial<Pick<Runtime, 'tenantTable' | 'platformTable'>> = {},
): BooksOffice {
  const broken: number[] = [];
  const log: string[] = [];
  const say = (message: string, facts?: object) => log.push(`${message} ${JSON.stringify(facts ?? {})}`);
  const runtime: Runtime = {
    ...world.runtime,
    ...reach,
    metrics: { count: (_, value) => broken.push(value) },
    logger: { info: () => {}, warn: say, error: say },
  };
  const note = activityNotes(world.runtime);
  const schedules = createSchedules(async () => platformModule, runtime);
  const heard = new Set<string>();

  const hear = async () => {
    const fresh: EventEnvelope[] = [];
    for (const item of world.items()) {
      if (item.__edb_e__ !== eventLog.name) continue;
      for (const envelope of envelopesOf(fromItem(eventLog, item))) {
        if (!heard.has(envelope.id)) fresh.push(envelope);
        heard.add(envelope.id);
      }
    }
    await note([{ pk: '', sk: '', envelopes: fresh }]);
  };
  const run = () => schedules({ module: 'platform', schedule: 'check-books' });
  return {
    broken,
    log,
    hear,
    run,
    look: async () => {
      await hear();
      world.clock.advance(30 * MINUTE_MS);
      await run();
    },
  };
}
