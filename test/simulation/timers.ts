/** The timers: the sweeper and every schedule that a manifest declares, at their rates, missed or doubled by chance. */
import { modules } from '../../domain/modules.ts';
import { createSchedules, type ScheduleEvent } from '../../functions/platform/schedules.ts';
import { create as createSweeper } from '../../functions/platform/sweeper.ts';
import type { Core } from './core.ts';
import { HOUR_MS, MINUTE_MS } from './durations.ts';
import type { FunctionOf, Functions } from './functions.ts';

const SWEEP_EVERY_MS = 2 * MINUTE_MS;
const sweeper: FunctionOf<undefined, void> = {
  name: 'sweeper',
  create: (runtime) => createSweeper(runtime),
  timeOutMs: MINUTE_MS,
  reachesAll: true,
};
export const scheduled: FunctionOf<ScheduleEvent, void> = {
  name: 'schedules',
  create: (runtime) => createSchedules(async (name) => modules.find((manifest) => manifest.name === name), runtime),
  timeOutMs: 5 * MINUTE_MS,
};

/** `rate(5 minutes)` in milliseconds. */
function everyMs(rate: string): number {
  const [, count = '1', unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(rate) ?? [];
  const unitMs = unit === 'minute' ? MINUTE_MS : unit === 'hour' ? HOUR_MS : 24 * HOUR_MS;
  return Number(count) * unitMs;
}

/** A schedule of a manifest fires once in so many times: it is the same work each time, and most of a quiet day's. */
const FIRES_ONCE_IN = 12;

export type Timing = {
  /** Whether the outbox holds anything: a sweep that would find nothing is left out. */
  readonly hasUnsent: () => boolean;
  /** Whether the schedules of the manifests fire. */
  readonly isScheduled: () => boolean;
};

export function startTimers(core: Core, functions: Functions, { hasUnsent, isScheduled }: Timing): void {
  const every = (rateMs: number, name: string, isWanted: () => boolean, fire: () => void) => {
    const due = () => {
      core.agenda.inBackground(rateMs, due);
      if (!isWanted()) return;
      const fault = core.meet('timer fire', name);
      const times = fault === 'timer missed' ? 0 : fault === 'timer doubled' ? 2 : 1;
      for (let time = 0; time < times; time += 1) fire();
    };
    core.agenda.inBackground(core.chance.whole(1, rateMs), due);
  };
  const sweep = () => void functions.invoke(sweeper, undefined);
  every(SWEEP_EVERY_MS, sweeper.name, hasUnsent, sweep);
  if (!isScheduled()) return;
  const isChosen = () => isScheduled() && core.chance.oneIn(FIRES_ONCE_IN);
  for (const { name: module, schedules: declared } of modules) {
    for (const { name: schedule, every: rate } of declared) {
      const fire = () => void functions.invoke(scheduled, { module, schedule });
      every(everyMs(rate), `${module}.${schedule}`, isChosen, fire);
    }
  }
}
