/** Runs the timers. When each last ran is kept, so that a restart neither runs it early nor forgets it. */
import { randomUUID } from 'node:crypto';
import type { Logger } from '../../../shared/context.ts';
import { type EventBus, secondsInstant } from '../bus/bus.ts';
import { FILE_PAUSE_MS } from '../file-fault.ts';
import { reasonOf } from '../log.ts';
import type { Queues } from '../queues/queues.ts';
import type { Storage } from '../storage.ts';
import type { JsonObject } from '../template/template.ts';
import type { Timers } from '../timers.ts';
import type { Schedule } from './read-schedules.ts';

export type SchedulePorts = {
  readonly storage: Storage;
  readonly timers: Timers;
  readonly bus: EventBus;
  readonly queues: Queues;
  readonly log: (source: string) => Logger;
  readonly region: string;
  readonly account: string;
};

/**
 * Starts the timers. The first run of a new one is a period after its start, as in AWS; one whose time passed while
 * the laptop was off runs once, at the start.
 */
export function runSchedules(schedules: readonly Schedule[], ports: SchedulePorts): void {
  const { storage, timers } = ports;
  storage.define(
    'CREATE TABLE IF NOT EXISTS lc_schedule (name TEXT PRIMARY KEY, last_run INTEGER NOT NULL) STRICT, WITHOUT ROWID',
  );
  const lastRun = storage.statement('SELECT last_run FROM lc_schedule WHERE name = ?');
  const begin = storage.statement('INSERT INTO lc_schedule (name, last_run) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const mark = storage.statement('UPDATE lc_schedule SET last_run = ? WHERE name = ?');
  const plan = (schedule: Schedule): void => {
    const name = `${schedule.arn} → ${schedule.targetArn}`;
    const last = Number(lastRun.get(name)?.last_run ?? timers.now());
    timers.at(last + schedule.periodMs, () => fire(schedule, name));
  };
  const fire = (schedule: Schedule, name: string): void => {
    const now = timers.now();
    try {
      // The mark and the message stand in one commit: a kill between them can't run it twice or not at all.
      const queue = storage.commit(() => {
        mark.run(now, name);
        return ports.bus.insertFor(
          { arn: schedule.targetArn, input: schedule.input, inputPath: undefined },
          scheduledEvent(schedule, ports, now),
        );
      });
      ports.queues.arrived(queue);
      plan(schedule);
    } catch (error) {
      ports.log('schedules').error('a timer could not be kept', { schedule: name, reason: reasonOf(error) });
      timers.at(now + FILE_PAUSE_MS, () => fire(schedule, name));
    }
  };
  storage.commit(() => {
    for (const { arn, targetArn } of schedules) begin.run(`${arn} → ${targetArn}`, timers.now());
  });
  for (const schedule of schedules) plan(schedule);
}

const scheduledEvent = ({ arn }: Schedule, { region, account }: SchedulePorts, now: number): JsonObject => ({
  version: '0',
  id: randomUUID(),
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account,
  time: secondsInstant(now),
  region,
  resources: [arn],
  detail: {},
});
