// One durable commit for all requests that arrive together. With `synchronous = FULL` a commit waits for the disk, and
// that wait is nearly all of its time; requests that are there at once share it. Nobody is answered before the commit.
import { TableError } from './errors.ts';
import type { Store } from './store.ts';

type Job<Result> = {
  readonly work: () => Result;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
};

type Outcome<Result> = { readonly result: Result } | { readonly error: unknown };

/**
 * Takes work and runs it at the end of this turn of the event loop, in the order of arrival. Each piece has its own
 * savepoint, so that one that fails leaves the others alone.
 */
export function groupCommit<Result>(store: Store, afterCommit: () => void): (work: () => Result) => Promise<Result> {
  let waiting: Job<Result>[] = [];
  const run = () => {
    const jobs = waiting;
    waiting = [];
    if (jobs.length === 1) {
      settle(jobs, [outcomeOf(jobs[0] as Job<Result>)]);
    } else {
      settle(jobs, runTogether(store, jobs));
      afterCommit();
    }
  };
  return (work) =>
    new Promise((resolve, reject) => {
      waiting.push({ work, resolve, reject });
      if (waiting.length === 1) {
        setImmediate(run);
      }
    });
}

function runTogether<Result>(store: Store, jobs: readonly Job<Result>[]): Outcome<Result>[] {
  try {
    return store.commit(() =>
      jobs.map((job) => {
        const outcome = outcomeOf(job);
        if (!store.database.isTransaction) {
          // A full disk ends the whole transaction; what ran before it in this group is gone with it.
          throw 'error' in outcome ? outcome.error : new Error('The transaction ended by itself');
        }
        return outcome;
      }),
    );
  } catch (error) {
    const message = `The table file failed: ${error instanceof Error ? error.message : String(error)}`;
    return jobs.map(() => ({ error: new TableError('InternalServerError', message, 500) }));
  }
}

function outcomeOf<Result>({ work }: Job<Result>): Outcome<Result> {
  try {
    return { result: work() };
  } catch (error) {
    return { error };
  }
}

function settle<Result>(jobs: readonly Job<Result>[], outcomes: readonly Outcome<Result>[]): void {
  jobs.forEach(({ resolve, reject }, index) => {
    const outcome = outcomes[index];
    if (outcome !== undefined && 'result' in outcome) {
      resolve(outcome.result);
    } else {
      reject(outcome?.error);
    }
  });
}
