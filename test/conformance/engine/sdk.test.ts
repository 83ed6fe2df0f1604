// The engine behind the SDK's own clients, and over HTTP.
import { request } from 'node:http';
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  ResourceNotFoundException,
  ScanCommand,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { localClientSettings, serveTable } from '../../../infra/local/table/index.ts';
import { contents, openWithTable, s, TABLE } from './fixtures.ts';

const key = { pk: 'p', sk: 's' };

function open() {
  const { engine } = openWithTable();
  const client = new DynamoDBClient(localClientSettings(engine));
  return { engine, client, documents: DynamoDBDocumentClient.from(client) };
}

describe('through the SDK', () => {
  it('documents come back as they went, binaries and sets included', async () => {
    const { documents } = open();
    const Item = {
      ...key,
      list: [1, 'two', null, { three: true }],
      bytes: new Uint8Array([0, 255]),
      set: new Set(['a']),
    };
    await documents.send(new PutCommand({ TableName: TABLE, Item }));
    expect((await documents.send(new GetCommand({ TableName: TABLE, Key: key }))).Item).toEqual(Item);
  });

  it('errors are the classes of the SDK', async () => {
    const { client, documents } = open();
    const Item = key;
    await documents.send(new PutCommand({ TableName: TABLE, Item }));
    const put = { TableName: TABLE, Item, ConditionExpression: 'attribute_not_exists(pk)' } as const;
    const failed = documents.send(new PutCommand({ ...put, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }));
    await expect(failed).rejects.toBeInstanceOf(ConditionalCheckFailedException);
    await expect(failed).rejects.toMatchObject({ Item: { pk: s('p'), sk: s('s') } });
    const cancelled = documents.send(new TransactWriteCommand({ TransactItems: [{ Put: put }] }));
    await expect(cancelled).rejects.toBeInstanceOf(TransactionCanceledException);
    await expect(cancelled).rejects.toMatchObject({ CancellationReasons: [{ Code: 'ConditionalCheckFailed' }] });
    const missing = documents.send(new PutCommand({ TableName: 'nowhere', Item: key }));
    await expect(missing).rejects.toBeInstanceOf(ResourceNotFoundException);
    await expect(client.send(new ScanCommand({ TableName: TABLE }))).rejects.toMatchObject({
      name: 'ValidationException',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('a principal holds for its client', async () => {
    const { engine } = open();
    const settings = localClientSettings(engine, { allow: () => 'it is a test' });
    const client = DynamoDBDocumentClient.from(new DynamoDBClient(settings));
    const denied = client.send(new PutCommand({ TableName: TABLE, Item: key }));
    await expect(denied).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(contents(engine)).toEqual([]);
  });

  it('the capacity is told in the shape that the SDK reads', async () => {
    const { documents } = open();
    const input = { TableName: TABLE, KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': 'p' } };
    const { ConsumedCapacity } = await documents.send(new QueryCommand({ ...input, ReturnConsumedCapacity: 'TOTAL' }));
    expect(ConsumedCapacity).toEqual({ TableName: TABLE, CapacityUnits: 0.5 });
  });
});

/** One request with a `Host` of its own, which fetch does not allow. */
function statusFor(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { host, 'x-amz-target': 'DynamoDB_20120810.ListTables' };
    request({ port, host: '127.0.0.1', method: 'POST', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .once('error', reject)
      .end('{}');
  });
}

describe('over HTTP on loopback', () => {
  it('refuses requests that were meant for another name', async () => {
    const server = await serveTable(openWithTable().engine, 0);
    try {
      expect(await statusFor(server.port, `localhost:${server.port}`)).toBe(200);
      expect(await statusFor(server.port, 'elsewhere.example')).toBe(403);
    } finally {
      await server.close();
    }
  });

  it('answers the JSON protocol', async () => {
    const { engine } = openWithTable();
    const server = await serveTable(engine, 0);
    try {
      const call = async (operation: string, body: string) => {
        const response = await fetch(`http://127.0.0.1:${server.port}/`, {
          method: 'POST',
          headers: { 'x-amz-target': `DynamoDB_20120810.${operation}`, 'content-type': 'application/x-amz-json-1.0' },
          body,
        });
        return [response.status, await response.json()];
      };
      expect(await call('ListTables', '{}')).toEqual([200, { TableNames: [TABLE] }]);
      expect(await call('Scan', JSON.stringify({ TableName: TABLE }))).toMatchObject([
        400,
        { __type: 'com.amazon.coral.validate#ValidationException' },
      ]);
      expect(await call('ListTables', 'no json')).toMatchObject([400, { message: 'The body is no JSON' }]);
    } finally {
      await server.close();
    }
  });
});
