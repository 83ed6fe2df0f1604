/** Lambda entry of the relay of due work: what falls due soon goes from the table's stream to its queue (decision 0014). */
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { sendDue } from '../../shared/due/send-due.ts';
import type { BatchAnswer } from '../../shared/events/events-function.ts';
import { bindAws } from '../../shared/runtime/aws.ts';
import type { Runtime } from '../../shared/runtime/runtime.ts';
import { type DueItem, dueItem, dueKey } from '../../shared/table/due-index.ts';
import { queueClient } from './queue-client.ts';
import { relayBatch, type StreamBatch, type StreamRecord } from './relay-batch.ts';

const SOON = dueKey('soon');

/** What a stream record says to be due soon; undefined for what the source's filter should have left out. */
function dueItemOf({ dynamodb }: StreamRecord): DueItem | undefined {
  const image = dynamodb?.NewImage;
  return image?.duepk?.S?.startsWith(SOON) === true ? dueItem(unmarshall(image)) : undefined;
}

/** Sends a batch; what the relay gives up is the sweeper's. */
export const create =
  (runtime: Runtime) =>
  (batch: StreamBatch): Promise<BatchAnswer> =>
    relayBatch(batch, dueItemOf, async (items) => {
      const refused = await sendDue(runtime, items);
      if (refused.length > 0) runtime.logger.error('the queues refused due work', { messages: refused.length });
      return refused;
    });
export const handler = bindAws(create, queueClient);
