import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ratePeriodMs } from '../../infra/local/schedules/rate.ts';
import { allow, arnOf, lambda, permission, type Resources, role, startSmall, stopAll } from './small-app.ts';

afterEach(stopAll);

const MINUTE = 60_000;
const app: Resources = {
  ...lambda('Job'),
  TimerRole: role([allow('lambda:InvokeFunction', arnOf('Job'))], 'scheduler.amazonaws.com'),
  Timer: {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      ScheduleExpression: 'rate(5 minutes)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: arnOf('Job'), RoleArn: arnOf('TimerRole'), Input: '{"schedule":"sweep"}' },
    },
  },
};

describe('rates', () => {
  test.each([
    ['rate(1 minute)', MINUTE],
    ['rate(5 minutes)', 5 * MINUTE],
    ['rate(1 hour)', 60 * MINUTE],
    ['rate(7 days)', 7 * 24 * 60 * MINUTE],
  ])('%s', (expression, ms) => {
    expect(ratePeriodMs(expression)).toBe(ms);
  });

  test.each(['rate(1 minutes)', 'rate(5 minute)', 'rate(0 minutes)', 'cron(0 9 * * ? *)', 'at(2026-11-24T09:30:00)'])(
    '%s is refused',
    (expression) => {
      expect(() => ratePeriodMs(expression)).toThrow(/runs rate\(…\) only/);
    },
  );
});

describe('schedules', () => {
  let folder = '';
  let now = Date.UTC(2026, 10, 24);
  let runs: unknown[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'local-cloud-'));
    runs = [];
    return () => rmSync(folder, { recursive: true });
  });
  const start = (resources: Resources = app) =>
    startSmall(
      resources,
      {
        Job: () => async (event) => {
          runs.push(event);
        },
      },
      { data: { folder }, clock: { now: () => now }, synchronous: 'OFF' },
    );
  const turn = async (cloud: Awaited<ReturnType<typeof start>>, ms: number) => {
    now += ms;
    cloud.wake();
    await cloud.idle();
  };

  test('run a period after the start, and then each period', async () => {
    const cloud = await start();
    await turn(cloud, 5 * MINUTE - 1);
    expect(runs).toEqual([]);
    await turn(cloud, 1);
    expect(runs).toEqual([{ schedule: 'sweep' }]);
    await turn(cloud, 5 * MINUTE);
    expect(runs).toHaveLength(2);
  });

  test('a restart neither runs them early nor forgets them', async () => {
    const first = await start();
    await turn(first, 4 * MINUTE);
    await first.stop();
    const second = await start();
    await turn(second, MINUTE - 1);
    expect(runs).toHaveLength(0);
    await turn(second, 1);
    expect(runs).toHaveLength(1);
    await second.stop();
    now += 60 * MINUTE;
    const third = await start();
    await turn(third, 2);
    expect(runs).toHaveLength(2);
  });

  test('a rule with a rate gives its target EventBridge’s event', async () => {
    const rule: Resources = {
      ...lambda('Job'),
      Let: permission('Job', 'events.amazonaws.com'),
      Timer: {
        Type: 'AWS::Events::Rule',
        Properties: { ScheduleExpression: 'rate(1 hour)', Targets: [{ Id: 't', Arn: arnOf('Job') }] },
      },
    };
    const cloud = await start(rule);
    await turn(cloud, 60 * MINUTE);
    expect(runs).toMatchObject([{ source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} }]);
  });

  test('a schedule whose role may not invoke its target does not start', async () => {
    const poor = { ...app, TimerRole: role([], 'scheduler.amazonaws.com') };
    await expect(start(poor)).rejects.toThrow(/schedule Timer cannot work: .*lambda:InvokeFunction/);
  });
});
