// Definitions that change, and the meter.
import { describe, expect, it } from 'vitest';
import type { AttributeValue } from '../../../infra/local/table/index.ts';
import { definition, n } from '../cases/case.ts';
import { item, openWithTable, put, s, streamed, TABLE } from './fixtures.ts';

const byGroup = {
  TableName: TABLE,
  IndexName: 'byGroup',
  KeyConditionExpression: 'g1 = :g',
  ExpressionAttributeValues: { ':g': s('g') },
};
const grouped = [item({ sk: s('1'), g1: s('g'), g2: n(2) }), item({ sk: s('2'), g1: s('g'), g2: n(1) })];
const withoutIndexes = {
  AttributeDefinitions: definition.AttributeDefinitions.filter(({ AttributeName }) =>
    ['pk', 'sk'].includes(AttributeName),
  ),
  GlobalSecondaryIndexes: [],
};

describe('a table', () => {
  it('is made once, however often it is declared', () => {
    const { engine } = openWithTable();
    put(engine, item());
    engine.createTable(streamed);
    expect([...engine.scanAll(TABLE)]).toEqual([item()]);
  });

  it('fills an index that is declared later, without what does not fit it', () => {
    const { engine } = openWithTable(withoutIndexes);
    for (const each of [
      ...grouped,
      item({ sk: s('3'), g1: s('g'), g2: s('text') }),
      item({ sk: s('4'), g1: s('g') }),
    ]) {
      put(engine, each);
    }
    engine.createTable(streamed);
    expect(engine.execute('Query', byGroup)).toMatchObject({ Items: grouped.toReversed() });
  });

  it('lets an item that does not fit a later index be changed and deleted', () => {
    const { engine } = openWithTable(withoutIndexes);
    const unfit = item({ g1: s('g'), g2: s('text') });
    put(engine, unfit);
    engine.createTable(streamed);
    const update = (UpdateExpression: string, value: AttributeValue) =>
      engine.execute('UpdateItem', {
        TableName: TABLE,
        Key: item(),
        UpdateExpression,
        ExpressionAttributeValues: { ':v': value },
      });
    update('SET a = :v', n(1));
    expect(() => update('SET g2 = :v', s('other text'))).toThrow('Type mismatch for Index Key');
    expect([...engine.scanAll(TABLE)]).toEqual([{ ...unfit, a: n(1) }]);
    update('SET g2 = :v', n(1));
    expect(engine.execute('Query', byGroup)).toMatchObject({ Count: 1 });
    engine.execute('DeleteItem', { TableName: TABLE, Key: item() });
    expect(engine.execute('Query', byGroup)).toMatchObject({ Count: 0 });
  });

  it('fills an index that UpdateTable adds, and forgets one that it deletes', () => {
    const { engine } = openWithTable(withoutIndexes);
    grouped.map((each) => put(engine, each));
    const Create = definition.GlobalSecondaryIndexes?.[0];
    const AttributeDefinitions = definition.AttributeDefinitions.filter(({ AttributeName }) =>
      ['g1', 'g2'].includes(AttributeName),
    );
    const update = (change: object) =>
      engine.execute('UpdateTable', { TableName: TABLE, GlobalSecondaryIndexUpdates: [change], AttributeDefinitions });
    update({ Create });
    expect(engine.execute('Query', byGroup)).toMatchObject({ Count: 2 });
    update({ Delete: { IndexName: 'byGroup' } });
    expect(() => engine.execute('Query', byGroup)).toThrow('The table does not have the specified index: byGroup');
  });

  it('refuses to be declared with another key', () => {
    const { engine } = openWithTable();
    const KeySchema = [
      { AttributeName: 'sk', KeyType: 'HASH' },
      { AttributeName: 'pk', KeyType: 'RANGE' },
    ] as const;
    expect(() => engine.createTable({ ...streamed, KeySchema })).toThrow('with another key');
  });
});

describe('a table as a whole', () => {
  it('is described with its counts, indexes and stream', () => {
    const { engine, clock } = openWithTable();
    grouped.map((each) => put(engine, each));
    const { Table } = engine.execute('DescribeTable', { TableName: TABLE }) as {
      readonly Table: Record<string, unknown>;
    };
    expect(Table).toMatchObject({
      TableStatus: 'ACTIVE',
      ItemCount: 2,
      CreationDateTime: clock.now / 1000,
      KeySchema: definition.KeySchema,
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      LatestStreamArn: expect.stringContaining(`table/${TABLE}/stream/`),
    });
    expect(Table.GlobalSecondaryIndexes).toMatchObject([
      { IndexName: 'byGroup', ItemCount: 2, IndexStatus: 'ACTIVE' },
      { IndexName: 'byKind', ItemCount: 0 },
      { IndexName: 'byPart', ItemCount: 0 },
    ]);
  });

  it('with a property that the engine does not know is refused by its name', () => {
    const { engine } = openWithTable();
    const definition = { ...streamed, TableName: 'other', LocalSecondaryIndexes: [] };
    expect(() => engine.createTable(definition)).toThrow('LocalSecondaryIndexes is not supported by this engine');
  });

  it('is not deleted while it is protected', () => {
    const { engine } = openWithTable({ DeletionProtectionEnabled: true });
    expect(() => engine.execute('DeleteTable', { TableName: TABLE })).toThrow('protected against deletion');
    engine.execute('UpdateTable', { TableName: TABLE, DeletionProtectionEnabled: false });
    engine.execute('DeleteTable', { TableName: TABLE });
    expect(engine.execute('ListTables', {})).toEqual({ TableNames: [] });
  });

  it('is empty when it is made again', () => {
    const { engine } = openWithTable();
    put(engine, grouped[0] ?? item());
    engine.execute('DeleteTable', { TableName: TABLE });
    engine.createTable(streamed);
    expect([...engine.scanAll(TABLE)]).toEqual([]);
    expect(engine.readStream(TABLE, 0, 10)).toEqual([]);
    expect(engine.execute('Query', byGroup)).toMatchObject({ Count: 0 });
  });
});

describe('a batch of reads', () => {
  it('answers up to 16 MB and names the rest', () => {
    const { engine } = openWithTable();
    const keys = Array.from({ length: 60 }, (_, index) => item({ sk: s(String(index)) }));
    for (const key of keys) {
      put(engine, { ...key, fill: s('x'.repeat(390_000)) });
    }
    const found: unknown[] = [];
    let wanted: unknown = { [TABLE]: { Keys: keys, ConsistentRead: true, ProjectionExpression: 'sk' } };
    const counts: number[] = [];
    while (Object.keys(wanted as object).length > 0) {
      const output = engine.execute('BatchGetItem', { RequestItems: wanted }) as {
        readonly Responses: Record<string, unknown[]>;
        readonly UnprocessedKeys: unknown;
      };
      const page = output.Responses[TABLE] ?? [];
      counts.push(page.length);
      found.push(...page);
      wanted = output.UnprocessedKeys;
    }
    expect(counts).toEqual([43, 17]);
    expect(found).toEqual(keys.map(({ sk }) => ({ sk })));
  });
});

describe('a token', () => {
  const TransactItems = [
    {
      Update: {
        TableName: TABLE,
        Key: item(),
        UpdateExpression: 'ADD n :v',
        ExpressionAttributeValues: { ':v': n(1) },
      },
    },
  ];
  const minutes = (count: number) => count * 60_000;

  it('holds for ten minutes', () => {
    const { engine, clock } = openWithTable();
    const send = () => engine.execute('TransactWriteItems', { TransactItems, ClientRequestToken: 'token' });
    send();
    clock.now += minutes(10) - 1;
    send();
    expect([...engine.scanAll(TABLE)]).toEqual([item({ n: n(1) })]);
    clock.now += 1;
    send();
    expect([...engine.scanAll(TABLE)]).toEqual([item({ n: n(2) })]);
  });

  it('is forgotten in the end', () => {
    const { engine, clock } = openWithTable();
    for (let minute = 0; minute < 60; minute += 1) {
      engine.execute('TransactWriteItems', { TransactItems, ClientRequestToken: `token-${minute}` });
      clock.now += minutes(1);
    }
    const counts = [0, 1].map((generation) =>
      engine.database.prepare(`SELECT count(*) AS held FROM ddb_token_${generation}`).get(),
    );
    expect(counts.reduce((sum, row) => sum + Number(row?.held), 0)).toBeLessThanOrEqual(20);
  });
});

describe('the meter', () => {
  it('counts every call by operation, table and index, refused writes too', () => {
    const { engine } = openWithTable();
    put(engine, item({ k1: s('k') }));
    expect(() => put(engine, item(), { ConditionExpression: 'attribute_not_exists(pk)' })).toThrow();
    engine.execute('GetItem', { TableName: TABLE, Key: item() });
    engine.execute('Query', byGroup);
    const meter = engine.consumed();
    expect(meter.rows()).toEqual([
      { operation: 'PutItem', tableName: TABLE, readUnits: 0, writeUnits: 2, calls: 2 },
      { operation: 'PutItem', tableName: TABLE, indexName: 'byKind', readUnits: 0, writeUnits: 1, calls: 1 },
      { operation: 'GetItem', tableName: TABLE, readUnits: 0.5, writeUnits: 0, calls: 1 },
      { operation: 'Query', tableName: TABLE, readUnits: 0, writeUnits: 0, calls: 1 },
      { operation: 'Query', tableName: TABLE, indexName: 'byGroup', readUnits: 0.5, writeUnits: 0, calls: 1 },
    ]);
    expect(meter.totals()).toEqual({ readUnits: 1, writeUnits: 3, calls: 4 });
    meter.reset();
    expect(meter.rows()).toEqual([]);
  });
});
