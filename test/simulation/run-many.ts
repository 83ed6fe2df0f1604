/** Many runs in workers, so that every core has its share. */
import { Worker } from 'node:worker_threads';
import type { Outcome } from './outcome.ts';
import type { RunOptions } from './runs.ts';

export type ManyOptions = {
  readonly workers: number;
  /** Ends at the first run that found something. */
  readonly bail: boolean;
  readonly onOutcome: (outcome: Outcome) => void;
};

/** @throws Error where a worker cannot run at all */
export async function runMany(options: RunOptions, { workers: shares, bail, onOutcome }: ManyOptions): Promise<void> {
  const script = new URL('./simulate-worker.ts', import.meta.url);
  const workers = Array.from(
    { length: shares },
    (_, share) => new Worker(script, { workerData: { options, share, shares } }),
  );
  const stop = () => Promise.all(workers.map((worker) => worker.terminate()));
  let isOver = false;
  const take = (outcome: Outcome): void => {
    if (isOver) return;
    isOver = bail && outcome.findings.length > 0;
    onOutcome(outcome);
    if (isOver) void stop();
  };
  const ends = workers.map(
    (worker) =>
      new Promise<void>((resolve, reject) => {
        worker.on('message', take);
        worker.on('error', reject);
        worker.on('exit', () => resolve());
      }),
  );
  try {
    await Promise.all(ends);
  } finally {
    await stop();
  }
}
