/** What is there while nobody does anything: the schedules' runs, and the records of a company that just signed up. */
import { combine, type RunCount, runSchedules, type SchedulePorts } from './run-schedules.ts';
import { sumOf } from './step-count.ts';
import { grownFrom, type StoredBytes } from './stored-bytes.ts';

export type ScheduleCount = {
  readonly periodMinutes: number;
  /** A run whatever tenants there are, and what each tenant that does nothing adds to it. */
  readonly ofStack: RunCount;
  readonly ofTenant: RunCount;
};
/** Bytes in table and indexes of a company that has signed up and done nothing. */
export type IdleCount = { readonly tenantBytes: number; readonly schedules: Readonly<Record<string, ScheduleCount>> };

const TENANTS = 2;

export type IdlePorts = SchedulePorts & {
  readonly stored: () => StoredBytes;
  /** Makes a new company of this name. */
  readonly signUp: (name: string) => Promise<unknown>;
};

export async function countIdle(ports: IdlePorts): Promise<IdleCount> {
  const alone = await runSchedules(ports);
  const before = ports.stored();
  for (let tenant = 1; tenant <= TENANTS; tenant += 1) await ports.signUp(`idle${tenant}`);
  await ports.cloud.idle();
  const tenantBytes = Math.round(sumOf(grownFrom(before, ports.stored())) / TENANTS);
  const inhabited = await runSchedules(ports);
  const schedules = alone.map(({ name, periodMinutes, second: ofStack }, index): [string, ScheduleCount] => {
    const withTenants = inhabited[index]?.second ?? ofStack;
    const ofTenant = combine((field) => (withTenants[field] - ofStack[field]) / TENANTS);
    return [name, { periodMinutes, ofStack, ofTenant }];
  });
  return { tenantBytes, schedules: Object.fromEntries(schedules) };
}
