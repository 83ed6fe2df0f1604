// CreateTable, DescribeTable, UpdateTable, DeleteTable, ListTables and the two calls for time to live.

import type { CallContext } from './context.ts';
import { authorise } from './context.ts';
import { invalidValues, TableError, validationError } from './errors.ts';
import { type Fields, readFields } from './input.ts';
import { rowValues } from './store.ts';
import { streamArn, tableArn } from './stream.ts';
import { checkTableName } from './table-definition.ts';
import type { IndexSchema, TableSchema } from './table-schema.ts';
import type { CreateTableInput, GlobalSecondaryIndexInput } from './types.ts';

const CREATE = {
  TableName: 'string!',
  AttributeDefinitions: 'list!',
  KeySchema: 'list!',
  GlobalSecondaryIndexes: 'list',
  StreamSpecification: 'map',
  BillingMode: 'string',
  ProvisionedThroughput: 'map',
  OnDemandThroughput: 'map',
  DeletionProtectionEnabled: 'boolean',
  SSESpecification: 'map',
  TableClass: 'string',
  Tags: 'list',
} as const satisfies Fields;

const UPDATE = {
  TableName: 'string!',
  AttributeDefinitions: 'list',
  GlobalSecondaryIndexUpdates: 'list',
  StreamSpecification: 'map',
  BillingMode: 'string',
  ProvisionedThroughput: 'map',
  OnDemandThroughput: 'map',
  DeletionProtectionEnabled: 'boolean',
} as const satisfies Fields;

const LIST_LIMIT_MAX = 100;

/** CreateTable: the table is active at once. */
export function createTable(context: CallContext, input: unknown): unknown {
  const definition = asDefinition(readFields(input, CREATE, 'CreateTable'));
  authoriseTable(context, 'CreateTable', definition.TableName);
  if (context.catalog.find(definition.TableName) !== undefined) {
    throw new TableError('ResourceInUseException', `Table already exists: ${definition.TableName}`);
  }
  const table = context.catalog.define(definition, context.now());
  return { TableDescription: describe(context, table) };
}

/** DescribeTable. */
export function describeTable(context: CallContext, input: unknown): unknown {
  return { Table: describe(context, namedTable(context, 'DescribeTable', input)) };
}

/** DeleteTable. */
export function deleteTable(context: CallContext, input: unknown): unknown {
  const table = namedTable(context, 'DeleteTable', input);
  if (table.definition.DeletionProtectionEnabled) {
    throw validationError(
      `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`,
    );
  }
  const description = describe(context, table);
  context.catalog.drop(table);
  return { TableDescription: { ...description, TableStatus: 'DELETING' } };
}

/** ListTables, in the order of names. */
export function listTables(context: CallContext, input: unknown): unknown {
  const { ExclusiveStartTableName, Limit } = readFields(
    input,
    { ExclusiveStartTableName: 'string', Limit: 'integer' },
    'ListTables',
  );
  const limit = Limit ?? LIST_LIMIT_MAX;
  if (limit < 1 || limit > LIST_LIMIT_MAX) {
    throw validationError(
      `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: ` +
        'Member must be in 1 to 100',
    );
  }
  const names = context.catalog.names().filter((name) => name > (ExclusiveStartTableName ?? ''));
  const page = names.slice(0, limit);
  return { TableNames: page, ...(names.length > limit ? { LastEvaluatedTableName: page.at(-1) } : {}) };
}

/** UpdateTable: adds or deletes one index, switches the stream, billing mode or deletion protection. */
export function updateTable(context: CallContext, input: unknown): unknown {
  const fields = readFields(input, UPDATE, 'UpdateTable');
  authoriseTable(context, 'UpdateTable', fields.TableName);
  const table = context.catalog.table(fields.TableName);
  const { TableName: _, GlobalSecondaryIndexUpdates: updates, AttributeDefinitions: attributes, ...settings } = fields;
  if ((updates?.length ?? 0) > 1) {
    throw invalidValues('Only one GlobalSecondaryIndex can be created or deleted in one UpdateTable');
  }
  const indexes = changedIndexes(table.definition.GlobalSecondaryIndexes ?? [], updates?.[0]);
  const definition = pruned({
    ...table.definition,
    ...(settings as Partial<CreateTableInput>),
    AttributeDefinitions: mergeAttributes(table.definition, attributes),
    GlobalSecondaryIndexes: indexes,
  });
  return { TableDescription: describe(context, context.catalog.define(definition, table.createdAt)) };
}

/** UpdateTimeToLive. */
export function updateTimeToLive(context: CallContext, input: unknown): unknown {
  const fields = readFields(input, { TableName: 'string!', TimeToLiveSpecification: 'map!' }, 'UpdateTimeToLive');
  authoriseTable(context, 'UpdateTimeToLive', fields.TableName);
  const table = context.catalog.table(fields.TableName);
  const { AttributeName, Enabled } = readFields(
    fields.TimeToLiveSpecification,
    { AttributeName: 'string!', Enabled: 'boolean!' },
    'TimeToLiveSpecification',
  );
  const isOn = table.ttlAttribute !== undefined;
  if (isOn === Enabled) {
    throw validationError(`TimeToLive is already ${Enabled ? 'enabled' : 'disabled'}`);
  }
  if (isOn && table.ttlAttribute !== AttributeName) {
    throw validationError('TimeToLive is active on a different AttributeName');
  }
  const specification = { AttributeName, Enabled };
  context.catalog.define({ ...table.definition, TimeToLiveSpecification: specification }, table.createdAt);
  return { TimeToLiveSpecification: specification };
}

/** DescribeTimeToLive. */
export function describeTimeToLive(context: CallContext, input: unknown): unknown {
  const { ttlAttribute } = namedTable(context, 'DescribeTimeToLive', input);
  return {
    TimeToLiveDescription:
      ttlAttribute === undefined
        ? { TimeToLiveStatus: 'DISABLED' }
        : { TimeToLiveStatus: 'ENABLED', AttributeName: ttlAttribute },
  };
}

/** A definition from outside, with the shape of its parts checked. */
function asDefinition(input: object): CreateTableInput {
  const definition = input as CreateTableInput;
  for (const attribute of definition.AttributeDefinitions) {
    readFields(attribute, { AttributeName: 'string!', AttributeType: 'string!' }, 'AttributeDefinitions');
  }
  checkKeys(definition.KeySchema);
  for (const index of definition.GlobalSecondaryIndexes ?? []) {
    checkIndex(index);
  }
  if (definition.StreamSpecification !== undefined) {
    readFields(
      definition.StreamSpecification,
      { StreamEnabled: 'boolean', StreamViewType: 'string' },
      'StreamSpecification',
    );
  }
  return definition;
}

function checkIndex(index: unknown): void {
  const { KeySchema, Projection } = readFields(
    index,
    {
      IndexName: 'string!',
      KeySchema: 'list!',
      Projection: 'map!',
      ProvisionedThroughput: 'map',
      OnDemandThroughput: 'map',
    },
    'GlobalSecondaryIndexes',
  );
  checkKeys(KeySchema);
  readFields(Projection, { ProjectionType: 'string', NonKeyAttributes: 'list' }, 'Projection');
}

function checkKeys(keySchema: readonly unknown[]): void {
  for (const key of keySchema) {
    readFields(key, { AttributeName: 'string!', KeyType: 'string!' }, 'KeySchema');
  }
}

function changedIndexes(
  indexes: readonly GlobalSecondaryIndexInput[],
  update: unknown,
): readonly GlobalSecondaryIndexInput[] {
  if (update === undefined) {
    return indexes;
  }
  const { Create, Delete } = readFields(update, { Create: 'map', Delete: 'map' }, 'GlobalSecondaryIndexUpdates');
  if (Create !== undefined) {
    checkIndex(Create);
    const created = Create as unknown;
    return [...indexes, created as GlobalSecondaryIndexInput];
  }
  const { IndexName } = readFields(Delete, { IndexName: 'string!' }, 'Delete');
  if (!indexes.some((index) => index.IndexName === IndexName)) {
    throw new TableError('ResourceNotFoundException', `Requested resource not found: Index: ${IndexName} not found`);
  }
  return indexes.filter((index) => index.IndexName !== IndexName);
}

function mergeAttributes(
  definition: CreateTableInput,
  more: readonly unknown[] | undefined,
): CreateTableInput['AttributeDefinitions'] {
  const merged = new Map(definition.AttributeDefinitions.map((each) => [each.AttributeName, each]));
  for (const each of more ?? []) {
    const { AttributeName } = readFields(
      each,
      { AttributeName: 'string!', AttributeType: 'string!' },
      'AttributeDefinitions',
    );
    merged.set(AttributeName, each as CreateTableInput['AttributeDefinitions'][number]);
  }
  return [...merged.values()];
}

// Attributes that no key uses any more go with their index, as in the service.
function pruned(definition: CreateTableInput): CreateTableInput {
  const keys = [
    definition.KeySchema,
    ...(definition.GlobalSecondaryIndexes ?? []).map((index) => index.KeySchema),
  ].flat();
  const used = new Set(keys.map(({ AttributeName }) => AttributeName));
  return {
    ...definition,
    AttributeDefinitions: definition.AttributeDefinitions.filter(({ AttributeName }) => used.has(AttributeName)),
  };
}

function namedTable(context: CallContext, operation: string, input: unknown): TableSchema {
  const { TableName } = readFields(input, { TableName: 'string!' }, operation);
  checkTableName(TableName);
  authoriseTable(context, operation, TableName);
  return context.catalog.table(TableName);
}

function authoriseTable(context: CallContext, operation: string, tableName: string): void {
  authorise(context, { operation, tableName, leadingKeys: [] });
}

function describe(context: CallContext, table: TableSchema): Record<string, unknown> {
  const { definition } = table;
  const row: unknown = context.store
    .statement('SELECT count(*), coalesce(sum(size), 0) FROM ddb_item WHERE table_id = ?')
    .get(table.id);
  const [count, bytes] = rowValues<[number, number]>(row);
  return {
    TableName: table.name,
    TableStatus: 'ACTIVE',
    TableArn: tableArn(table),
    TableId: `00000000-0000-0000-0000-${table.id.toString(16).padStart(12, '0')}`,
    CreationDateTime: table.createdAt / 1000,
    AttributeDefinitions: definition.AttributeDefinitions,
    KeySchema: definition.KeySchema,
    ItemCount: count,
    TableSizeBytes: bytes,
    ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
    BillingModeSummary: { BillingMode: definition.BillingMode ?? 'PAY_PER_REQUEST' },
    DeletionProtectionEnabled: definition.DeletionProtectionEnabled ?? false,
    ...(table.indexes.length === 0
      ? {}
      : { GlobalSecondaryIndexes: table.indexes.map((index) => describeIndex(context, table, index)) }),
    ...(table.streamView === undefined
      ? {}
      : {
          StreamSpecification: { StreamEnabled: true, StreamViewType: table.streamView },
          LatestStreamArn: streamArn(table),
          LatestStreamLabel: streamArn(table).split('/stream/')[1],
        }),
  };
}

function describeIndex(context: CallContext, table: TableSchema, index: IndexSchema): unknown {
  const row: unknown = context.store.statement('SELECT count(*) FROM ddb_entry WHERE index_id = ?').get(index.id);
  return {
    IndexName: index.name,
    KeySchema: index.definition.KeySchema,
    Projection: index.definition.Projection,
    IndexStatus: 'ACTIVE',
    IndexArn: `${tableArn(table)}/index/${index.name}`,
    ItemCount: rowValues<[number]>(row)[0],
    ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
  };
}
