// The public types of the embedded table engine. Everything here is in DynamoDB's own wire form (AttributeValue JSON,
// binaries as base64), because that is what crosses the SDK's request handler and what is stored.
import type { DatabaseSync } from 'node:sqlite';

/** One attribute in wire form: exactly one member, e.g. `{ S: 'a' }`, `{ N: '1' }`, `{ M: {...} }`. */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly string[] }
  | { readonly L: readonly AttributeValue[] }
  | { readonly M: AttributeMap };

export type AttributeMap = { readonly [name: string]: AttributeValue };
export type Item = AttributeMap;

export type ScalarType = 'S' | 'N' | 'B';
export type StreamViewType = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

export type KeySchemaElement = { readonly AttributeName: string; readonly KeyType: 'HASH' | 'RANGE' };

export type GlobalSecondaryIndexInput = {
  readonly IndexName: string;
  readonly KeySchema: readonly KeySchemaElement[];
  readonly Projection: {
    readonly ProjectionType?: 'ALL' | 'KEYS_ONLY' | 'INCLUDE';
    readonly NonKeyAttributes?: readonly string[];
  };
  readonly ProvisionedThroughput?: unknown;
  readonly OnDemandThroughput?: unknown;
};

/** What the engine knows of `CreateTable`, and of `AWS::DynamoDB::Table`'s properties, which have the same names. */
export type CreateTableInput = {
  readonly TableName: string;
  readonly AttributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: ScalarType }[];
  readonly KeySchema: readonly KeySchemaElement[];
  readonly GlobalSecondaryIndexes?: readonly GlobalSecondaryIndexInput[];
  readonly StreamSpecification?: { readonly StreamEnabled?: boolean; readonly StreamViewType?: StreamViewType };
  readonly TimeToLiveSpecification?: { readonly AttributeName?: string; readonly Enabled: boolean };
  readonly BillingMode?: 'PAY_PER_REQUEST' | 'PROVISIONED';
  readonly ProvisionedThroughput?: unknown;
  readonly OnDemandThroughput?: unknown;
  readonly DeletionProtectionEnabled?: boolean;
  readonly SSESpecification?: unknown;
  readonly TableClass?: string;
  readonly Tags?: unknown;
};

/** What the policy hook is told about one primitive operation. */
export type TableCall = {
  /** The primitive action, e.g. `PutItem`, `ConditionCheckItem`, `Query`. */
  readonly operation: string;
  /** `TransactWriteItems` or `TransactGetItems` where the primitive stands inside one. */
  readonly enclosingOperation?: string;
  readonly tableName: string;
  readonly indexName?: string;
  /** The partition-key values of the call: strings as they are, numbers normalised, binaries in base64. */
  readonly leadingKeys: readonly string[];
  /** Top-level attributes that the request asks for or names, where it restricts them. */
  readonly attributes?: readonly string[];
};

/** Who calls: the policy hook answers `true`, or the reason of the denial, which becomes AccessDeniedException. */
export type TablePrincipal = { readonly allow: (call: TableCall) => true | string };

export type StreamRecord = {
  readonly eventID: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly eventVersion: '1.1';
  readonly eventSource: 'aws:dynamodb';
  readonly awsRegion: string;
  readonly dynamodb: {
    readonly ApproximateCreationDateTime: number;
    readonly Keys: AttributeMap;
    readonly NewImage?: AttributeMap;
    readonly OldImage?: AttributeMap;
    readonly SequenceNumber: string;
    readonly SizeBytes: number;
    readonly StreamViewType: StreamViewType;
  };
  readonly userIdentity?: { readonly type: 'Service'; readonly principalId: 'dynamodb.amazonaws.com' };
  readonly eventSourceARN?: string;
};

/** Capacity units summed up since the last reset: one row per operation, table and (for index units) index. */
export type ConsumedRow = {
  readonly operation: string;
  readonly tableName: string;
  readonly indexName?: string;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly calls: number;
};

export type ConsumedMeter = {
  rows(): readonly ConsumedRow[];
  /** Sums over all rows. */
  totals(): { readonly readUnits: number; readonly writeUnits: number; readonly calls: number };
  reset(): void;
  /**
   * Called for each call as it is counted, within the call itself and so in its caller's asynchronous context: once for
   * the table and once for each index that it took units of. Answers the function that ends it.
   */
  onCall(listener: (row: ConsumedRow) => void): () => void;
};

/** The SDK's `HttpHandler`, by structure: hand it to `new DynamoDBClient({ requestHandler })`. */
export type TableRequestHandler = {
  handle(request: {
    readonly headers: Record<string, string>;
    readonly body?: unknown;
  }): Promise<{ response: { statusCode: number; headers: Record<string, string>; body: Uint8Array } }>;
  updateHttpClientConfig(key: never, value: never): void;
  httpHandlerConfigs(): Record<string, never>;
  destroy(): void;
};

export type TableEngine = {
  /** Open to the local bus and queues, so that they keep their tables in the same file. Prefix them. */
  readonly database: DatabaseSync;
  /**
   * One API call, input and output as in the low-level JSON protocol.
   * @throws TableError with DynamoDB's error name, message, statusCode and body fields
   */
  execute(operation: string, input: unknown, principal?: TablePrincipal): unknown;
  /** The same, in one durable commit with the other calls of this turn of the event loop where commits are grouped. */
  run(operation: string, input: unknown, principal?: TablePrincipal): Promise<unknown>;
  /** Idempotent: the same definition is a no-op, a GSI that is new is added and filled, one that is gone is dropped. */
  createTable(input: CreateTableInput): void;
  requestHandler(principal?: TablePrincipal): TableRequestHandler;
  /** Records after `afterSequence` (0 for the start) in commit order, at most `limit`. */
  readStream(tableName: string, afterSequence: bigint | number, limit: number): StreamRecord[];
  /** Drops the stream records made before `beforeTimeMs`; answers how many. */
  trimStream(tableName: string, beforeTimeMs: number): number;
  /** Called synchronously after each commit that made stream records; answers the function that ends it. */
  onCommit(listener: (tableName: string) => void): () => void;
  /** Deletes what has expired at `now` (ms epoch), as the service's own process would; answers how many. */
  expireTtl(now: number): number;
  consumed(): ConsumedMeter;
  /** For tests and book checks only; Scan is refused through the API. */
  scanAll(tableName: string): IterableIterator<Item>;
  close(): void;
};

export type TableEngineOptions = {
  readonly path: string | ':memory:';
  /** SQLite's durability: FULL syncs the log at each commit (survives power loss), NORMAL survives `kill -9` only. */
  readonly synchronous?: 'FULL' | 'NORMAL' | 'OFF';
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly randomId?: () => string;
};
