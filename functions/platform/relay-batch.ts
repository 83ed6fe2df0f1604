/** What the two readers of the table's stream have in common: a batch in, and out what must come again. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { BatchAnswer } from '../../shared/events/events-function.ts';

/** An item as DynamoDB writes it. */
type Image = Readonly<Record<string, AttributeValue>>;
export type StreamRecord = {
  readonly eventName?: string | undefined;
  readonly dynamodb?:
    | { readonly SequenceNumber?: string | undefined; readonly NewImage?: Image | undefined }
    | undefined;
};
export type StreamBatch = { readonly Records: readonly StreamRecord[] };

/**
 * Sends what the records of a batch hold. What is refused is reported by its sequence number: the stream goes on from
 * the first of them, so that something can go twice and never not at all.
 * @param itemOf undefined for what the source's filter should have left out
 * @param send gives what was refused
 */
export async function relayBatch<Item extends object>(
  batch: StreamBatch,
  itemOf: (record: StreamRecord) => Item | undefined,
  send: (items: readonly Item[]) => Promise<readonly Item[]>,
): Promise<BatchAnswer> {
  const sequences = new Map<Item, string>();
  for (const record of batch.Records) {
    const item = itemOf(record);
    if (item !== undefined) sequences.set(item, record.dynamodb?.SequenceNumber ?? '');
  }
  const refused = await send([...sequences.keys()]);
  return { batchItemFailures: refused.map((item) => ({ itemIdentifier: sequences.get(item) ?? '' })) };
}
