// What the suite and the fuzzer talk to: DynamoDB's low-level JSON, whoever answers it.
import { type CreateTableInput, type Item, openTableEngine, TableError } from '../../infra/local/table/index.ts';

export type Failure = {
  readonly name: string;
  readonly message: string;
  readonly body: Readonly<Record<string, unknown>>;
};

export type Answer = { readonly output: Readonly<Record<string, unknown>> } | { readonly error: Failure };

export type Change = {
  readonly eventName: string;
  readonly Keys: Item;
  readonly NewImage: Item | undefined;
  readonly OldImage: Item | undefined;
};

export type Target = {
  readonly name: 'engine' | 'DynamoDB Local';
  call(operation: string, input: unknown): Promise<Answer>;
  /** Every item of a table, whichever way the target allows that. */
  contents(tableName: string): Promise<Item[]>;
  /** All that the table's stream has recorded, in order. */
  streamed(tableName: string): Promise<Change[]>;
  close(): Promise<void>;
};

const STREAM_RECORDS_MAX = 10_000;

/** A stream record's substance. */
export function changeOf(record: {
  readonly eventName: string;
  readonly dynamodb: { readonly Keys: Item; readonly NewImage?: Item; readonly OldImage?: Item };
}): Change {
  const { Keys, NewImage, OldImage } = record.dynamodb;
  return { eventName: record.eventName, Keys, NewImage, OldImage };
}

/** A fresh embedded engine in memory. */
export function engineTarget(now: () => number = Date.now): Target {
  const engine = openTableEngine({ path: ':memory:', now });
  return {
    name: 'engine',
    call: async (operation, input) => {
      try {
        // Through text, as on the wire: neither side may see the other's objects.
        const output = engine.execute(operation, JSON.parse(JSON.stringify(input)));
        return { output: JSON.parse(JSON.stringify(output)) };
      } catch (error) {
        if (error instanceof TableError) {
          const { name, message, body } = error;
          return { error: { name, message, body: JSON.parse(JSON.stringify(body)) } };
        }
        throw error;
      }
    },
    contents: async (tableName) => [...engine.scanAll(tableName)],
    streamed: async (tableName) => engine.readStream(tableName, 0, STREAM_RECORDS_MAX).map(changeOf),
    close: async () => engine.close(),
  };
}

/** Makes a table and fails loudly when the target will not. */
export async function makeTable(target: Target, definition: CreateTableInput): Promise<void> {
  const answer = await target.call('CreateTable', definition);
  if ('error' in answer) {
    throw new Error(`${target.name} did not make the table: ${answer.error.message}`);
  }
}
