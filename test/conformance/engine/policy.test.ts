// The policy hook: what it is asked, and that a refusal leaves nothing behind.
import { describe, expect, it } from 'vitest';
import { type TableCall, TableError, type TablePrincipal } from '../../../infra/local/table/index.ts';
import { n } from '../cases/case.ts';
import { contents, item, openWithTable, put, s, TABLE } from './fixtures.ts';

const key = item();

/** A principal that keeps what it is asked, and refuses the partitions of others. */
function watcher(own: string): { readonly calls: TableCall[]; readonly principal: TablePrincipal } {
  const calls: TableCall[] = [];
  return {
    calls,
    principal: {
      allow: (call) => {
        calls.push(call);
        return call.leadingKeys.every((leading) => leading === own) || 'the leading key is not its own';
      },
    },
  };
}

function refusalOf(work: () => unknown): TableError {
  try {
    work();
  } catch (error) {
    if (error instanceof TableError) {
      return error;
    }
    throw error;
  }
  throw new Error('It was allowed');
}

describe('the policy', () => {
  it.each([
    [
      'GetItem',
      { Key: key, ProjectionExpression: 'a, b.c' },
      { operation: 'GetItem', attributes: ['pk', 'sk', 'a', 'b'] },
    ],
    ['PutItem', { Item: item({ a: s('x') }) }, { operation: 'PutItem', attributes: ['pk', 'sk', 'a'] }],
    [
      'UpdateItem',
      { Key: key, UpdateExpression: 'REMOVE a.b, c' },
      { operation: 'UpdateItem', attributes: ['pk', 'sk', 'a', 'c'] },
    ],
    ['DeleteItem', { Key: key }, { operation: 'DeleteItem' }],
    [
      'Query',
      { KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': s('p') } },
      { operation: 'Query' },
    ],
  ])('is asked once for %s, with the leading key', (operation, input, expected) => {
    const { engine } = openWithTable();
    const { calls, principal } = watcher('p');
    try {
      engine.execute(operation, { TableName: TABLE, ...input }, principal);
    } catch {
      // An update of nothing may fail; the question comes before.
    }
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ tableName: TABLE, leadingKeys: ['p'], ...expected });
  });

  it("is asked for a query of an index with the index's name and key", () => {
    const { engine } = openWithTable();
    const { calls, principal } = watcher('g');
    const condition = { KeyConditionExpression: 'g1 = :g', ExpressionAttributeValues: { ':g': s('g') } };
    engine.execute('Query', { TableName: TABLE, IndexName: 'byGroup', ...condition }, principal);
    expect(calls).toEqual([{ operation: 'Query', tableName: TABLE, indexName: 'byGroup', leadingKeys: ['g'] }]);
  });
});

describe('the policy on transactions and batches', () => {
  it('is asked for each action of a transaction, and one refusal stops it all', () => {
    const { engine } = openWithTable();
    const { calls, principal } = watcher('p');
    const TransactItems = [
      { Put: { TableName: TABLE, Item: item({ sk: s('1') }) } },
      { Update: { TableName: TABLE, Key: item({ sk: s('2') }), UpdateExpression: 'REMOVE a' } },
      { Delete: { TableName: TABLE, Key: item({ sk: s('3') }) } },
      {
        ConditionCheck: {
          TableName: TABLE,
          Key: { pk: s('q'), sk: s('4') },
          ConditionExpression: 'attribute_exists(a)',
        },
      },
    ];
    const error = refusalOf(() => engine.execute('TransactWriteItems', { TransactItems }, principal));
    expect(error).toMatchObject({ name: 'AccessDeniedException', statusCode: 400 });
    expect(error.message).toContain('dynamodb:ConditionCheckItem');
    expect(error.message).toContain('the leading key is not its own');
    expect(calls.map(({ operation }) => operation)).toEqual([
      'PutItem',
      'UpdateItem',
      'DeleteItem',
      'ConditionCheckItem',
    ]);
    expect(calls.every(({ enclosingOperation }) => enclosingOperation === 'TransactWriteItems')).toBe(true);
    expect(contents(engine)).toEqual([]);
  });

  it('is asked for reads in a transaction as GetItem', () => {
    const { engine } = openWithTable();
    const { calls, principal } = watcher('p');
    engine.execute('TransactGetItems', { TransactItems: [{ Get: { TableName: TABLE, Key: key } }] }, principal);
    expect(calls).toEqual([
      { operation: 'GetItem', enclosingOperation: 'TransactGetItems', tableName: TABLE, leadingKeys: ['p'] },
    ]);
  });

  it('is asked for a batch of reads once, with all its leading keys', () => {
    const { engine } = openWithTable();
    put(engine, { pk: s('q'), sk: s('secret') });
    const { calls, principal } = watcher('p');
    const Keys = [key, { pk: s('q'), sk: s('secret') }];
    const error = refusalOf(() => engine.execute('BatchGetItem', { RequestItems: { [TABLE]: { Keys } } }, principal));
    expect(error.name).toBe('AccessDeniedException');
    expect(calls).toMatchObject([{ operation: 'BatchGetItem', leadingKeys: ['p', 'q'] }]);
  });

  it('refuses a write to another partition, and to an existing item without a word about it', () => {
    const { engine } = openWithTable();
    put(engine, { pk: s('q'), sk: s('secret'), a: n(1) });
    const { principal } = watcher('p');
    const ConditionExpression = 'attribute_not_exists(pk)';
    const refusals = ['secret', 'nothing'].map((sk) =>
      refusalOf(() =>
        engine.execute(
          'PutItem',
          { TableName: TABLE, Item: { pk: s('q'), sk: s(sk) }, ConditionExpression },
          principal,
        ),
      ),
    );
    expect(refusals[0]).toMatchObject({ name: 'AccessDeniedException', message: refusals[1]?.message });
    expect(contents(engine)).toEqual([{ pk: s('q'), sk: s('secret'), a: n(1) }]);
  });
});
