/**
 * The process that the crash test kills: a small loop like the product's. A POST commits a record with its event, the
 * stream's relay sends it to the bus, a queue brings it to a reaction, which commits the effect once.
 */
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { patientDelay, startLocalCloud } from '../../infra/local/cloud.ts';
import type { StreamRecord } from '../../infra/local/table/index.ts';
import type { Runtime } from '../../shared/runtime/runtime.ts';
import {
  arnOf,
  assembly,
  type Handlers,
  lambda,
  loaderOf,
  mapping,
  permission,
  queue,
  queuePolicy,
  type Resources,
  ref,
  table,
} from '../local/small-app.ts';

const environment = { TABLE_NAME: ref('Table'), BUS_NAME: ref('Bus') };

export const loopApp: Resources = {
  Table: table(),
  ...lambda('Api', { environment }),
  ...lambda('Relay', { environment }),
  ...lambda('Reaction', { environment }),
  Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'events' } },
  Dead: queue(),
  Work: queue({ RedrivePolicy: { deadLetterTargetArn: arnOf('Dead'), maxReceiveCount: 5 } }),
  Policy: queuePolicy('Work'),
  OnMade: {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventBusName: ref('Bus'),
      EventPattern: { source: ['tandem'], 'detail-type': ['made'] },
      Targets: [{ Id: 't', Arn: arnOf('Work') }],
    },
  },
  Stream: mapping(
    'Relay',
    { 'Fn::GetAtt': ['Table', 'StreamArn'] },
    {
      StartingPosition: 'TRIM_HORIZON',
      FilterCriteria: { Filters: [{ Pattern: '{"dynamodb":{"Keys":{"pk":{"S":[{"prefix":"event#"}]}}}}' }] },
    },
  ),
  Consumer: mapping('Reaction', arnOf('Work'), { FunctionResponseTypes: ['ReportBatchItemFailures'] }),
  Api0: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } },
  Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: ref('Api0'), StageName: '$default' } },
  Integration: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      ApiId: ref('Api0'),
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: arnOf('Api'),
      PayloadFormatVersion: '2.0',
    },
  },
  Route: {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: {
      ApiId: ref('Api0'),
      RouteKey: 'POST /make/{id}',
      Target: { 'Fn::Sub': 'integrations/$' + '{Integration}' },
    },
  },
  Let: permission('Api', 'apigateway.amazonaws.com'),
};

const putAll = async (
  { platformTable, settings }: Runtime,
  items: readonly Record<string, unknown>[],
): Promise<void> => {
  const TableName = settings.tableName;
  const TransactItems = items.map((Item) => ({
    Put: { TableName, Item: { sk: 'r', ...Item }, ConditionExpression: 'attribute_not_exists(pk)' },
  }));
  await platformTable().send(new TransactWriteCommand({ TransactItems }));
};

type ApiEvent = { readonly pathParameters: { readonly id: string } };
type StreamEvent = { readonly Records: readonly StreamRecord[] };
type QueueEvent = { readonly Records: readonly { readonly messageId: string; readonly body: string }[] };

const idOf = (image: StreamRecord['dynamodb']['NewImage']): string =>
  (image as { readonly id: { readonly S: string } }).id.S;

export const loopHandlers: Handlers = {
  Api: (runtime) => async (event) => {
    const { id } = (event as ApiEvent).pathParameters;
    await putAll(runtime, [{ pk: `record#${id}` }, { pk: `event#${id}`, id }]);
    return { statusCode: 201, body: id };
  },
  Relay: (runtime) => async (event) => {
    const ids = (event as StreamEvent).Records.map(({ dynamodb }) => idOf(dynamodb.NewImage));
    for (let start = 0; start < ids.length; start += 10) {
      const Entries = ids.slice(start, start + 10).map((id) => ({
        EventBusName: runtime.settings.busName,
        Source: 'tandem',
        DetailType: 'made',
        Detail: JSON.stringify({ id }),
      }));
      await runtime.bus().send(new PutEventsCommand({ Entries }));
    }
  },
  Reaction: (runtime) => async (event) => {
    for (const { body } of (event as QueueEvent).Records) {
      const { id } = (JSON.parse(body) as { detail: { id: string } }).detail;
      await putAll(runtime, [{ pk: `effect#${id}` }]).catch((error: unknown) => {
        // Delivered twice: the effect stands already.
        if ((error as Error).name !== 'TransactionCanceledException') throw error;
      });
    }
    return { batchItemFailures: [] };
  },
};

if (import.meta.main) {
  const cloud = await startLocalCloud({
    data: { folder: process.argv[2] ?? '' },
    port: 0,
    template: assembly(loopApp),
    loader: loaderOf(loopHandlers),
    logLevel: 'error',
    synchronous: 'FULL',
    retryDelay: patientDelay(20),
  });
  process.stdout.write(`${cloud.url}\n`);
}
