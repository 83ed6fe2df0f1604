import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Outcome } from './outcome.ts';
import { runMany } from './run-many.ts';
import type { RunOptions } from './runs.ts';

const PROGRAM = fileURLToPath(new URL('./simulate.ts', import.meta.url));
const SEED = 6;
const PLACE = '0/0/40:crash after';
/** One in which integrators take part. */
const INTEGRATED_SEED = 29;
const swarm: RunOptions = { level: 3, from: SEED, seeds: 1, tenants: 3, keepTrace: true };
const single: RunOptions = { level: 1, from: 1, seeds: 1, tenants: 1, at: PLACE, keepTrace: true };

/** The last run of the options, in a worker. */
async function lastOf(options: RunOptions): Promise<Outcome> {
  const outcomes: Outcome[] = [];
  await runMany(options, { workers: 1, bail: false, onOutcome: (outcome) => outcomes.push(outcome) });
  const last = outcomes.at(-1);
  if (last === undefined) throw new Error('There was no run');
  return last;
}

const inProcess = (...args: readonly string[]): string =>
  /trace hash (\w+)/.exec(execFileSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8' }))?.[1] ?? '';

describe('a run', () => {
  it.each([
    ['a swarm', swarm, ['--seed', String(SEED)]],
    ['a swarm with integrators', { ...swarm, from: INTEGRATED_SEED }, ['--seed', String(INTEGRATED_SEED)]],
    ['a single fault', single, ['--level', '1', '--tenants', '1', '--at', PLACE]],
  ] as const)('is identical when it is run again: %s', { timeout: 60_000 }, async (_, options, args) => {
    const [first, second] = [await lastOf(options), await lastOf(options)];
    expect(first.lines.length).toBeGreaterThan(100);
    expect(second.lines).toEqual(first.lines);
    expect([second.hash, inProcess(...args)]).toEqual([first.hash, first.hash]);
  });

  it('does not depend on the runs before it', { timeout: 60_000 }, async () => {
    const after = await lastOf({ ...swarm, from: SEED - 2, seeds: 3 });
    expect(after.hash).toBe((await lastOf(swarm)).hash);
  });

  it('with another seed is another', { timeout: 60_000 }, async () => {
    expect((await lastOf({ ...swarm, from: SEED + 1 })).hash).not.toBe((await lastOf(swarm)).hash);
  });
});
