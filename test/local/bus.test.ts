import { type EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { afterEach, describe, expect, test } from 'vitest';
import type { LocalCloud, LocalCloudOptions } from '../../infra/local/cloud.ts';
import type { JsonObject } from '../../infra/local/template/template.ts';
import {
  allow,
  arnOf,
  lambda,
  permission,
  queue,
  queueArn,
  queuePolicy,
  type Resources,
  ref,
  startSmall,
  stopAll,
} from './small-app.ts';

afterEach(stopAll);

const rule = (pattern: JsonObject, target: JsonObject): Resources[string] => ({
  Type: 'AWS::Events::Rule',
  Properties: { EventBusName: ref('Bus'), EventPattern: pattern, Targets: [{ Id: 't', ...target }] },
});
const base: Resources = {
  Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'events' } },
  Orders: queue(),
  Letters: queue(),
  Policy: queuePolicy('Orders'),
  ...lambda('Sender', { environment: { BUS_NAME: ref('Bus') } }),
  OnOrder: rule({ source: ['tandem'], 'detail-type': ['order.placed'] }, { Arn: arnOf('Orders') }),
};

async function start(resources: Resources = {}, options: Partial<LocalCloudOptions> = {}, seen: unknown[] = []) {
  let client: EventBridgeClient | undefined;
  const cloud = await startSmall(
    { ...base, ...resources },
    {
      Sender: (runtime) => async () => {
        client = runtime.bus();
      },
      Listener: () => async (event) => {
        seen.push(event);
      },
    },
    options,
  );
  await [...cloud.services.functions.values()].find(({ config }) => config.handler === 'Sender.handler')?.invoke({});
  return {
    cloud,
    put: (...Entries: PutEventsRequestEntry[]) => (client as EventBridgeClient).send(new PutEventsCommand({ Entries })),
  };
}

const entry = (DetailType: string, detail: object = {}): PutEventsRequestEntry => ({
  EventBusName: 'events',
  Source: 'tandem',
  DetailType,
  Detail: JSON.stringify(detail),
});
const bodies = (cloud: LocalCloud, logicalId = 'Orders'): JsonObject[] =>
  cloud.services.queues.list(queueArn(cloud, logicalId), 100).map(({ body }) => JSON.parse(body) as JsonObject);

describe('PutEvents', () => {
  test('delivers EventBridge’s message to the queues of the rules that match', async () => {
    const { cloud, put } = await start();
    const answer = await put(
      { ...entry('order.placed', { id: 7 }), Resources: ['ord_1'], Time: new Date('2026-11-24T09:30:00.123Z') },
      entry('order.cancelled'),
    );
    expect(answer).toMatchObject({ FailedEntryCount: 0 });
    expect(bodies(cloud)).toEqual([
      {
        version: '0',
        id: answer.Entries?.[0]?.EventId,
        'detail-type': 'order.placed',
        source: 'tandem',
        account: '111122223333',
        time: '2026-11-24T09:30:00Z',
        region: 'eu-west-1',
        resources: ['ord_1'],
        detail: { id: 7 },
      },
    ]);
  });

  test('refuses entries one by one, and takes the others', async () => {
    const { cloud, put } = await start(
      {},
      { refuseEvent: (type) => (type === 'order.slow' ? 'ThrottlingException' : undefined) },
    );
    const answer = await put(
      entry('order.placed'),
      { ...entry('order.placed'), Detail: 'no json' },
      { ...entry('order.placed'), EventBusName: 'nobody' },
      { EventBusName: 'events', Source: 'tandem', Detail: '{}' },
      entry('order.slow'),
    );
    expect(answer.FailedEntryCount).toBe(4);
    expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      undefined,
      'MalformedDetail',
      'ResourceNotFoundException',
      'InvalidArgument',
      'ThrottlingException',
    ]);
    expect(bodies(cloud)).toHaveLength(1);
  });

  test('takes ten entries at most', async () => {
    const { put } = await start();
    await expect(put(...Array.from({ length: 11 }, () => entry('order.placed')))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  test('asks the sender’s policies, by bus and by detail type', async () => {
    const statements = [allow('events:PutEvents', arnOf('Bus'), { StringLike: { 'events:detail-type': 'order.*' } })];
    const { put } = await start(lambda('Sender', { statements, environment: { BUS_NAME: ref('Bus') } }));
    await put(entry('order.placed'));
    await expect(put(entry('invoice.issued'))).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('rules', () => {
  test('send constant input, or a part of the event', async () => {
    const { cloud, put } = await start({
      OnOrder: rule({ source: ['tandem'] }, { Arn: arnOf('Orders'), InputPath: '$.detail' }),
      Second: rule({ source: ['tandem'] }, { Arn: arnOf('Orders'), Input: '{"fixed":true}' }),
    });
    await put(entry('any', { id: 1 }));
    expect(bodies(cloud)).toEqual(expect.arrayContaining([{ id: 1 }, { fixed: true }]));
  });

  test('a queue whose policy does not let the rule in gets nothing, and the start says so', async () => {
    const { cloud, put } = await start({ OnOrder: rule({ source: ['tandem'] }, { Arn: arnOf('Letters') }) });
    await put(entry('order.placed'));
    expect(bodies(cloud, 'Letters')).toEqual([]);
    expect(cloud.notes).toEqual([expect.stringMatching(/rule OnOrder is not let in/)]);
  });

  test('invoke a function, which is tried again and then told to its failure destination', async () => {
    const seen: unknown[] = [];
    const { cloud, put } = await start(
      {
        ...lambda('Listener'),
        Let: permission('Listener', 'events.amazonaws.com'),
        OnOrder: rule({ source: ['tandem'] }, { Arn: arnOf('Listener') }),
        ...lambda('Breaker'),
        LetBreaker: permission('Breaker', 'events.amazonaws.com'),
        OnBreak: rule({ source: ['tandem'] }, { Arn: arnOf('Breaker') }),
        Failing: {
          Type: 'AWS::Lambda::EventInvokeConfig',
          Properties: {
            FunctionName: ref('Breaker'),
            Qualifier: '$LATEST',
            MaximumRetryAttempts: 1,
            DestinationConfig: { OnFailure: { Destination: arnOf('Letters') } },
          },
        },
      },
      {},
      seen,
    );
    await put(entry('order.placed', { id: 9 }));
    await cloud.idle();
    expect(seen).toMatchObject([{ 'detail-type': 'order.placed', detail: { id: 9 } }]);
    expect(bodies(cloud, 'Letters')).toMatchObject([
      {
        requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 2 },
        requestPayload: { detail: { id: 9 } },
      },
    ]);
  });
});
