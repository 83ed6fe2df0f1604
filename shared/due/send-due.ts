/** Sends what is due to the queue of the module that it belongs to: relay and sweeper do, each for its part. */
import { SendMessageBatchCommand, type SendMessageBatchRequestEntry } from '@aws-sdk/client-sqs';
import type { Runtime } from '../runtime/runtime.ts';
import { sendAgain } from '../send-again.ts';
import { chunksOf } from '../table/commit-in-steps.ts';
import { type DueItem, SOON_MS } from '../table/due-index.ts';

/** What a message says: where the record is, and the instant for which it was sent. */
export type DueMessage = Omit<DueItem, 'group'>;

const ENTRIES_MAX = 10;
/** Batches on their way at once, of one call. */
const BATCHES_AT_ONCE = 10;

/** What SQS takes as a message group. */
const GROUP = /^[\x21-\x7e]{1,128}$/;

/**
 * Sends a message for each item, held back until its instant, ten a call. `SendMessageBatch` can fail in part: only the
 * failed entries go again.
 * @returns the items that were refused to the end, for the caller to retry or leave to the sweeper
 */
export async function sendDue(runtime: Runtime, items: readonly DueItem[]): Promise<DueItem[]> {
  const refused: DueItem[] = [];
  const batches = [...Map.groupBy(items, ({ entity }) => moduleOf(entity))].flatMap(([module, theirs]) => {
    const url = runtime.settings.dueQueues[module];
    if (url === undefined) {
      // Of a module that has been taken out: the work of the others goes on, and the overdue records raise the alarm.
      runtime.logger.error('a module has no queue for its due work', { module, messages: theirs.length });
      return [];
    }
    return chunksOf(theirs, ENTRIES_MAX).map((ten) => ({ url, ten }));
  });
  for (const some of chunksOf(batches, BATCHES_AT_ONCE)) {
    const failed = await Promise.all(some.map(({ url, ten }) => sendTen(runtime, url, ten)));
    refused.push(...failed.flat());
  }
  return refused;
}

function sendTen(runtime: Runtime, QueueUrl: string, items: readonly DueItem[]): Promise<readonly DueItem[]> {
  return sendAgain(runtime, items, async (pending) => {
    const now = runtime.clock.now();
    const Entries = pending.map((item, index) => entryOf(item, index, now));
    const { Failed = [] } = await runtime.queues().send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const failed = new Set(Failed.map(({ Id }) => Id));
    return pending.filter((_, index) => failed.has(String(index)));
  });
}

function entryOf({ group, ...message }: DueItem, index: number, now: number): SendMessageBatchRequestEntry {
  const waitMs = Math.min(SOON_MS, Math.max(0, Date.parse(message.due) - now));
  const named = `${message.tenantId}.${group}`;
  return {
    Id: String(index),
    MessageBody: JSON.stringify(message satisfies DueMessage),
    DelaySeconds: Math.ceil(waitMs / 1000),
    MessageGroupId: group !== '' && GROUP.test(named) ? named : message.tenantId,
  };
}

const moduleOf = (entity: string): string => entity.split('.')[0] ?? '';
