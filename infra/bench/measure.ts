/** Figures of a run: percentiles of a series, processor time and memory of another process (Linux). */
import { readFileSync } from 'node:fs';

/** Linux counts processor time in ticks of 10 ms. */
const TICK_MS = 10;

export type Percentiles = { readonly p50: number; readonly p95: number; readonly p99: number; readonly count: number };

/** Nearest rank: the smallest sample that at least this share of all samples does not exceed. 0 for an empty series. */
export function percentiles(samples: readonly number[]): Percentiles {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), count: sorted.length };
}

/** User and system time that a process has used, in ms (all its threads). */
export function processorMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Resident memory of a process in MiB. */
export function residentMiB(pid: number): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) / 1024;
}

/** Times one call in ms. */
export async function timed(call: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await call();
  return performance.now() - startedAt;
}

/** Times a call so many times, one after the other. */
export async function sampled(count: number, call: () => Promise<unknown>): Promise<Percentiles> {
  const samples: number[] = [];
  for (let index = 0; index < count; index += 1) samples.push(await timed(call));
  return percentiles(samples);
}
