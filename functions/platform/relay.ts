/** Lambda entry of the relay: new events in the table's stream go to the bus (DESIGN 5). */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { activityNotes } from '../../shared/events/activity.ts';
import type { BatchAnswer } from '../../shared/events/events-function.ts';
import { countEvents, type OutboxItem, outboxItem, publish } from '../../shared/events/relay.ts';
import { bindAws } from '../../shared/runtime/aws.ts';
import type { Runtime } from '../../shared/runtime/runtime.ts';
import { busClient } from './bus-client.ts';

/** An item as DynamoDB writes it. */
type Image = Readonly<Record<string, AttributeValue>>;
export type StreamRecord = {
  readonly eventName?: string | undefined;
  readonly dynamodb?:
    | { readonly SequenceNumber?: string | undefined; readonly NewImage?: Image | undefined }
    | undefined;
};
export type StreamBatch = { readonly Records: readonly StreamRecord[] };

/** The unsent events of a stream record; undefined for what the source's filter should have left out. */
function outboxItemOf({ eventName, dynamodb }: StreamRecord): OutboxItem | undefined {
  const image = dynamodb?.NewImage;
  return eventName === 'INSERT' && image?.outboxpk !== undefined ? outboxItem(unmarshall(image)) : undefined;
}

/**
 * Sends a batch. What the bus refused is reported by its sequence number: the stream goes on from the first of them,
 * so that an event can go twice and never not at all.
 */
export const create = (runtime: Runtime) => {
  const note = activityNotes(runtime);
  return async (batch: StreamBatch): Promise<BatchAnswer> => {
    const sequences = new Map<OutboxItem, string>();
    for (const record of batch.Records) {
      const item = outboxItemOf(record);
      if (item !== undefined) sequences.set(item, record.dynamodb?.SequenceNumber ?? '');
    }
    await note([...sequences.keys()]);
    const failed = await publish(runtime, [...sequences.keys()]);
    if (failed.length > 0) runtime.logger.error('the bus refused events', { events: countEvents(failed) });
    return { batchItemFailures: failed.map((item) => ({ itemIdentifier: sequences.get(item) ?? '' })) };
  };
};
export const handler = bindAws(create, busClient);
