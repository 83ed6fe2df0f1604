/** What happened, as a hash over every step, with counts; the steps themselves where somebody wants to read them. */
import { createHash } from 'node:crypto';
import type { Fault } from './faults.ts';

export type Trace = {
  step(at: number, what: string): void;
  met(fault: Fault): void;
  /** A mark that is no fault of a port, such as a day replayed. */
  mark(what: string): void;
  readonly steps: number;
  /** Calls, faults and marks by name. */
  readonly counts: ReadonlyMap<string, number>;
  /** The last steps, newest last; all of them where they are kept. */
  lines(): readonly string[];
  hash(): string;
};

const KEPT = 60;

export function startTrace(keepAll = false): Trace {
  const digest = createHash('sha256');
  const lines: string[] = [];
  const counts = new Map<string, number>();
  let steps = 0;
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  return {
    step(at, what) {
      steps += 1;
      const line = `${at} ${what}`;
      digest.update(line);
      lines.push(line);
      if (!keepAll && lines.length > 2 * KEPT) lines.splice(0, KEPT);
    },
    met: (fault) => count(fault),
    mark: (what) => count(what),
    get steps() {
      return steps;
    },
    counts,
    lines: () => (keepAll ? lines : lines.slice(-KEPT)),
    hash: () => digest.copy().digest('hex').slice(0, 16),
  };
}
