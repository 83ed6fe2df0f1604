/**
 * Asynchronous invocation, as the bus and the timers use it: kept in a queue of the function's own until it went well,
 * tried again twice, then sent to the failure destination or, where there is none, dropped with a line in the log.
 */
import { randomUUID } from 'node:crypto';
import type { Logger } from '../../../shared/context.ts';
import type { Activity } from '../activity.ts';
import { reasonOf } from '../log.ts';
import { type Consumer, consumeQueue, type RetryDelay } from '../queues/consume.ts';
import type { Message, Queues } from '../queues/queues.ts';
import type { Timers } from '../timers.ts';
import type { LocalFunction } from './functions.ts';

export type AsynchronousPorts = {
  readonly queues: Queues;
  readonly timers: Timers;
  readonly activity: Activity;
  readonly retryDelay: RetryDelay;
  readonly logger: Logger;
};

export type Asynchronous = {
  /** Name of the queue that holds a function's pending invocations. */
  readonly queueOf: (functionArn: string) => string;
  readonly consumers: readonly Consumer[];
};

/** Lambda waits a minute before the first retry and two before the second. */
const BACKOFF_MS = [60_000, 120_000];
const CONCURRENCY = 4;

export function openAsynchronous(functions: readonly LocalFunction[], ports: AsynchronousPorts): Asynchronous {
  const queueOf = (functionArn: string) => `${functionArn}:invocations`;
  const consumers = functions.map((lambda) => {
    const arn = queueOf(lambda.config.arn);
    ports.queues.define({
      name: `invocations of ${lambda.config.name}`,
      arn,
      url: arn,
      visibilityMs: lambda.config.timeoutMs + 1000,
      delayMs: 0,
      retentionMs: 6 * 3_600_000,
      bytesMax: 1_048_576,
    });
    return consumeQueue({
      ...ports,
      arn,
      batchSize: 1,
      concurrency: CONCURRENCY,
      visibilityMs: undefined,
      handle: ([message]) => invoke(lambda, message, ports),
    });
  });
  return { queueOf, consumers };
}

async function invoke(lambda: LocalFunction, message: Message | undefined, ports: AsynchronousPorts) {
  if (message === undefined) return [];
  const { config } = lambda;
  try {
    await lambda.invoke(JSON.parse(message.body));
    return [];
  } catch (error) {
    const reason = reasonOf(error);
    ports.logger.error('an asynchronous invocation failed', {
      function: config.name,
      attempt: message.receives,
      reason,
    });
    if (message.receives <= config.retriesMax) {
      const wait = BACKOFF_MS[message.receives - 1] ?? BACKOFF_MS[1] ?? 0;
      return [{ message, reason, usualMs: wait }];
    }
    giveUp(lambda, message, reason, ports);
    return [];
  }
}

function giveUp({ config }: LocalFunction, message: Message, reason: string, ports: AsynchronousPorts): void {
  if (config.onFailureArn === undefined) {
    ports.logger.error('an asynchronous invocation was dropped', { function: config.name, reason });
    return;
  }
  const record = {
    version: '1.0',
    timestamp: new Date(ports.timers.now()).toISOString(),
    requestContext: {
      requestId: randomUUID(),
      functionArn: `${config.arn}:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: message.receives,
    },
    requestPayload: JSON.parse(message.body) as unknown,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorMessage: reason },
  };
  ports.queues.send(config.onFailureArn, [{ body: JSON.stringify(record) }]);
}
