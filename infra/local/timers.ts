/** Wake-ups on the cloud's clock. One real timer stands for the earliest of them, so that an idle cloud sleeps. */
import type { Clock } from '../../shared/values/time.ts';

export type Timers = Clock & {
  /** Runs once at or after `dueMs` (ms since 1970, on the cloud's clock); answers what takes it back. */
  at(dueMs: number, run: () => void): () => void;
  /** Looks at the clock again: for a clock that a test has turned. */
  wake(): void;
  close(): void;
};

/** Longer waits overflow Node's timer; the wake-up then only looks at the clock and sleeps again. */
const WAIT_MAX_MS = 2_000_000_000;

export function openTimers(clock: Clock): Timers {
  const pending = new Set<{ dueMs: number; run: () => void }>();
  let timer: NodeJS.Timeout | undefined;
  let timerDueMs = Number.POSITIVE_INFINITY;
  let closed = false;

  const schedule = (): void => {
    let earliest = Number.POSITIVE_INFINITY;
    for (const { dueMs } of pending) earliest = Math.min(earliest, dueMs);
    clearTimeout(timer);
    timer = undefined;
    timerDueMs = earliest;
    if (closed || earliest === Number.POSITIVE_INFINITY) return;
    timer = setTimeout(wake, Math.min(Math.max(earliest - clock.now(), 1), WAIT_MAX_MS));
  };
  const wake = (): void => {
    timer = undefined;
    timerDueMs = Number.POSITIVE_INFINITY;
    const now = clock.now();
    for (const entry of [...pending]) {
      if (entry.dueMs > now || !pending.delete(entry)) continue;
      entry.run();
    }
    schedule();
  };
  return {
    now: () => clock.now(),
    at: (dueMs, run) => {
      const entry = { dueMs, run };
      pending.add(entry);
      // The clock may have jumped (a laptop that slept): what is overdue must not hold up what comes after it.
      if (dueMs < timerDueMs || timerDueMs <= clock.now()) schedule();
      return () => {
        pending.delete(entry);
      };
    },
    wake: () => {
      clearTimeout(timer);
      wake();
    },
    close: () => {
      closed = true;
      pending.clear();
      clearTimeout(timer);
    },
  };
}
