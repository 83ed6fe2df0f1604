import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { create as createRelay } from '../../../functions/platform/due-relay.ts';
import { create as createSweeper } from '../../../functions/platform/due-sweeper.ts';
import type { StreamBatch } from '../../../functions/platform/relay-batch.ts';
import { sendDue } from '../../../shared/due/send-due.ts';
import type { Runtime } from '../../../shared/runtime/runtime.ts';
import { type DueItem, dueKey } from '../../../shared/table/due-index.ts';
import { instantOf } from '../../../shared/values/time.ts';
import { createEngineRuntime, TEST_SETTINGS, TEST_TABLE } from '../../harness/engine-runtime.ts';

const sqs = mockClient(SQSClient);
const { runtime: base, clock, engine } = createEngineRuntime();
const dueQueues = { sales: 'https://queue/sales', crm: 'https://queue/crm' };
const runtime: Runtime = {
  ...base,
  settings: { ...TEST_SETTINGS, dueQueues },
  queues: () => new SQSClient({ region: 'local' }),
  sleep: async () => {},
};
const NOW = clock.now();

const itemOf = (index: number, more: Partial<DueItem> = {}): DueItem => ({
  tenantId: 'ten_a',
  entity: 'sales.reminder',
  pk: `t#ten_a#sales.reminder#${index}`,
  sk: 'r',
  due: instantOf(NOW),
  group: '',
  ...more,
});
const accept = ({ Entries }: { Entries: { Id: string }[] }) => ({ Successful: Entries, Failed: [] });
const calls = () => sqs.commandCalls(SendMessageBatchCommand).map(({ args: [{ input }] }) => input);

beforeEach(() => {
  sqs.reset();
  sqs.on(SendMessageBatchCommand).callsFake(accept);
});

describe('a message of due work', () => {
  test('says where the record is and for which instant it was sent, and not what is in it', async () => {
    await sendDue(runtime, [itemOf(1, { group: 'wh_1' })]);
    expect(calls()).toHaveLength(1);
    expect(calls()[0]?.QueueUrl).toBe('https://queue/sales');
    expect(JSON.parse(calls()[0]?.Entries?.[0]?.MessageBody ?? '')).toEqual({
      tenantId: 'ten_a',
      entity: 'sales.reminder',
      pk: 't#ten_a#sales.reminder#1',
      sk: 'r',
      due: instantOf(NOW),
    });
  });

  test.each([
    ['overdue: at once', -5_000, 0],
    ['now: at once', 0, 0],
    ['between two seconds: never early', 1_001, 2],
    ['in five minutes', 300_000, 300],
    ['at the most that a queue holds back', 900_000, 900],
    ['by a clock that is behind: no more than a queue takes', 960_000, 900],
  ])('is held back until its instant; %s', async (_, awayMs, seconds) => {
    await sendDue(runtime, [itemOf(1, { due: instantOf(NOW + awayMs) })]);
    expect(calls()[0]?.Entries?.[0]?.DelaySeconds).toBe(seconds);
  });

  test.each([
    ['the tenant and the group that the record names', 'wh_1', 'ten_a.wh_1'],
    ['the tenant where it names none', '', 'ten_a'],
    ['the tenant where a queue does not take the name', 'ü b', 'ten_a'],
    ['the tenant where the name is too long for a queue', 'x'.repeat(128), 'ten_a'],
  ])('is in the group of %s', async (_, group, expected) => {
    await sendDue(runtime, [itemOf(1, { group })]);
    expect(calls()[0]?.Entries?.[0]?.MessageGroupId).toBe(expected);
  });

  test('goes ten a call, to the queue of its module', async () => {
    const items = Array.from({ length: 25 }, (_, index) =>
      itemOf(index, index < 23 ? {} : { entity: 'crm.reminder', pk: `t#ten_a#crm.reminder#${index}` }),
    );
    expect(await sendDue(runtime, items)).toEqual([]);
    expect(calls().map(({ QueueUrl, Entries }) => [QueueUrl, Entries?.length])).toEqual([
      ['https://queue/sales', 10],
      ['https://queue/sales', 10],
      ['https://queue/sales', 3],
      ['https://queue/crm', 2],
    ]);
  });

  test('goes again alone where the queue took others of its call', async () => {
    let call = 0;
    sqs.on(SendMessageBatchCommand).callsFake(({ Entries }: { Entries: { Id: string }[] }) => {
      call += 1;
      return call === 1 ? { Failed: [Entries[1]] } : accept({ Entries });
    });
    expect(
      await sendDue(
        runtime,
        [1, 2, 3].map((index) => itemOf(index)),
      ),
    ).toEqual([]);
    expect(calls().map(({ Entries }) => Entries?.map(({ MessageBody = '' }) => JSON.parse(MessageBody).pk))).toEqual([
      [1, 2, 3].map((index) => itemOf(index).pk),
      [itemOf(2).pk],
    ]);
  });

  test('of a module that is no more holds up nobody else, and is told of', async () => {
    const told: unknown[] = [];
    const error = (message: string, facts?: unknown) => told.push([message, facts]);
    const items = [itemOf(1, { entity: 'hr.leave' }), itemOf(2)];
    await sendDue({ ...runtime, logger: { ...base.logger, error } }, items);
    expect(calls().map(({ QueueUrl }) => QueueUrl)).toEqual(['https://queue/sales']);
    expect(told).toEqual([['a module has no queue for its due work', { module: 'hr', messages: 1 }]]);
  });
});

describe('the relay of due work', () => {
  const recordOf = (SequenceNumber: string, duepk?: string) => ({
    eventName: 'MODIFY',
    dynamodb: {
      SequenceNumber,
      NewImage: {
        pk: { S: `t#ten_a#sales.reminder#${SequenceNumber}` },
        sk: { S: 'r' },
        ...(duepk === undefined ? {} : { duepk: { S: duepk }, duesk: { S: `${instantOf(NOW)}#wh_1` } }),
      },
    },
  });
  const batch: StreamBatch = {
    Records: [
      recordOf('1', dueKey('soon', 0)),
      recordOf('2'),
      recordOf('3', dueKey('later', 0)),
      recordOf('4', dueKey('soon', 3)),
      { eventName: 'REMOVE', dynamodb: { SequenceNumber: '5' } },
    ],
  };

  test('sends what falls due soon, and passes over all else', async () => {
    expect(await createRelay(runtime)(batch)).toEqual({ batchItemFailures: [] });
    const sent = calls().flatMap(({ Entries = [] }) => Entries);
    expect(sent.map(({ MessageBody = '' }) => JSON.parse(MessageBody).pk.at(-1))).toEqual(['1', '4']);
    expect(sent.map(({ MessageGroupId }) => MessageGroupId)).toEqual(['ten_a.wh_1', 'ten_a.wh_1']);
  });

  test('names the record that a queue refuses to the end, and only that', async () => {
    sqs.on(SendMessageBatchCommand).callsFake(({ Entries }: { Entries: { Id: string; MessageBody: string }[] }) => ({
      Failed: Entries.filter(({ MessageBody }) => JSON.parse(MessageBody).pk.endsWith('4')),
    }));
    expect(await createRelay(runtime)(batch)).toEqual({ batchItemFailures: [{ itemIdentifier: '4' }] });
    expect(calls()).toHaveLength(4);
  });
});

test('the sweeper fails where a queue refuses, so that the alarm is raised, and the next run makes up for it', async () => {
  const item = { pk: 't#ten_a#sales.reminder#9', sk: 'r', duepk: dueKey('soon', 1), duesk: `${instantOf(NOW)}#` };
  const Item = Object.fromEntries(Object.entries(item).map(([name, S]) => [name, { S }]));
  engine.execute('PutItem', { TableName: TEST_TABLE, Item });
  clock.advance(150_000);
  sqs.on(SendMessageBatchCommand).callsFake(({ Entries }: { Entries: object[] }) => ({ Failed: Entries }));
  await expect(createSweeper(runtime)()).rejects.toThrow('The queues refused 1 messages');
  sqs.on(SendMessageBatchCommand).callsFake(accept);
  await createSweeper(runtime)();
  await createSweeper(runtime)();
  expect(calls().length).toBe(5);
});
