/** Binds a function to its queue in AWS, where a message that failed would else be seen again after minutes only. */
import { ChangeMessageVisibilityBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Context as LambdaContext, SQSEvent, SQSRecord } from 'aws-lambda';
import type { BatchAnswer, QueueBatch } from '../events/events-function.ts';
import { bindAws, type ExtraClients } from './aws.ts';
import type { Runtime } from './runtime.ts';

const FIRST_WAIT_S = 5;
const WAIT_MAX_S = 900;

/**
 * The Lambda handler of a queue's function. What failed waits 5 seconds, then twice as long each time: a reaction that
 * came too early has its turn soon, and one that fails for good does not keep the function busy.
 */
export function bindAwsQueue(
  create: (runtime: Runtime) => (batch: QueueBatch) => Promise<BatchAnswer>,
  clients: ExtraClients = {},
) {
  const handle = bindAws(create, clients);
  let sqs: SQSClient | undefined;
  return async (event: SQSEvent, context: LambdaContext): Promise<BatchAnswer> => {
    const answer = await handle(event, context);
    const failed = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const records = event.Records.filter(({ messageId }) => failed.has(messageId));
    if (records.length > 0) {
      sqs ??= new SQSClient({ maxAttempts: 1 });
      await postpone(sqs, records);
    }
    return answer;
  };
}

/** Seconds until a message is seen again, by how often it has been received: 5, 10, 20 … 900. */
export const waitSeconds = (receives: number): number =>
  Math.min(WAIT_MAX_S, FIRST_WAIT_S * 2 ** Math.max(0, receives - 1));

/** Best effort: where it fails, the message comes back after the queue's own visibility timeout. */
async function postpone(sqs: SQSClient, records: readonly SQSRecord[]): Promise<void> {
  const Entries = records.map(({ receiptHandle, attributes }, index) => ({
    Id: String(index),
    ReceiptHandle: receiptHandle,
    VisibilityTimeout: waitSeconds(Number(attributes.ApproximateReceiveCount)),
  }));
  const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrlOf(records[0]), Entries });
  await sqs.send(command).catch(() => undefined);
}

/** All messages of a batch are from one queue. */
function queueUrlOf(record: SQSRecord | undefined): string {
  const [, , , region = '', account = '', name = ''] = record?.eventSourceARN.split(':') ?? [];
  return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
}
