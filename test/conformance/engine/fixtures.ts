// What the tests of the engine's own parts share.
import {
  type CreateTableInput,
  type Item,
  openTableEngine,
  type TableEngine,
} from '../../../infra/local/table/index.ts';
import { definition, item, s, TABLE } from '../cases/case.ts';

/** The suite's table with a stream and time to live. */
export const streamed: CreateTableInput = {
  ...definition,
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
};

/** A clock that stands still until it is set. */
type TestClock = { now: number };

/** An engine in memory with that table, on a clock that the test holds. */
export function openWithTable(change: Partial<CreateTableInput> = {}): {
  readonly engine: TableEngine;
  readonly clock: TestClock;
} {
  const clock = { now: Date.UTC(2026, 0, 1) };
  const engine = openTableEngine({ path: ':memory:', now: () => clock.now });
  engine.createTable({ ...streamed, ...change });
  return { engine, clock };
}

export function put(engine: TableEngine, what: Item, more: object = {}): unknown {
  return engine.execute('PutItem', { TableName: TABLE, Item: what, ...more });
}

export function contents(engine: TableEngine): Item[] {
  return [...engine.scanAll(TABLE)];
}

export { item, s, TABLE };
