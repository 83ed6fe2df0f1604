// The form of the suite's cases, and the table that they run on. Each case has the table for itself.
import type { AttributeValue, CreateTableInput, Item } from '../../../infra/local/table/index.ts';

export type Case = {
  /** A sentence of behaviour. */
  readonly name: string;
  /** Items that are there before. */
  readonly given?: readonly Item[];
  readonly call: readonly [operation: string, input: Readonly<Record<string, unknown>>];
  /** The members of the output that the case is about. */
  readonly answers?: Readonly<Record<string, unknown>>;
  /** Whether a query's page names a last key. */
  readonly hasMore?: boolean;
  readonly fails?: readonly [name: string, message?: string];
  /** What DynamoDB Local says instead of the message, or `null` where its words don't matter. */
  readonly localMessage?: string | null;
  /** Cancellation reasons, and whatever else the error carries. */
  readonly carries?: Readonly<Record<string, unknown>>;
  /** The table's whole contents afterwards. */
  readonly leaves?: readonly Item[];
  /** Why DynamoDB Local is not asked: it is known to differ from the service, or the rule is the engine's own. */
  readonly engineOnly?: string;
};

export const TABLE = 'conformance';

export const s = (S: string): AttributeValue => ({ S });
export const n = (N: string | number): AttributeValue => ({ N: String(N) });
export const b = (text: string): AttributeValue => ({ B: Buffer.from(text).toString('base64') });
export const list = (...L: AttributeValue[]): AttributeValue => ({ L });
export const map = (M: Item): AttributeValue => ({ M });

/** The key that most cases use, or an item under it. */
export const item = (more: Item = {}): Item => ({ pk: s('p'), sk: s('s'), ...more });

export const definition: CreateTableInput = {
  TableName: TABLE,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'g1', AttributeType: 'S' },
    { AttributeName: 'g2', AttributeType: 'N' },
    { AttributeName: 'k1', AttributeType: 'S' },
    { AttributeName: 'p1', AttributeType: 'B' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byGroup',
      KeySchema: [
        { AttributeName: 'g1', KeyType: 'HASH' },
        { AttributeName: 'g2', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
    {
      IndexName: 'byKind',
      KeySchema: [{ AttributeName: 'k1', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
    {
      IndexName: 'byPart',
      KeySchema: [
        { AttributeName: 'k1', KeyType: 'HASH' },
        { AttributeName: 'p1', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['title'] },
    },
  ],
};

/** The table alone, for calls that name nothing else. */
export const on = (input: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
  TableName: TABLE,
  ...input,
});

export const VALIDATION = 'ValidationException';
export const INVALID = 'One or more parameter values were invalid: ';
