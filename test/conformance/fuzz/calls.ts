// Random calls on one table.
import fc from 'fast-check';
import type { AttributeValue, Item } from '../../../infra/local/table/index.ts';
import { condition, type Expression, newScope, projection, type Scope, update } from './expressions.ts';
import { itemOf, type KeySpec, keyOf, keyValue, type TableSpec } from './values.ts';

export type Call = {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** For a query: read on to the last page and compare the whole. */
  readonly paged?: boolean;
  /** Sent twice, for the sake of its token. */
  readonly repeated?: boolean;
};

const maybe = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined });

const sometimes = <Value>(arbitrary: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

type Expressions = Readonly<Record<string, Expression | undefined>>;

/** The expression fields and the placeholders that they share. */
function written(expressions: Expressions, scope: Scope = newScope()): Record<string, unknown> {
  const fields = Object.entries(expressions).flatMap(([name, expression]) =>
    expression === undefined ? [] : [[name, expression(scope)] as const],
  );
  return { ...Object.fromEntries(fields), ...scope.fields() };
}

const onFailure = fc.constantFrom({}, { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' });
const capacity = fc.constantFrom({}, { ReturnConsumedCapacity: 'INDEXES' }, { ReturnConsumedCapacity: 'TOTAL' });

function put(table: TableSpec): fc.Arbitrary<Record<string, unknown>> {
  return fc
    .tuple(itemOf(table), sometimes(condition), onFailure)
    .map(([Item, ConditionExpression, failure]) => ({ Item, ...written({ ConditionExpression }), ...failure }));
}

function updated(table: TableSpec): fc.Arbitrary<Record<string, unknown>> {
  return fc
    .tuple(keyOf(table), update, sometimes(condition), onFailure)
    .map(([Key, UpdateExpression, ConditionExpression, failure]) => ({
      Key,
      ...written({ UpdateExpression, ConditionExpression }),
      ...failure,
    }));
}

function deleted(table: TableSpec): fc.Arbitrary<Record<string, unknown>> {
  return fc
    .tuple(keyOf(table), sometimes(condition), onFailure)
    .map(([Key, ConditionExpression, failure]) => ({ Key, ...written({ ConditionExpression }), ...failure }));
}

function single(
  operation: string,
  input: fc.Arbitrary<Record<string, unknown>>,
  returns: readonly string[],
): fc.Arbitrary<Call> {
  return fc.tuple(input, maybe(fc.constantFrom(...returns)), capacity).map(([fields, ReturnValues, more]) => ({
    operation,
    input: { ...fields, ...(ReturnValues === undefined ? {} : { ReturnValues }), ...more },
  }));
}

function get(table: TableSpec): fc.Arbitrary<Record<string, unknown>> {
  return fc
    .tuple(keyOf(table), maybe(projection))
    .map(([Key, ProjectionExpression]) => ({ Key, ...written({ ProjectionExpression }) }));
}

function keyCondition(partition: KeySpec, sort: KeySpec | undefined): fc.Arbitrary<Expression> {
  const hash = keyValue(partition.type).map(
    (value): Expression =>
      (scope) =>
        `${partition.name} = ${scope.value(value)}`,
  );
  if (sort === undefined) {
    return hash;
  }
  const value = keyValue(sort.type);
  const range = fc.oneof(
    fc.tuple(fc.constantFrom('=', '<', '<=', '>', '>='), value).map(
      ([operator, each]): Expression =>
        (scope) =>
          `${sort.name} ${operator} ${scope.value(each)}`,
    ),
    fc.tuple(value, value).map(
      ([low, high]): Expression =>
        (scope) =>
          `${sort.name} BETWEEN ${scope.value(low)} AND ${scope.value(high)}`,
    ),
    value.map(
      (each): Expression =>
        (scope) =>
          `begins_with(${sort.name}, ${scope.value(each)})`,
    ),
  );
  return fc.tuple(hash, maybe(range)).map(
    ([one, two]) =>
      (scope) =>
        two === undefined ? one(scope) : `${one(scope)} AND ${two(scope)}`,
  );
}

function query(table: TableSpec): fc.Arbitrary<Call> {
  return fc.constantFrom(undefined, ...table.indexes).chain((index) => {
    const { partition, sort } = index ?? table;
    return fc
      .record({
        KeyConditionExpression: keyCondition(partition, sort),
        FilterExpression: maybe(condition),
        ProjectionExpression: maybe(projection),
        forward: fc.boolean(),
        Limit: maybe(fc.integer({ min: 1, max: 4 })),
        strong: fc.nat({ max: index === undefined ? 5 : 40 }),
        count: fc.nat({ max: 12 }),
        more: capacity,
      })
      .map(
        ({ forward, Limit, strong, count, more, ...expressions }): Call => ({
          operation: 'Query',
          input: {
            ...written(expressions),
            ScanIndexForward: forward,
            ...(index === undefined ? {} : { IndexName: index.name }),
            ...(Limit === undefined ? {} : { Limit }),
            ...(strong === 0 ? { ConsistentRead: true } : {}),
            ...(count === 0 ? { Select: 'COUNT' } : {}),
            ...more,
          },
          paged: true,
        }),
      );
  });
}

function transactWrite(table: TableSpec, tableName: string): fc.Arbitrary<Call> {
  const action = fc.oneof(
    { weight: 3, arbitrary: put(table).map((fields) => ({ Put: { TableName: tableName, ...fields } })) },
    { weight: 3, arbitrary: updated(table).map((fields) => ({ Update: { TableName: tableName, ...fields } })) },
    { weight: 2, arbitrary: deleted(table).map((fields) => ({ Delete: { TableName: tableName, ...fields } })) },
    {
      weight: 2,
      arbitrary: fc.tuple(keyOf(table), condition, onFailure).map(([Key, ConditionExpression, failure]) => ({
        ConditionCheck: { TableName: tableName, Key, ...written({ ConditionExpression }), ...failure },
      })),
    },
  );
  // An item twice in one transaction is a case of the suite: DynamoDB Local looks at the conditions first.
  const actions = fc.uniqueArray(action, { minLength: 1, maxLength: 4, selector: (each) => keyTextOf(each, table) });
  return fc.tuple(actions, fc.nat({ max: 9 }), capacity).map(([TransactItems, repeat, more]) => ({
    operation: 'TransactWriteItems',
    input: { TransactItems, ...more },
    repeated: repeat === 0,
  }));
}

function keyTextOf(action: Readonly<Record<string, Readonly<Record<string, unknown>>>>, table: TableSpec): string {
  const fields = Object.values(action)[0];
  const key = (fields?.Key ?? fields?.Item) as Item;
  return JSON.stringify([table.partition, table.sort].map((spec) => comparableKey(spec && key[spec.name])));
}

function comparableKey(value: AttributeValue | undefined): unknown {
  return value !== undefined && 'N' in value ? Number(value.N) : value;
}

function batches(table: TableSpec, tableName: string): fc.Arbitrary<Call>[] {
  // DynamoDB Local takes 1 and 1.0 for two keys here.
  const keys = fc.uniqueArray(keyOf(table), {
    minLength: 1,
    maxLength: 4,
    selector: (key) => keyTextOf({ Get: { Key: key } }, table),
  });
  type Request = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const writes = fc.uniqueArray(
    fc.oneof(
      itemOf(table).map((Item): Request => ({ PutRequest: { Item } })),
      keyOf(table).map((Key): Request => ({ DeleteRequest: { Key } })),
    ),
    { minLength: 1, maxLength: 4, selector: (request) => keyTextOf(request, table) },
  );
  return [
    fc.tuple(keys, maybe(projection), capacity).map(([Keys, ProjectionExpression, more]) => ({
      operation: 'BatchGetItem',
      input: { RequestItems: { [tableName]: { Keys, ...written({ ProjectionExpression }) } }, ...more },
    })),
    fc.tuple(writes, capacity).map(([requests, more]) => ({
      operation: 'BatchWriteItem',
      input: { RequestItems: { [tableName]: requests }, ...more },
    })),
    fc.tuple(fc.array(get(table), { minLength: 1, maxLength: 3 }), capacity).map(([gets, more]) => ({
      operation: 'TransactGetItems',
      input: { TransactItems: gets.map((fields) => ({ Get: { TableName: tableName, ...fields } })), ...more },
    })),
  ];
}

/** Any call on this table. */
export function callOn(table: TableSpec, tableName: string): fc.Arbitrary<Call> {
  const [batchGet, batchWrite, transactGet] = batches(table, tableName) as [
    fc.Arbitrary<Call>,
    fc.Arbitrary<Call>,
    fc.Arbitrary<Call>,
  ];
  const named = (call: fc.Arbitrary<Call>) =>
    call.map((each): Call => ({ ...each, input: { TableName: tableName, ...each.input } }));
  return fc.oneof(
    {
      weight: 6,
      arbitrary: named(single('PutItem', put(table), ['NONE', 'ALL_OLD'])),
    },
    {
      weight: 10,
      arbitrary: named(
        single('UpdateItem', updated(table), ['NONE', 'ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW']),
      ),
    },
    { weight: 2, arbitrary: named(single('DeleteItem', deleted(table), ['NONE', 'ALL_OLD'])) },
    {
      weight: 3,
      arbitrary: named(
        fc.tuple(get(table), fc.boolean(), capacity).map(([fields, ConsistentRead, more]) => ({
          operation: 'GetItem',
          input: { ...fields, ConsistentRead, ...more },
        })),
      ),
    },
    { weight: 6, arbitrary: named(query(table)) },
    { weight: 5, arbitrary: transactWrite(table, tableName) },
    { weight: 1, arbitrary: batchGet },
    { weight: 1, arbitrary: batchWrite },
    { weight: 1, arbitrary: transactGet },
  );
}
