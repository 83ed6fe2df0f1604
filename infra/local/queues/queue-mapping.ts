/** The event source mapping from a queue to a function: batches, partial failures, filter, concurrency. */
import { createHash } from 'node:crypto';
import type { Logger } from '../../../shared/context.ts';
import type { Activity } from '../activity.ts';
import type { EventMatcher } from '../bus/pattern.ts';
import type { LocalFunction } from '../lambda/functions.ts';
import { reasonOf } from '../log.ts';
import type { Json } from '../template/template.ts';
import type { Timers } from '../timers.ts';
import { type Consumer, consumeQueue, type Failure, type RetryDelay } from './consume.ts';
import type { Message, Queues } from './queues.ts';

export type QueueMapping = {
  readonly queueArn: string;
  readonly target: LocalFunction;
  readonly batchSize: number;
  readonly concurrency: number;
  readonly reportsFailures: boolean;
  readonly matches: EventMatcher | undefined;
};

export type QueueMappingPorts = {
  readonly queues: Queues;
  readonly timers: Timers;
  readonly activity: Activity;
  readonly retryDelay: RetryDelay;
  readonly logger: Logger;
  readonly region: string;
  /** What the function logged about a message that it reports as failed; the batch's answer has no room for it. */
  readonly reasonOfMessage: (messageId: string) => string | undefined;
};

export function startQueueMapping(mapping: QueueMapping, ports: QueueMappingPorts): Consumer {
  return consumeQueue({
    ...ports,
    arn: mapping.queueArn,
    batchSize: mapping.batchSize,
    concurrency: mapping.concurrency,
    visibilityMs: undefined,
    handle: (messages) => invoke(mapping, messages, ports),
  });
}

async function invoke(
  mapping: QueueMapping,
  messages: readonly Message[],
  ports: QueueMappingPorts,
): Promise<readonly Failure[]> {
  const { matches } = mapping;
  // What the filter leaves out is deleted, as Lambda does.
  const wanted = matches === undefined ? messages : messages.filter(({ body }) => matches({ body: parsed(body) }));
  if (wanted.length === 0) return [];
  const Records = wanted.map((message) => recordOf(message, mapping.queueArn, ports.region));
  try {
    const answer = await mapping.target.invoke({ Records });
    return mapping.reportsFailures ? failuresIn(answer, wanted, ports) : [];
  } catch (error) {
    const reason = reasonOf(error);
    ports.logger.error('a batch failed', { function: mapping.target.config.name, messages: wanted.length, reason });
    return wanted.map((message) => ({ message, reason }));
  }
}

/** A body that is JSON is filtered as JSON. */
function parsed(body: string): Json {
  try {
    return JSON.parse(body) as Json;
  } catch {
    return body;
  }
}

/**
 * What a function says it failed with. An answer that names no message of the batch, or is no such answer, fails the
 * whole batch, as in AWS.
 */
function failuresIn(answer: unknown, messages: readonly Message[], ports: QueueMappingPorts): readonly Failure[] {
  const listed = (answer as { batchItemFailures?: unknown } | null | undefined)?.batchItemFailures ?? [];
  const byId = new Map(messages.map((message) => [message.messageId, message]));
  const failed = (Array.isArray(listed) ? listed : [undefined]).map((item) =>
    byId.get((item as { itemIdentifier?: string } | undefined)?.itemIdentifier ?? ''),
  );
  if (failed.includes(undefined)) {
    const reason = 'The function answered with a failure that names no message of its batch';
    return messages.map((message) => ({ message, reason }));
  }
  return [...new Set(failed)].flatMap((message) =>
    message === undefined ? [] : [{ message, reason: ports.reasonOfMessage(message.messageId) }],
  );
}

const recordOf = (message: Message, eventSourceARN: string, awsRegion: string) => ({
  messageId: message.messageId,
  receiptHandle: message.receipt,
  body: message.body,
  attributes: {
    ApproximateReceiveCount: String(message.receives),
    SentTimestamp: String(message.sentAtMs),
    SenderId: 'local',
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAtMs),
  },
  messageAttributes: message.attributes === undefined ? {} : (JSON.parse(message.attributes) as unknown),
  md5OfBody: createHash('md5').update(message.body).digest('hex'),
  eventSource: 'aws:sqs',
  eventSourceARN,
  awsRegion,
});
