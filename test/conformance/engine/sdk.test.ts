// The engine behind the SDK's own clients, and over HTTP.
import { request } from 'node:http';
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  IdempotentParameterMismatchException,
  ResourceNotFoundException,
  ScanCommand,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import {
  answeredInProcess,
  localClientSettings,
  serveTable,
  type TablePrincipal,
} from '../../../infra/local/table/index.ts';
import { contents, openWithTable, put, s, TABLE } from './fixtures.ts';

const key = { pk: 'p', sk: 's' };

/** The SDK's whole way to the request handler, and the short one: whoever calls must not be able to tell them apart. */
const WAYS = ['by the request handler', 'in process'] as const;
type Way = (typeof WAYS)[number];

function open(way: Way, principal?: TablePrincipal) {
  const { engine } = openWithTable();
  const client = new DynamoDBClient(localClientSettings(engine, principal));
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return {
    engine,
    client,
    documents: way === 'in process' ? answeredInProcess(documents, engine, principal) : documents,
  };
}

describe.each(WAYS)('through the SDK, %s', (way) => {
  it('documents come back as they went, binaries and sets included', async () => {
    const { documents } = open(way);
    const Item = {
      ...key,
      list: [1, 'two', null, { three: true }],
      bytes: new Uint8Array([0, 255]),
      set: new Set(['a']),
      sets: [new Set([1, 2.5]), new Set([new Uint8Array([7])])],
      empty: { map: {}, list: [], text: '' },
      numbers: [0, -1.5, 1e-9, Number.MAX_SAFE_INTEGER],
    };
    await documents.send(new PutCommand({ TableName: TABLE, Item }));
    expect((await documents.send(new GetCommand({ TableName: TABLE, Key: key }))).Item).toEqual(Item);
  });

  it('errors are the classes of the SDK', async () => {
    const { client, documents } = open(way);
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
    const { engine, documents } = open(way, { allow: () => 'it is a test' });
    const denied = documents.send(new PutCommand({ TableName: TABLE, Item: key }));
    await expect(denied).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(contents(engine)).toEqual([]);
  });

  it('the capacity is told in the shape that the SDK reads', async () => {
    const { documents } = open(way);
    const input = { TableName: TABLE, KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': 'p' } };
    const { ConsumedCapacity } = await documents.send(new QueryCommand({ ...input, ReturnConsumedCapacity: 'TOTAL' }));
    expect(ConsumedCapacity).toEqual({ TableName: TABLE, CapacityUnits: 0.5 });
  });

  it('what is undefined is left out, in items, in values and in the request', async () => {
    const { documents, engine } = open(way);
    const Item = { ...key, gone: undefined, inside: { gone: undefined, kept: 1 } };
    await documents.send(new PutCommand({ TableName: TABLE, Item, ConditionExpression: undefined }));
    expect(contents(engine)).toEqual([{ pk: s('p'), sk: s('s'), inside: { M: { kept: { N: '1' } } } }]);
  });

  it('a value that the SDK cannot marshall is refused, and nothing is written', async () => {
    const { documents, engine } = open(way);
    const Item = { ...key, when: new Date(0) };
    await expect(documents.send(new PutCommand({ TableName: TABLE, Item }))).rejects.toThrow('Unsupported type');
    expect(contents(engine)).toEqual([]);
  });

  it('a whole number beyond the safe ones comes back as a bigint', async () => {
    const { documents, engine } = open(way);
    put(engine, { pk: s('p'), sk: s('s'), big: { N: '9007199254740993' } });
    const { Item } = await documents.send(new GetCommand({ TableName: TABLE, Key: key }));
    expect(Item?.big).toBe(9007199254740993n);
  });

  it('a token that comes again with another request is an error of its own class', async () => {
    const { documents } = open(way);
    const send = (a: string) =>
      documents.send(
        new TransactWriteCommand({
          TransactItems: [{ Put: { TableName: TABLE, Item: { ...key, a } } }],
          ClientRequestToken: 'token-of-a-test',
        }),
      );
    await send('one');
    await expect(send('two')).rejects.toBeInstanceOf(IdempotentParameterMismatchException);
  });

  it('a name such as __proto__ is a name like others', async () => {
    const { documents, engine } = open(way);
    put(engine, { pk: s('p'), sk: s('s'), inner: { M: JSON.parse('{"__proto__":{"S":"x"}}') } });
    const { Item } = await documents.send(new GetCommand({ TableName: TABLE, Key: key }));
    expect(Object.getPrototypeOf(Item?.inner)).toBe(Object.prototype);
  });
});

/** One call of each kind that the product makes; each sees what the ones before it left. */
const CALLS = [
  () => new PutCommand({ TableName: TABLE, Item: { ...key, a: 1, g1: 'g', g2: 2 } }),
  () => new PutCommand({ TableName: TABLE, Item: { ...key, sk: 't', bytes: new Uint8Array([1]) } }),
  () => new GetCommand({ TableName: TABLE, Key: key, ConsistentRead: true, ProjectionExpression: 'a, g1' }),
  () => new GetCommand({ TableName: TABLE, Key: { pk: 'no', sk: 'no' } }),
  () =>
    new UpdateCommand({
      ...{ TableName: TABLE, Key: key, ReturnValues: 'ALL_NEW' },
      ...{ UpdateExpression: 'SET #a = #a + :n', ExpressionAttributeNames: { '#a': 'a' } },
      ExpressionAttributeValues: { ':n': 4 },
    }),
  () =>
    new QueryCommand({
      ...{ TableName: TABLE, KeyConditionExpression: 'pk = :p', Limit: 1, ReturnConsumedCapacity: 'INDEXES' },
      ExpressionAttributeValues: { ':p': 'p' },
    }),
  () =>
    new QueryCommand({
      ...{ TableName: TABLE, KeyConditionExpression: 'pk = :p' },
      ...{ ExpressionAttributeValues: { ':p': 'p' }, ExclusiveStartKey: { ...key } },
    }),
  () => new BatchGetCommand({ RequestItems: { [TABLE]: { Keys: [key, { pk: 'no', sk: 'no' }] } } }),
  () =>
    new TransactWriteCommand({
      TransactItems: [
        { Delete: { TableName: TABLE, Key: { pk: 'p', sk: 't' } } },
        { ConditionCheck: { TableName: TABLE, Key: key, ConditionExpression: 'attribute_exists(pk)' } },
        {
          Update: {
            ...{ TableName: TABLE, Key: { pk: 'p', sk: 'u' }, UpdateExpression: 'SET b = :b' },
            ExpressionAttributeValues: { ':b': [true, null] },
          },
        },
      ],
    }),
  () => new UpdateCommand({ TableName: TABLE, Key: key, UpdateExpression: 'SET nonsense' }),
  () => new DeleteCommand({ TableName: TABLE, Key: key, ReturnValues: 'ALL_OLD' }),
];

async function told(way: Way): Promise<unknown[]> {
  const { documents, engine } = open(way);
  const answers: unknown[] = [];
  for (const call of CALLS) {
    const { $metadata, ...output } = await documents
      .send(call() as PutCommand)
      .catch(({ name, message, $fault, $metadata }) => ({ name, message, $fault, $metadata }));
    answers.push([output, $metadata.httpStatusCode]);
  }
  return [...answers, contents(engine)];
}

describe('both ways', () => {
  it('answer every kind of call alike, and leave the same items', async () => {
    expect(await told('in process')).toEqual(await told('by the request handler'));
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
