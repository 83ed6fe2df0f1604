/** What came of a run, in a form that goes from a worker to the command line. */
import type { Trace } from './trace.ts';

export type Outcome = {
  /** The arguments that run it again. */
  readonly replay: string;
  /** What was wrong, in words; none means that all promises held. */
  readonly findings: readonly string[];
  readonly hash: string;
  readonly steps: number;
  /** Port calls, faults and marks by name. */
  readonly counts: Readonly<Record<string, number>>;
  /** How long the run took on the virtual clock. */
  readonly virtualMs: number;
  /** The last steps, or all of them where the trace is asked for. */
  readonly lines: readonly string[];
};

export function outcomeOf(
  trace: Trace,
  facts: Pick<Outcome, 'replay' | 'virtualMs'> & { findings: readonly string[]; keepTrace?: boolean },
): Outcome {
  const { replay, virtualMs, findings, keepTrace = false } = facts;
  return {
    replay,
    findings,
    hash: trace.hash(),
    steps: trace.steps,
    counts: Object.fromEntries(trace.counts),
    virtualMs,
    lines: keepTrace || findings.length > 0 ? trace.lines() : [],
  };
}
