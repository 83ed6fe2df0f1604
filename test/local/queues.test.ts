import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, test } from 'vitest';
import type { LocalCloud } from '../../infra/local/cloud.ts';
import { queueService } from '../../infra/local/queues/queue-service.ts';
import { allow, arnOf, lambda, mapping, queue, queueArn, type Resources, startSmall, stopAll } from './small-app.ts';

afterEach(stopAll);

type Batch = { readonly Records: readonly { messageId: string; body: string; attributes: Record<string, string> }[] };

const withDeadLetters = (properties = {}): Resources => ({
  Dead: queue(),
  Work: queue({
    VisibilityTimeout: 30,
    RedrivePolicy: { deadLetterTargetArn: arnOf('Dead'), maxReceiveCount: 3 },
    ...properties,
  }),
});

const bodiesIn = (cloud: LocalCloud, logicalId: string): string[] =>
  cloud.services.queues.list(queueArn(cloud, logicalId), 100).map(({ body }) => body);

describe('a queue by itself', () => {
  test('a received message is hidden until its visibility ends, then comes again with a higher count', async () => {
    let now = 1_000_000;
    const cloud = await startSmall(withDeadLetters(), {}, { clock: { now: () => now } });
    const { queues } = cloud.services;
    const arn = queueArn(cloud, 'Work');
    queues.send(arn, [{ body: 'a' }]);
    expect(queues.receive(arn, 10)).toMatchObject([{ body: 'a', receives: 1 }]);
    expect(queues.receive(arn, 10)).toEqual([]);
    expect(queues.counts(arn)).toEqual({ visible: 0, held: 1, delayed: 0 });
    now += 30_000;
    expect(queues.receive(arn, 10)).toMatchObject([{ body: 'a', receives: 2 }]);
  });

  test('after as many receives as the policy allows it is with the dead letters, and can be sent back', async () => {
    let now = 1_000_000;
    const cloud = await startSmall(withDeadLetters(), {}, { clock: { now: () => now } });
    const { queues } = cloud.services;
    const arn = queueArn(cloud, 'Work');
    queues.send(arn, [{ body: 'poison' }]);
    for (let count = 0; count < 3; count += 1) {
      expect(queues.receive(arn, 1)).toHaveLength(1);
      now += 30_000;
    }
    expect(queues.receive(arn, 1)).toEqual([]);
    expect(cloud.deadLetters.list()).toMatchObject([{ body: 'poison', receives: 3, from: arn }]);
    expect(cloud.deadLetters.redrive()).toBe(1);
    expect(queues.receive(arn, 1)).toMatchObject([{ body: 'poison', receives: 1 }]);
    expect(cloud.deadLetters.list()).toEqual([]);
  });

  test('a receipt of an earlier receive deletes nothing', async () => {
    let now = 1_000_000;
    const cloud = await startSmall(withDeadLetters(), {}, { clock: { now: () => now } });
    const { queues } = cloud.services;
    const arn = queueArn(cloud, 'Work');
    queues.send(arn, [{ body: 'a' }]);
    const [first] = queues.receive(arn, 1);
    now += 30_000;
    const [second] = queues.receive(arn, 1);
    queues.remove(arn, [first?.receipt ?? '']);
    expect(bodiesIn(cloud, 'Work')).toEqual(['a']);
    queues.remove(arn, [second?.receipt ?? '']);
    expect(bodiesIn(cloud, 'Work')).toEqual([]);
  });

  test('a delay hides a new message', async () => {
    let now = 1_000_000;
    const cloud = await startSmall(withDeadLetters({ DelaySeconds: 5 }), {}, { clock: { now: () => now } });
    const { queues } = cloud.services;
    const arn = queueArn(cloud, 'Work');
    queues.send(arn, [{ body: 'usual' }, { body: 'at once', delayMs: 0 }]);
    expect(queues.receive(arn, 10)).toMatchObject([{ body: 'at once' }]);
    now += 5000;
    expect(queues.receive(arn, 10)).toMatchObject([{ body: 'usual' }]);
  });

  test('a group with a thousand waiting does not delay another', async () => {
    let now = 1_000_000;
    const cloud = await startSmall(withDeadLetters(), {}, { clock: { now: () => now } });
    const { queues } = cloud.services;
    const arn = queueArn(cloud, 'Work');
    const busy = Array.from({ length: 1_000 }, (_, index) => ({ body: `busy ${index}`, group: 'busy' }));
    queues.send(arn, busy);
    const bodies = () => queues.receive(arn, 10).map(({ body }) => body);
    expect(bodies()).toEqual(busy.slice(0, 10).map(({ body }) => body));
    now += 1_000;
    queues.send(arn, [
      { body: 'quiet 1', group: 'quiet' },
      { body: 'quiet 2', group: 'quiet' },
      { body: 'of no group' },
    ]);
    expect(bodies().slice(0, 3)).toEqual(['quiet 1', 'of no group', 'quiet 2']);
    // What the busy group holds counts against it: a fresh message of another goes first again.
    queues.send(arn, [{ body: 'quiet 3', group: 'quiet' }]);
    expect(bodies()[0]).toBe('quiet 3');
  });

  test('a FIFO queue is refused in words', async () => {
    await expect(startSmall({ Q: queue({ FifoQueue: true }) }, {})).rejects.toThrow(/stack1\/Q .*no FIFO queues/);
  });
});

describe('a queue and its function', () => {
  const app = (properties = {}): Resources => ({
    ...withDeadLetters(),
    ...lambda('Worker'),
    Source: mapping('Worker', arnOf('Work'), { BatchSize: 5, ...properties }),
  });

  test('messages come in batches, and are gone when the function is done', async () => {
    const batches: string[][] = [];
    const cloud = await startSmall(app(), {
      Worker: () => async (event) => {
        batches.push((event as Batch).Records.map(({ body }) => body));
      },
    });
    cloud.services.queues.send(
      queueArn(cloud, 'Work'),
      ['a', 'b', 'c', 'd', 'e', 'f'].map((body) => ({ body })),
    );
    await cloud.idle();
    expect(batches).toEqual([['a', 'b', 'c', 'd', 'e'], ['f']]);
    expect(bodiesIn(cloud, 'Work')).toEqual([]);
  });

  test('what a partial answer names is tried again alone, and ends in the dead letters with its reason', async () => {
    const seen: string[] = [];
    const cloud = await startSmall(app({ FunctionResponseTypes: ['ReportBatchItemFailures'] }), {
      Worker: (runtime) => async (event) => {
        const failed = (event as Batch).Records.filter(({ body }) => body === 'poison');
        for (const { body } of (event as Batch).Records) seen.push(body);
        for (const { messageId } of failed)
          runtime.logger.error('reaction failed', { messageId, error: 'bad to drink' });
        return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
      },
    });
    cloud.services.queues.send(queueArn(cloud, 'Work'), [{ body: 'good' }, { body: 'poison' }]);
    await cloud.idle();
    expect(seen).toEqual(['good', 'poison', 'poison', 'poison']);
    expect(cloud.deadLetters.list()).toMatchObject([{ body: 'poison', reason: 'bad to drink', receives: 3 }]);
  });

  test('a function that throws fails its whole batch', async () => {
    let attempts = 0;
    const cloud = await startSmall(app(), {
      Worker: () => async () => {
        attempts += 1;
        throw new Error('broken');
      },
    });
    cloud.services.queues.send(queueArn(cloud, 'Work'), [{ body: 'a' }, { body: 'b' }]);
    await cloud.idle();
    expect(attempts).toBe(3);
    expect(cloud.deadLetters.list()).toMatchObject([
      { body: 'a', reason: 'Error: broken' },
      { body: 'b', reason: 'Error: broken' },
    ]);
  });

  test.each<[string, unknown]>([
    ['an id that is not in the batch', { batchItemFailures: [{ itemIdentifier: 'nobody' }] }],
    ['an empty id', { batchItemFailures: [{ itemIdentifier: '' }] }],
    ['no list', { batchItemFailures: 'all' }],
  ])('an answer with %s fails the whole batch', async (_, answer) => {
    const cloud = await startSmall(app({ FunctionResponseTypes: ['ReportBatchItemFailures'] }), {
      Worker: () => async () => answer,
    });
    cloud.services.queues.send(queueArn(cloud, 'Work'), [{ body: 'a' }]);
    await cloud.idle();
    expect(cloud.deadLetters.list()).toHaveLength(1);
  });

  test('no more batches run at once than the mapping allows', async () => {
    let running = 0;
    let highest = 0;
    const cloud = await startSmall(app({ BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } }), {
      Worker: () => async () => {
        running += 1;
        highest = Math.max(highest, running);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running -= 1;
      },
    });
    cloud.services.queues.send(
      queueArn(cloud, 'Work'),
      Array.from({ length: 8 }, (_, n) => ({ body: String(n) })),
    );
    await cloud.idle();
    expect(highest).toBe(2);
  });

  test('a filter lets some through; the others are deleted', async () => {
    const seen: string[] = [];
    const filter = { FilterCriteria: { Filters: [{ Pattern: JSON.stringify({ body: { kind: ['order'] } }) }] } };
    const cloud = await startSmall(app(filter), {
      Worker: () => async (event) => {
        for (const { body } of (event as Batch).Records) seen.push(body);
      },
    });
    cloud.services.queues.send(queueArn(cloud, 'Work'), [
      { body: '{"kind":"order"}' },
      { body: '{"kind":"x"}' },
      { body: 'x' },
    ]);
    await cloud.idle();
    expect(seen).toEqual(['{"kind":"order"}']);
    expect(bodiesIn(cloud, 'Work')).toEqual([]);
  });

  test('a function that runs over its timeout has failed', async () => {
    const cloud = await startSmall(
      { ...withDeadLetters(), ...lambda('Worker', { timeout: 0.02 }), Source: mapping('Worker', arnOf('Work')) },
      { Worker: () => () => new Promise(() => {}) },
    );
    cloud.services.queues.send(queueArn(cloud, 'Work'), [{ body: 'a' }]);
    await cloud.idle();
    expect(cloud.deadLetters.list()).toMatchObject([
      { reason: expect.stringContaining('timed out after 0.02 seconds') },
    ]);
  });

  test('a mapping whose function may not read the queue does not start', async () => {
    const poor = lambda('Worker', { statements: [allow('sqs:ReceiveMessage')] });
    await expect(startSmall({ ...app(), ...poor }, {})).rejects.toThrow(
      /mapping Source cannot work: .*not authorized to perform: sqs:DeleteMessage/,
    );
  });
});

describe('the SDK’s client', () => {
  async function client(statements = [allow('sqs:*')]) {
    const cloud = await startSmall({ ...withDeadLetters(), ...lambda('Anyone', { statements }) }, {});
    const [config] = cloud.app.functions;
    if (config === undefined) throw new Error('no function');
    const requestHandler = queueService(cloud.services.queues, cloud.app.roles.callerOf(config.role));
    const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
    const sqs = new SQSClient({ region: 'eu-west-1', credentials, requestHandler, maxAttempts: 1 });
    return { sqs, QueueUrl: cloud.services.queues.byArn(queueArn(cloud, 'Work'))?.url ?? '' };
  }

  test('sends, receives, extends, deletes and counts', async () => {
    const { sqs, QueueUrl } = await client();
    const sent = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'one' }));
    const batch = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: '1', MessageBody: 'two' },
          { Id: '2', MessageBody: '' },
        ],
      }),
    );
    expect(batch).toMatchObject({ Successful: [{ Id: '1' }], Failed: [{ Id: '2', Code: 'MissingParameter' }] });
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    expect(Messages.map(({ Body }) => Body)).toEqual(['one', 'two']);
    expect(Messages[0]?.MessageId).toBe(sent.MessageId);
    const [one, two] = Messages.map(({ ReceiptHandle = '' }) => ReceiptHandle);
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: one }));
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: two, VisibilityTimeout: 0 }));
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    expect(Attributes).toMatchObject({ ApproximateNumberOfMessages: '1', ApproximateNumberOfMessagesNotVisible: '0' });
  });

  test('sends with a delay and a group, and refuses what SQS refuses', async () => {
    const { sqs, QueueUrl } = await client();
    const entry = (Id: string, more: object) => ({ Id, MessageBody: Id, ...more });
    const Entries = [
      entry('now', { MessageGroupId: 'ten_a.wh_1' }),
      entry('later', { DelaySeconds: 900, MessageGroupId: 'ten_a' }),
      entry('too-late', { DelaySeconds: 901 }),
      entry('too-long', { MessageGroupId: 'x'.repeat(129) }),
    ];
    const answer = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(answer.Successful?.map(({ Id }) => Id)).toEqual(['now', 'later']);
    expect(answer.Failed?.map(({ Id, Code }) => [Id, Code])).toEqual([
      ['too-late', 'InvalidParameterValue'],
      ['too-long', 'InvalidParameterValue'],
    ]);
    const ofGroups = ['busy', 'busy', 'quiet'].map((MessageGroupId, index) =>
      entry(`${MessageGroupId}-${index}`, { MessageGroupId }),
    );
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: ofGroups }));
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    expect(Messages.map(({ Body }) => Body)).toEqual(['now', 'busy-0', 'quiet-2', 'busy-1']);
  });

  test('a long poll ends with the first arrival', async () => {
    const { sqs, QueueUrl } = await client();
    const waiting = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'late' }));
    expect((await waiting).Messages).toMatchObject([{ Body: 'late' }]);
  });

  test('a queue that is not there, and a right that is not given', async () => {
    const { sqs, QueueUrl } = await client([allow('sqs:SendMessage'), allow('sqs:GetQueueUrl')]);
    await expect(sqs.send(new GetQueueUrlCommand({ QueueName: 'nobody' }))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    });
    await expect(sqs.send(new ReceiveMessageCommand({ QueueUrl }))).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});
