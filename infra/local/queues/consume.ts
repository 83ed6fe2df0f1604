/** Takes messages from a queue as they come due and hands them on in batches, so many at once and no more. */
import type { Logger } from '../../../shared/context.ts';
import type { Activity } from '../activity.ts';
import { FILE_PAUSE_MS } from '../file-fault.ts';
import { reasonOf } from '../log.ts';
import type { Timers } from '../timers.ts';
import type { Message, Queues } from './queues.ts';

/**
 * How long a failed message waits before it is seen again. In AWS that is the queue's visibility timeout; on a laptop
 * nobody wants to wait for minutes, so the start-up can shorten it. `usualMs` is what AWS would do.
 */
export type RetryDelay = (receives: number, usualMs: number) => number;

export type Failure = { readonly message: Message; readonly reason?: string | undefined; readonly usualMs?: number };

export type ConsumeOptions = {
  readonly queues: Queues;
  readonly timers: Timers;
  readonly activity: Activity;
  readonly arn: string;
  readonly batchSize: number;
  readonly concurrency: number;
  readonly visibilityMs: number | undefined;
  readonly retryDelay: RetryDelay;
  readonly logger: Logger;
  /** Deals with a batch and answers what failed; the rest is deleted. When it throws, all of it failed. */
  readonly handle: (messages: readonly Message[]) => Promise<readonly Failure[]>;
};

export type Consumer = {
  /** Takes no new batch; the ones under way end as usual. */
  readonly stop: () => void;
  /** Forgets what is still under way. */
  readonly close: () => void;
};

export function consumeQueue(options: ConsumeOptions): Consumer {
  const { queues, timers, activity, arn, batchSize, concurrency } = options;
  let running = 0;
  let stopped = false;
  let asked = false;
  let isClosed = false;
  let forgetTimer = () => {};

  const pump = (): void => {
    asked = false;
    try {
      takeBatches();
    } catch (error) {
      options.logger.error('a queue could not be read', { queue: arn, reason: reasonOf(error) });
      forgetTimer();
      forgetTimer = timers.at(timers.now() + FILE_PAUSE_MS, ask);
    }
  };
  const takeBatches = (): void => {
    while (!stopped && running < concurrency) {
      const messages = queues.receive(arn, batchSize, options.visibilityMs);
      if (messages.length === 0) {
        wakeForNext();
        return;
      }
      running += 1;
      void activity.during(run(messages));
    }
  };
  const run = async (messages: readonly Message[]): Promise<void> => {
    const failures = await options.handle(messages).catch((error: unknown): Failure[] => {
      const reason = reasonOf(error);
      options.logger.error('a batch could not be handled', { queue: arn, reason });
      return messages.map((message) => ({ message, reason }));
    });
    await settled(messages, failures);
    running -= 1;
    if (!isClosed) pump();
  };
  /** Keeps its place until the outcome is written: forgotten messages would be held until their time is over. */
  const settled = async (messages: readonly Message[], failures: readonly Failure[]): Promise<void> => {
    // A function that outlasted the stop finds the file closed; its messages come again at the next start.
    while (!isClosed) {
      try {
        return settle(options, messages, failures);
      } catch (error) {
        options.logger.error('the outcome of a batch could not be kept', { queue: arn, reason: reasonOf(error) });
      }
      await new Promise<void>((resolve) => timers.at(timers.now() + FILE_PAUSE_MS, resolve));
    }
  };
  /** What came in one commit is taken in one batch: the queue is looked at once the commit's caller is done. */
  const ask = (): void => {
    if (asked || stopped) return;
    asked = true;
    setImmediate(pump);
  };
  const wakeForNext = (): void => {
    forgetTimer();
    const at = queues.nextVisibleAt(arn);
    forgetTimer = at === undefined ? () => {} : timers.at(at, ask);
    activity.changed();
  };
  queues.onArrival(arn, ask);
  activity.watch(() => stopped || (running === 0 && !asked && queues.isQuiet(arn)));
  ask();
  return {
    stop: () => {
      stopped = true;
      forgetTimer();
    },
    close: () => {
      isClosed = true;
    },
  };
}

function settle(options: ConsumeOptions, messages: readonly Message[], failures: readonly Failure[]): void {
  const { queues, arn, retryDelay } = options;
  const usual = options.visibilityMs ?? queues.byArn(arn)?.visibilityMs ?? 0;
  const failed = new Set(failures.map(({ message }) => message));
  const done = messages.filter((message) => !failed.has(message));
  if (done.length > 0)
    queues.remove(
      arn,
      done.map(({ receipt }) => receipt),
    );
  if (failures.length === 0) return;
  queues.giveBack(
    arn,
    failures.map(({ message, reason, usualMs = usual }) => ({
      receipt: message.receipt,
      afterMs: retryDelay(message.receives, usualMs),
      reason,
    })),
  );
}
