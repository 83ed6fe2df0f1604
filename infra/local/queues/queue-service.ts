/** The SQS calls that the product and its scripts make, at the SDK's request handler. */
import { createHash } from 'node:crypto';
import type { Caller } from '../iam/roles.ts';
import { jsonService, type SdkRequestHandler, type ServiceCall, ServiceError } from '../json-service.ts';
import type { JsonObject } from '../template/template.ts';
import type { Message, NewMessage, QueueConfig, Queues } from './queues.ts';

type Call = (queue: QueueConfig, input: JsonObject, queues: Queues) => unknown;

const BATCH_MAX = 10;
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const seconds = (value: unknown): number | undefined => (value === undefined ? undefined : Number(value) * 1000);

const CALLS: Readonly<Record<string, { readonly action: string; readonly call: Call }>> = {
  SendMessage: { action: 'SendMessage', call: (queue, input, queues) => sendOne(queue, input, queues) },
  SendMessageBatch: { action: 'SendMessage', call: sendBatch },
  ReceiveMessage: { action: 'ReceiveMessage', call: receive },
  DeleteMessage: {
    action: 'DeleteMessage',
    call: ({ arn }, { ReceiptHandle }, queues) => queues.remove(arn, [String(ReceiptHandle)]),
  },
  DeleteMessageBatch: {
    action: 'DeleteMessage',
    call: ({ arn }, input, queues) =>
      eachEntry(input, ({ ReceiptHandle }) => queues.remove(arn, [String(ReceiptHandle)])),
  },
  ChangeMessageVisibility: { action: 'ChangeMessageVisibility', call: changeVisibility },
  ChangeMessageVisibilityBatch: {
    action: 'ChangeMessageVisibility',
    call: (queue, input, queues) => eachEntry(input, (entry) => changeVisibility(queue, entry, queues)),
  },
  GetQueueAttributes: { action: 'GetQueueAttributes', call: attributesOf },
};

/** A handler for `new SQSClient({ requestHandler })` that works with the caller's rights. */
export function queueService(queues: Queues, caller: Caller): SdkRequestHandler {
  const allow = (action: string, queue: QueueConfig): void => {
    const decision = caller.allow(`sqs:${action}`, queue.arn, () => undefined);
    if (decision !== true) throw new ServiceError('AccessDenied', decision, 403);
  };
  const calls = Object.entries(CALLS).map(([name, { action, call }]): [string, ServiceCall] => [
    name,
    (input) => {
      const queue = needQueue(queues, (config) => config.url === input.QueueUrl);
      allow(action, queue);
      return call(queue, input, queues);
    },
  ]);
  const getQueueUrl: ServiceCall = ({ QueueName }) => {
    const queue = needQueue(queues, ({ name }) => name === QueueName);
    allow('GetQueueUrl', queue);
    return { QueueUrl: queue.url };
  };
  return jsonService('AmazonSQS.', { ...Object.fromEntries(calls), GetQueueUrl: getQueueUrl });
}

function needQueue(queues: Queues, test: (config: QueueConfig) => boolean): QueueConfig {
  const queue = queues.all().find(test);
  if (queue !== undefined) return queue;
  throw new ServiceError('QueueDoesNotExist', 'The specified queue does not exist.');
}

const DELAY_SECONDS_MAX = 900;

function newMessage(queue: QueueConfig, input: JsonObject): NewMessage {
  const { MessageBody, DelaySeconds, MessageAttributes, MessageGroupId } = input;
  const body = String(MessageBody ?? '');
  if (body === '') throw new ServiceError('MissingParameter', 'The request must contain the parameter MessageBody.');
  if (Buffer.byteLength(body) > queue.bytesMax) {
    throw new ServiceError(
      'InvalidParameterValue',
      `One or more parameters are invalid: over ${queue.bytesMax} bytes.`,
    );
  }
  const delayMs = seconds(DelaySeconds);
  if (delayMs !== undefined && !(delayMs >= 0 && delayMs <= DELAY_SECONDS_MAX * 1000)) {
    throw new ServiceError('InvalidParameterValue', `DelaySeconds must be between 0 and ${DELAY_SECONDS_MAX}.`);
  }
  if (MessageGroupId !== undefined && !/^[\x21-\x7e]{1,128}$/.test(String(MessageGroupId))) {
    throw new ServiceError('InvalidParameterValue', 'MessageGroupId takes 1 to 128 letters, digits and marks.');
  }
  return {
    body,
    ...(delayMs === undefined ? {} : { delayMs }),
    ...(MessageGroupId === undefined ? {} : { group: String(MessageGroupId) }),
    ...(MessageAttributes === undefined ? {} : { attributes: JSON.stringify(MessageAttributes) }),
  };
}

function sendOne(queue: QueueConfig, input: JsonObject, queues: Queues) {
  const message = newMessage(queue, input);
  const [MessageId] = queues.send(queue.arn, [message]);
  return { MessageId, MD5OfMessageBody: md5(message.body) };
}

function sendBatch(queue: QueueConfig, input: JsonObject, queues: Queues) {
  return eachEntry(input, (entry) => sendOne(queue, entry, queues));
}

/** Batches succeed or fail entry by entry. */
function eachEntry(input: JsonObject, run: (entry: JsonObject) => unknown) {
  const entries = (input.Entries ?? []) as readonly JsonObject[];
  if (entries.length === 0) throw new ServiceError('EmptyBatchRequest', 'There should be at least one entry.');
  if (entries.length > BATCH_MAX) {
    throw new ServiceError('TooManyEntriesInBatchRequest', `Maximum number of entries per request are ${BATCH_MAX}.`);
  }
  const Successful: unknown[] = [];
  const Failed: unknown[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...(run(entry) as object | undefined) });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      Failed.push({ Id: entry.Id, Code: error.name, Message: error.message, SenderFault: true });
    }
  }
  return { Successful, Failed };
}

async function receive(queue: QueueConfig, input: JsonObject, queues: Queues) {
  const limit = Number(input.MaxNumberOfMessages ?? 1);
  if (!(limit >= 1 && limit <= BATCH_MAX)) {
    throw new ServiceError('InvalidParameterValue', 'MaxNumberOfMessages must be between 1 and 10.');
  }
  const take = () => queues.receive(queue.arn, limit, seconds(input.VisibilityTimeout));
  let messages = take();
  const waitMs = seconds(input.WaitTimeSeconds) ?? 0;
  if (messages.length === 0 && waitMs > 0) {
    await arrival(queue.arn, queues, waitMs);
    messages = take();
  }
  return messages.length === 0 ? {} : { Messages: messages.map(sdkMessage) };
}

/** Resolves at the next arrival, or when the long poll is over. */
function arrival(arn: string, queues: Queues, waitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      forget();
      resolve();
    };
    const timer = setTimeout(end, waitMs);
    const forget = queues.onArrival(arn, end);
  });
}

const sdkMessage = (message: Message) => ({
  MessageId: message.messageId,
  ReceiptHandle: message.receipt,
  MD5OfBody: md5(message.body),
  Body: message.body,
  Attributes: {
    ApproximateReceiveCount: String(message.receives),
    SentTimestamp: String(message.sentAtMs),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAtMs),
  },
  ...(message.attributes === undefined ? {} : { MessageAttributes: JSON.parse(message.attributes) as unknown }),
});

function changeVisibility(queue: QueueConfig, input: JsonObject, queues: Queues): undefined {
  const visibilityMs = seconds(input.VisibilityTimeout) ?? 0;
  if (!queues.changeVisibility(queue.arn, String(input.ReceiptHandle), visibilityMs)) {
    throw new ServiceError('MessageNotInflight', 'The specified message is not in flight.');
  }
}

function attributesOf(queue: QueueConfig, _: JsonObject, queues: Queues) {
  const { visible, held, delayed } = queues.counts(queue.arn);
  const { redrive } = queue;
  return {
    Attributes: {
      QueueArn: queue.arn,
      ApproximateNumberOfMessages: String(visible),
      ApproximateNumberOfMessagesNotVisible: String(held),
      ApproximateNumberOfMessagesDelayed: String(delayed),
      VisibilityTimeout: String(queue.visibilityMs / 1000),
      DelaySeconds: String(queue.delayMs / 1000),
      MessageRetentionPeriod: String(queue.retentionMs / 1000),
      MaximumMessageSize: String(queue.bytesMax),
      ...(redrive === undefined
        ? {}
        : {
            RedrivePolicy: JSON.stringify({ deadLetterTargetArn: redrive.arn, maxReceiveCount: redrive.receivesMax }),
          }),
    },
  };
}
