import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, describe, expect, test } from 'vitest';
import type { LocalCloud } from '../../infra/local/cloud.ts';
import type { StreamRecord } from '../../infra/local/table/index.ts';
import type { JsonObject } from '../../infra/local/template/template.ts';
import { arnOf, lambda, mapping, queue, queueArn, type Resources, startSmall, stopAll, table } from './small-app.ts';

afterEach(stopAll);

type Batch = { readonly Records: readonly StreamRecord[] };
type Handle = (names: string[], batch: Batch) => unknown;

const app = (properties: JsonObject): Resources => ({
  Table: table(),
  Failures: queue(),
  ...lambda('Relay'),
  Source: mapping(
    'Relay',
    { 'Fn::GetAtt': ['Table', 'StreamArn'] },
    { StartingPosition: 'TRIM_HORIZON', ...properties },
  ),
});

const namesIn = ({ Records }: Batch): string[] =>
  Records.map(({ dynamodb }) => dynamodb.Keys.pk).map((pk) => textOf(pk));
const textOf = (value: unknown): string => (value as { S: string }).S;

async function start(properties: JsonObject, handle: Handle): Promise<{ cloud: LocalCloud; calls: string[][] }> {
  const calls: string[][] = [];
  const cloud = await startSmall(app(properties), {
    Relay: () => async (event) => {
      const names = namesIn(event as Batch);
      calls.push(names);
      return handle(names, event as Batch);
    },
  });
  return { cloud, calls };
}

/** Puts items in one go, before the stream's reader wakes. */
async function put(cloud: LocalCloud, ...names: string[]): Promise<void> {
  for (const name of names) {
    cloud.engine.execute('PutItem', { TableName: 'records', Item: { pk: { S: name }, sk: { S: 'r' } } });
  }
  await cloud.idle();
}

const failures = (cloud: LocalCloud): unknown[] =>
  cloud.services.queues.list(queueArn(cloud, 'Failures'), 10).map(({ body }) => JSON.parse(body) as unknown);

describe('a table’s stream and its function', () => {
  test('two functions read it side by side, each from its own place and through its own filter', async () => {
    const seen: Record<string, string[]> = { Relay: [], Second: [] };
    let isStuck = true;
    const resources = {
      ...app({}),
      ...lambda('Second'),
      SecondSource: mapping(
        'Second',
        { 'Fn::GetAtt': ['Table', 'StreamArn'] },
        {
          StartingPosition: 'TRIM_HORIZON',
          FilterCriteria: { Filters: [{ Pattern: '{"dynamodb":{"NewImage":{"pk":{"S":[{"prefix":"b"}]}}}}' }] },
        },
      ),
    };
    const cloud = await startSmall(resources, {
      Relay: () => async (event) => {
        if (isStuck) throw new Error('not yet');
        seen.Relay?.push(...namesIn(event as Batch));
      },
      Second: () => async (event) => {
        seen.Second?.push(...namesIn(event as Batch));
      },
    });
    const write = (name: string) =>
      cloud.engine.execute('PutItem', { TableName: 'records', Item: { pk: { S: name }, sk: { S: 'r' } } });
    for (const name of ['a1', 'b1', 'b2']) write(name);
    while (seen.Second?.length !== 2) await new Promise((resolve) => setTimeout(resolve, 2));
    // The one that is stuck holds up nobody else, and begins where it stood.
    isStuck = false;
    write('b3');
    await cloud.idle();
    expect(seen).toEqual({ Relay: ['a1', 'b1', 'b2', 'b3'], Second: ['b1', 'b2', 'b3'] });
  });

  test('records come in commit order, in batches, with the template’s ARN', async () => {
    const sources = new Set<unknown>();
    const { cloud, calls } = await start({ BatchSize: 2 }, (_, batch) => {
      for (const { eventSourceARN } of batch.Records) sources.add(eventSourceARN);
    });
    await put(cloud, 'a', 'b', 'c');
    expect(calls).toEqual([['a', 'b'], ['c']]);
    expect([...sources]).toEqual([cloud.app.tables[0]?.streamArn]);
  });

  test('a filter leaves records out without a call', async () => {
    const Pattern = JSON.stringify({
      eventName: ['INSERT'],
      dynamodb: { Keys: { pk: { S: [{ prefix: 'event#' }] } } },
    });
    const { cloud, calls } = await start({ FilterCriteria: { Filters: [{ Pattern }] } }, () => undefined);
    await put(cloud, 'a', 'event#1', 'b', 'event#1');
    expect(calls).toEqual([['event#1']]);
  });

  test('a failing batch is tried again as often as allowed, then told to the failure destination', async () => {
    const properties = {
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: arnOf('Failures') } },
    };
    const { cloud, calls } = await start(properties, (names) => {
      if (names.includes('bad')) throw new Error('broken');
    });
    await put(cloud, 'bad', 'b');
    await put(cloud, 'c');
    expect(calls).toEqual([['bad', 'b'], ['bad', 'b'], ['bad', 'b'], ['c']]);
    expect(failures(cloud)).toMatchObject([
      {
        requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 3 },
        DDBStreamBatchInfo: { batchSize: 2, streamArn: cloud.app.tables[0]?.streamArn },
      },
    ]);
  });

  test('bisection finds the bad record and lets the others through', async () => {
    const properties = {
      MaximumRetryAttempts: 1,
      BisectBatchOnFunctionError: true,
      DestinationConfig: { OnFailure: { Destination: arnOf('Failures') } },
    };
    const done: string[] = [];
    const { cloud, calls } = await start(properties, (names) => {
      if (names.includes('bad')) throw new Error('broken');
      done.push(...names);
    });
    await put(cloud, 'a', 'b', 'bad', 'd');
    expect(done).toEqual(['a', 'b', 'd']);
    expect(calls).toEqual([['a', 'b', 'bad', 'd'], ['a', 'b'], ['bad', 'd'], ['bad'], ['bad'], ['d']]);
    expect(failures(cloud)).toMatchObject([{ DDBStreamBatchInfo: { batchSize: 1 } }]);
  });

  test('a partial answer goes on from the first failed record', async () => {
    let failed = false;
    const { cloud, calls } = await start(
      { FunctionResponseTypes: ['ReportBatchItemFailures'] },
      (names, { Records }) => {
        const index = names.indexOf('b');
        if (failed || index < 0) return { batchItemFailures: [] };
        failed = true;
        return { batchItemFailures: [{ itemIdentifier: Records[index]?.dynamodb.SequenceNumber }] };
      },
    );
    await put(cloud, 'a', 'b', 'c');
    expect(calls).toEqual([
      ['a', 'b', 'c'],
      ['b', 'c'],
    ]);
  });

  test('a partial answer that names no record of the batch fails all of it', async () => {
    let failed = false;
    const { cloud, calls } = await start({ FunctionResponseTypes: ['ReportBatchItemFailures'] }, () => {
      if (failed) return undefined;
      failed = true;
      return { batchItemFailures: [{ itemIdentifier: 'nobody' }] };
    });
    await put(cloud, 'a', 'b');
    expect(calls).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  test('records that are too old are given up', async () => {
    let now = Date.UTC(2026, 10, 24);
    const calls: string[][] = [];
    const properties = {
      MaximumRecordAgeInSeconds: 60,
      DestinationConfig: { OnFailure: { Destination: arnOf('Failures') } },
    };
    const cloud = await startSmall(
      app(properties),
      {
        Relay: () => async (event) => {
          calls.push(namesIn(event as Batch));
          now += 120_000;
          throw new Error('broken');
        },
      },
      { clock: { now: () => now }, retryDelay: () => 0 },
    );
    await put(cloud, 'a');
    expect(calls).toEqual([['a']]);
    expect(failures(cloud)).toMatchObject([{ requestContext: { condition: 'RecordAgeExceeded' } }]);
  });

  test('LATEST begins behind what is there', async () => {
    const { cloud, calls } = await start({ StartingPosition: 'LATEST' }, () => undefined);
    await put(cloud, 'a');
    expect(calls).toEqual([['a']]);
  });
});

describe('writes of a function', () => {
  test('go through its own role and wake the stream', async () => {
    const seen: string[] = [];
    const cloud = await startSmall(
      { ...app({}), ...lambda('Writer', { environment: { TABLE_NAME: 'records' } }) },
      {
        Relay: () => async (event) => {
          seen.push(...namesIn(event as Batch));
        },
        Writer: (runtime) => async () => {
          const { tableName: TableName } = runtime.settings;
          await runtime.platformTable().send(new PutCommand({ TableName, Item: { pk: 'p#1', sk: 'r', n: 1 } }));
          await runtime.platformTable().send(
            new UpdateCommand({
              TableName,
              Key: { pk: 'p#1', sk: 'r' },
              UpdateExpression: 'SET n = n + :one',
              ExpressionAttributeValues: { ':one': 1 },
            }),
          );
        },
      },
    );
    await [...cloud.services.functions.values()].find(({ config }) => config.handler === 'Writer.handler')?.invoke({});
    await cloud.idle();
    expect(seen).toEqual(['p#1', 'p#1']);
  });
});
