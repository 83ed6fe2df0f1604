/** Runs the timers of the stack by hand and counts what they set in motion. */
import type { LocalCloud } from '../local/cloud.ts';
import type { LocalFunction } from '../local/lambda/functions.ts';
import type { Schedule } from '../local/schedules/read-schedules.ts';
import type { Observer } from './observer.ts';
import { type StepCount, sumOf } from './step-count.ts';

/** What a run of a schedule takes, with all that it sets in motion. */
export type RunCount = {
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly tableCalls: number;
  readonly invocations: number;
};

/** A cloud whose own timers are off, and a clock that moves when it is told. */
export type SchedulePorts = {
  readonly cloud: LocalCloud;
  readonly schedules: readonly Schedule[];
  readonly observer: Observer;
  readonly advance: (ms: number) => void;
};

/** The first run has what went before to deal with; the second, a period later, has nothing. */
export type ScheduleRuns = {
  readonly name: string;
  readonly periodMinutes: number;
  readonly first: RunCount;
  readonly second: RunCount;
};

export async function runSchedules(ports: SchedulePorts): Promise<ScheduleRuns[]> {
  const runs: ScheduleRuns[] = [];
  for (const schedule of ports.schedules) {
    const first = await runOnce(schedule, ports);
    const second = await runOnce(schedule, ports);
    runs.push({ name: nameOf(schedule, ports), periodMinutes: schedule.periodMs / 60_000, first, second });
  }
  return runs;
}

/** Works out a run from the runs of others, field by field. */
export const combine = (of: (field: keyof RunCount) => number): RunCount => ({
  readUnits: of('readUnits'),
  writeUnits: of('writeUnits'),
  tableCalls: of('tableCalls'),
  invocations: of('invocations'),
});

async function runOnce(schedule: Schedule, ports: SchedulePorts): Promise<RunCount> {
  const { cloud, observer } = ports;
  ports.advance(schedule.periodMs);
  await cloud.idle();
  observer.take();
  await targetOf(schedule, ports).invoke(JSON.parse(schedule.input ?? '{}'));
  await cloud.idle();
  const counts = [...observer.take().steps.values()];
  const total = (of: (count: StepCount) => number) => counts.reduce((sum, each) => sum + of(each), 0);
  return {
    readUnits: total(({ readUnits }) => sumOf(readUnits)),
    writeUnits: total(({ writeUnits }) => sumOf(writeUnits)),
    tableCalls: total(({ tableCalls }) => tableCalls),
    invocations: total(({ invocations }) => sumOf(invocations)),
  };
}

/** A manifest's schedule by its own name, any other by its function. */
function nameOf(schedule: Schedule, ports: SchedulePorts): string {
  const { module, schedule: name } = JSON.parse(schedule.input ?? '{}') as { module?: string; schedule?: string };
  return name === undefined ? targetOf(schedule, ports).config.handler.replace(/\.\w+$/, '') : `${module}.${name}`;
}

function targetOf({ targetArn }: Schedule, { cloud }: SchedulePorts): LocalFunction {
  const target = cloud.services.functions.get(targetArn);
  if (target === undefined) throw new Error(`A schedule calls ${targetArn}, which is no function`);
  return target;
}
