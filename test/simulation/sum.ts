/** The counts of many runs. */
import { HOUR_MS } from './durations.ts';
import { ALL_FAULTS, ALL_OPERATIONS } from './faults.ts';
import type { Outcome } from './outcome.ts';

export type Sum = {
  runs: number;
  failed: number;
  steps: number;
  virtualMs: number;
  readonly counts: Map<string, number>;
  add(outcome: Outcome): void;
};

export function emptySum(): Sum {
  const sum: Sum = {
    runs: 0,
    failed: 0,
    steps: 0,
    virtualMs: 0,
    counts: new Map(),
    add({ findings, steps, virtualMs, counts }) {
      sum.runs += 1;
      sum.failed += findings.length > 0 ? 1 : 0;
      sum.steps += steps;
      sum.virtualMs += virtualMs;
      for (const [name, count] of Object.entries(counts)) sum.counts.set(name, (sum.counts.get(name) ?? 0) + count);
    },
  };
  return sum;
}

/** Runs, port calls, faults by kind, what operations did, virtual days and seconds. */
export function finalLine({ runs, failed, counts, virtualMs }: Sum, seconds: number): string {
  const of = (names: readonly string[]) => names.reduce((sum, name) => sum + (counts.get(name) ?? 0), 0);
  const known = new Set<string>([...ALL_OPERATIONS, ...ALL_FAULTS]);
  const told = (names: readonly string[]) => names.map((name) => `${name} ${counts.get(name) ?? 0}`).join(', ');
  const marks = [...counts.keys()].filter((name) => !known.has(name)).sort();
  return [
    `${runs} runs, ${failed} failed; ${of(ALL_OPERATIONS)} port calls; ${of(ALL_FAULTS)} faults`,
    `(${told(ALL_FAULTS)});`,
    `${told(marks)};`,
    `${(virtualMs / HOUR_MS / 24).toFixed(0)} virtual days in ${seconds.toFixed(1)} s`,
  ].join(' ');
}
