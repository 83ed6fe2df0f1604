/** Lambda entry of the relay of due work: what falls due soon goes from the table's stream to its queue (decision 0014). */
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { sendDue } from '../../shared/due/send-due.ts';
import type { BatchAnswer } from '../../shared/events/events-function.ts';
import { bindAws } from '../../shared/runtime/aws.ts';
import type { Runtime } from '../../shared/runtime/runtime.ts';
import { type DueItem, dueItem, dueKey } from '../../shared/table/due-index.ts';
import { queueClient } from './queue-client.ts';
import type { StreamBatch, StreamRecord } from './relay.ts';

const SOON = dueKey('soon');

/** What a stream record says to be due soon; undefined for what the source's filter should have left out. */
function dueItemOf({ dynamodb }: StreamRecord): DueItem | undefined {
  const image = dynamodb?.NewImage;
  return image?.duepk?.S?.startsWith(SOON) === true ? dueItem(unmarshall(image)) : undefined;
}

/**
 * Sends a batch. What the queues refused is reported by its sequence number: the stream goes on from the first of
 * them, so that a message can go twice, and what is given up is the sweeper's.
 */
export const create = (runtime: Runtime) => {
  return async (batch: StreamBatch): Promise<BatchAnswer> => {
    const sequences = new Map<DueItem, string>();
    for (const record of batch.Records) {
      const item = dueItemOf(record);
      if (item !== undefined) sequences.set(item, record.dynamodb?.SequenceNumber ?? '');
    }
    const refused = await sendDue(runtime, [...sequences.keys()]);
    if (refused.length > 0) runtime.logger.error('the queues refused due work', { messages: refused.length });
    return { batchItemFailures: refused.map((item) => ({ itemIdentifier: sequences.get(item) ?? '' })) };
  };
};
export const handler = bindAws(create, queueClient);
