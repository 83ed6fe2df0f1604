// Random attribute values, items and keys, from pools small enough that calls meet each other's items.
import fc from 'fast-check';
import type { AttributeValue, CreateTableInput, Item } from '../../../infra/local/table/index.ts';

export type KeyType = 'S' | 'N' | 'B';
export type KeySpec = { readonly name: string; readonly type: KeyType };

export type TableSpec = {
  readonly partition: KeySpec;
  readonly sort: KeySpec | undefined;
  readonly indexes: readonly IndexSpec[];
};

type IndexSpec = {
  readonly name: string;
  readonly partition: KeySpec;
  readonly sort: KeySpec | undefined;
  readonly projection: 'ALL' | 'KEYS_ONLY' | 'INCLUDE';
};

const STRINGS = ['a', 'ab', 'abc', 'b', 'é', '\u{1d4b3}', '\uffff', 'A', ' '];
const NUMBERS = [
  '0',
  '1',
  '2',
  '-1',
  '1.5',
  '10',
  '1e2',
  '-0.001',
  '12345678901234567890123456789012345678',
  '9.9e125',
];
const ODD_NUMBERS = [
  '-1e-130',
  '007',
  '1E+3',
  '+5',
  '-0',
  '.5',
  '5.',
  '1e126',
  'abc',
  '0.123456789012345678901234567890123456789',
];
const BINARIES = ['AA==', '/w==', 'AAE=', 'YWI=', 'YWJj'];

export const ATTRIBUTES = ['a', 'b', 'n', 'l', 'm', 's', 'gs', 'gn', 'gb'] as const;

const oneOf = <Value>(values: readonly Value[]) => fc.constantFrom(...values);

export const stringValue = oneOf(STRINGS).map((S): AttributeValue => ({ S }));
export const numberValue = fc
  .oneof({ weight: 80, arbitrary: oneOf(NUMBERS) }, { weight: 1, arbitrary: oneOf(ODD_NUMBERS) })
  .map((N): AttributeValue => ({ N }));
export const binaryValue = oneOf(BINARIES).map((B): AttributeValue => ({ B }));
export const setValue: fc.Arbitrary<AttributeValue> = fc.oneof(
  fc.uniqueArray(oneOf(STRINGS), { minLength: 1, maxLength: 4 }).map((SS) => ({ SS })),
  fc.uniqueArray(oneOf(NUMBERS), { minLength: 1, maxLength: 4 }).map((NS) => ({ NS })),
  fc.uniqueArray(oneOf(BINARIES), { minLength: 1, maxLength: 3 }).map((BS) => ({ BS })),
);
const oddValue: fc.Arbitrary<AttributeValue> = oneOf<AttributeValue>([
  { S: '' },
  { B: '' },
  { SS: [] },
  { NS: ['1', '1.0'] },
  { SS: ['a', 'a'] },
  { L: [] },
  { M: {} },
]);

const scalar = fc.oneof(
  stringValue,
  numberValue,
  binaryValue,
  fc.boolean().map((BOOL): AttributeValue => ({ BOOL })),
  fc.constant<AttributeValue>({ NULL: true }),
);

export const { value: anyValue } = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { weight: 40, arbitrary: scalar },
    { weight: 10, arbitrary: setValue },
    { weight: 1, arbitrary: oddValue },
    { weight: 10, arbitrary: fc.array(tie('value'), { maxLength: 4 }).map((L): AttributeValue => ({ L })) },
    {
      weight: 10,
      arbitrary: fc
        .dictionary(oneOf(['x', 'y', 'size', 'a.b']), tie('value'), { maxKeys: 3 })
        .map((M): AttributeValue => ({ M: { ...M } })),
    },
  ),
}));

/** A value of the kind that an attribute usually has, so that most expressions find what they expect. */
export function usualValue(name: string): fc.Arbitrary<AttributeValue> {
  const usual: Readonly<Record<string, fc.Arbitrary<AttributeValue>>> = {
    n: numberValue,
    gn: numberValue,
    gs: stringValue,
    gb: binaryValue,
    s: setValue,
    l: fc.array(anyValue, { maxLength: 4 }).map((L) => ({ L })),
    m: fc.dictionary(oneOf(['x', 'y', 'z']), anyValue, { maxKeys: 3 }).map((M) => ({ M: { ...M } })),
  };
  const arbitrary = usual[name] ?? anyValue;
  return fc.oneof({ weight: 30, arbitrary }, { weight: 1, arbitrary: anyValue });
}

export function keyValue(type: KeyType): fc.Arbitrary<AttributeValue> {
  return { S: stringValue, N: numberValue, B: binaryValue }[type];
}

function partitionValue(type: KeyType): fc.Arbitrary<AttributeValue> {
  return { S: oneOf([{ S: 'a' }, { S: 'b' }]), N: oneOf([{ N: '1' }, { N: '1.0' }]), B: oneOf([{ B: 'AA==' }]) }[type];
}

/** A key that fits the table, most times. */
export function keyOf({ partition, sort }: TableSpec): fc.Arbitrary<Item> {
  const sane = fc.tuple(partitionValue(partition.type), keyValue(sort?.type ?? 'S')).map(([pk, sk]) => ({
    [partition.name]: pk,
    ...(sort === undefined ? {} : { [sort.name]: sk }),
  }));
  const odd = fc.dictionary(oneOf(['pk', 'sk', 'a']), anyValue, { maxKeys: 3 }).map((key): Item => ({ ...key }));
  return fc.oneof({ weight: 100, arbitrary: sane }, { weight: 1, arbitrary: odd });
}

/** An item with some of the usual attributes. */
export function itemOf(table: TableSpec): fc.Arbitrary<Item> {
  const attributes = fc.record(Object.fromEntries(ATTRIBUTES.map((name) => [name, usualValue(name)])), {
    requiredKeys: [],
  });
  return fc.tuple(keyOf(table), attributes).map(([key, rest]) => ({ ...(rest as Item), ...key }));
}

export const tableSpec: fc.Arbitrary<TableSpec> = fc
  .record({
    partitionType: oneOf<KeyType>(['S', 'S', 'N', 'B']),
    sortType: oneOf<KeyType | undefined>(['S', 'N', 'B', 'S', undefined]),
    indexes: fc.array(
      fc.record({
        keys: oneOf<readonly [KeySpec, KeySpec?]>([
          [{ name: 'gs', type: 'S' }],
          [
            { name: 'gs', type: 'S' },
            { name: 'gn', type: 'N' },
          ],
          [
            { name: 'gn', type: 'N' },
            { name: 'gb', type: 'B' },
          ],
          [
            { name: 'gn', type: 'N' },
            { name: 'gs', type: 'S' },
          ],
        ]),
        projection: oneOf(['ALL', 'KEYS_ONLY', 'INCLUDE'] as const),
      }),
      { maxLength: 2 },
    ),
  })
  .map(({ partitionType, sortType, indexes }) => ({
    partition: { name: 'pk', type: partitionType },
    sort: sortType === undefined ? undefined : { name: 'sk', type: sortType },
    indexes: indexes.map(({ keys: [partition, sort], projection }, at) => ({
      name: `index${at}`,
      partition,
      sort,
      projection,
    })),
  }));

/** The table's definition for CreateTable. */
export function definitionOf(name: string, { partition, sort, indexes }: TableSpec): CreateTableInput {
  const schema = (hash: KeySpec, range: KeySpec | undefined): CreateTableInput['KeySchema'] => [
    { AttributeName: hash.name, KeyType: 'HASH' },
    ...(range === undefined ? [] : [{ AttributeName: range.name, KeyType: 'RANGE' } as const]),
  ];
  const keys = [partition, sort, ...indexes.flatMap((index) => [index.partition, index.sort])];
  const types = new Map(keys.flatMap((key) => (key === undefined ? [] : [[key.name, key.type] as const])));
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...types].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    KeySchema: schema(partition, sort),
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    ...(indexes.length === 0
      ? {}
      : {
          GlobalSecondaryIndexes: indexes.map((index) => ({
            IndexName: index.name,
            KeySchema: schema(index.partition, index.sort),
            Projection: {
              ProjectionType: index.projection,
              ...(index.projection === 'INCLUDE' ? { NonKeyAttributes: ['a', 'n'] } : {}),
            },
          })),
        }),
  };
}
