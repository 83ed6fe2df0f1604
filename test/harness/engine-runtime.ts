/** A runtime on the embedded engine, in process: what the modules' tests and the simulation's base stand on. */
import { createHash } from 'node:crypto';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { openTableEngine, type TableEngine, type TablePrincipal } from '../../infra/local/table/index.ts';
import type { Logger } from '../../shared/context.ts';
import { MARSHALL_OPTIONS, type Runtime, type Settings } from '../../shared/runtime/runtime.ts';
import { idSource } from '../../shared/values/ids.ts';

export const TEST_TABLE = 'tandem-test';
/** What the functions are told by a stack that is not there. */
export const TEST_SETTINGS: Settings = {
  tableName: TEST_TABLE,
  busName: 'bus',
  userPoolId: 'local_pool',
  userPoolClientId: 'client',
  bucketName: 'files',
  dueQueues: {},
  apiUrl: 'http://127.0.0.1',
  stage: 'local',
};
const index = (name: string) => ({
  IndexName: name,
  KeySchema: [
    { AttributeName: `${name}pk`, KeyType: 'HASH' },
    { AttributeName: `${name}sk`, KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType: 'KEYS_ONLY' },
});
const INDEXES = ['gsi1', 'gsi2', 'gsi3', 'outbox', 'due'];

/** The product's table, as the stack declares it; `test/infra` holds the two alike. */
export const TABLE_DEFINITION = {
  TableName: TEST_TABLE,
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: ['pk', 'sk', ...INDEXES.flatMap((name) => [`${name}pk`, `${name}sk`])].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S',
  })),
  GlobalSecondaryIndexes: INDEXES.map(index),
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
};

/** A clock that stands still until it is told: time in tests is an input. */
export type ManualClock = { now(): number; advance(ms: number): void };
export function manualClock(startAt = '2026-03-02T09:00:00.000Z'): ManualClock {
  let now = Date.parse(startAt);
  return {
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
  };
}

/** Bytes from a seed: ids and tokens of a run are the same in every run. */
export function seededBytes(seed: string): (count: number) => Uint8Array {
  let counter = 0;
  return (count) => {
    const bytes: number[] = [];
    while (bytes.length < count) {
      counter += 1;
      bytes.push(...createHash('sha256').update(`${seed}:${counter}`).digest());
    }
    return Uint8Array.from(bytes.slice(0, count));
  };
}

const onlyKeys = (start: string): TablePrincipal => ({
  allow: ({ leadingKeys }) => leadingKeys.every((key) => key.startsWith(start)) || `a key outside ${start}`,
});

export type EngineRuntime = {
  readonly runtime: Runtime;
  readonly engine: TableEngine;
  readonly clock: ManualClock;
  close(): void;
};

export function createEngineRuntime(
  options: { seed?: string; logger?: Logger; overrides?: Partial<Runtime> } = {},
): EngineRuntime {
  const clock = manualClock();
  const engine = openTableEngine({ path: ':memory:', now: () => clock.now() });
  engine.createTable(TABLE_DEFINITION as Parameters<TableEngine['createTable']>[0]);
  const bytes = seededBytes(options.seed ?? 'seed');
  const clients = new Map<string, DynamoDBDocumentClient>();
  const clientFor = (start: string) => {
    const known = clients.get(start);
    if (known !== undefined) return known;
    const base = new DynamoDBClient({
      region: 'local',
      maxAttempts: 1,
      // Nobody checks a signature here, and making one takes a third of a call.
      signer: { sign: async (request) => request },
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      requestHandler: engine.requestHandler(onlyKeys(start)),
    });
    const client = DynamoDBDocumentClient.from(base, MARSHALL_OPTIONS);
    clients.set(start, client);
    return client;
  };
  const quiet: Logger = { info: () => {}, warn: () => {}, error: () => {} };
  const offline = { region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  const runtime: Runtime = {
    settings: TEST_SETTINGS,
    clock,
    ids: idSource(() => clock.now(), bytes),
    random: () => (bytes(1)[0] ?? 0) / 256,
    sleep: () => new Promise((resolve) => setImmediate(resolve)),
    logger: options.logger ?? quiet,
    metrics: { count: () => {} },
    tenantTable: (tenantId) => clientFor(`t#${tenantId}#`),
    platformTable: () => clientFor('p#'),
    bus: () => new EventBridgeClient(offline),
    queues: () => new SQSClient(offline),
    identity: () => new CognitoIdentityProviderClient(offline),
    files: () => new S3Client(offline),
    outbound: () => async () => {
      throw new Error('This runtime reaches no receiver');
    },
    signingKeys: () => async () => {
      throw new Error('This runtime has no user pool');
    },
    tokenIssuer: () => 'http://127.0.0.1/local_pool',
    ...options.overrides,
  };
  return { runtime, engine, clock, close: () => engine.close() };
}
