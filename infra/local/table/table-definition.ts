// Checks on table definitions, before a table or index is made.
import { invalidValues, validationError } from './errors.ts';
import type { CreateTableInput, GlobalSecondaryIndexInput, KeySchemaElement, ScalarType } from './types.ts';

const NAME = /^[A-Za-z0-9_.-]{3,255}$/;
const INDEXES_MAX = 20;
const PROJECTED_ATTRIBUTES_MAX = 100;

/** @throws ValidationException when a name is not one that a table or an index may have */
export function checkTableName(name: string): void {
  if (!NAME.test(name)) {
    throw validationError(
      'Invalid table/index name.  Table/index names must be between 3 and 255 characters long, ' +
        "and may contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'",
    );
  }
}

// Written as a record, so that a field which the type gains is not forgotten here.
const FIELDS: Readonly<Record<keyof CreateTableInput, true>> = {
  TableName: true,
  AttributeDefinitions: true,
  KeySchema: true,
  GlobalSecondaryIndexes: true,
  StreamSpecification: true,
  TimeToLiveSpecification: true,
  BillingMode: true,
  ProvisionedThroughput: true,
  OnDemandThroughput: true,
  DeletionProtectionEnabled: true,
  SSESpecification: true,
  TableClass: true,
  Tags: true,
};

/** @throws ValidationException when keys, attributes, indexes, stream or TTL do not fit each other */
export function checkTableDefinition(definition: CreateTableInput): void {
  const unknown = Object.keys(definition).find((name) => !Object.hasOwn(FIELDS, name));
  if (unknown !== undefined) {
    throw validationError(`${unknown} is not supported by this engine`);
  }
  checkTableName(definition.TableName);
  const types = new Map<string, ScalarType>();
  for (const { AttributeName, AttributeType } of definition.AttributeDefinitions) {
    if (types.has(AttributeName)) {
      throw validationError(`Cannot have two attributes with the same name: ${AttributeName}`);
    }
    if (!['S', 'N', 'B'].includes(AttributeType)) {
      throw validationError(`Member must satisfy enum value set: [B, N, S]; attribute: ${AttributeName}`);
    }
    types.set(AttributeName, AttributeType);
  }
  checkKeySchema(definition.KeySchema, types);
  const indexes = definition.GlobalSecondaryIndexes ?? [];
  checkIndexes(indexes, types);
  const used = new Set([definition.KeySchema, ...indexes.map((index) => index.KeySchema)].flat().map(keyName));
  if (used.size < types.size) {
    throw invalidValues(
      'Some AttributeDefinitions are not used. ' +
        `AttributeDefinitions: [${[...types.keys()].join(', ')}], keys used: [${[...used].join(', ')}]`,
    );
  }
  checkStreamAndTtl(definition, used);
}

function checkIndexes(indexes: readonly GlobalSecondaryIndexInput[], types: ReadonlyMap<string, ScalarType>): void {
  if (indexes.length > INDEXES_MAX) {
    throw invalidValues('GlobalSecondaryIndex count exceeds the per-table limit of 20');
  }
  const names = new Set<string>();
  for (const index of indexes) {
    checkTableName(index.IndexName);
    if (names.has(index.IndexName)) {
      throw invalidValues(`Duplicate index name: ${index.IndexName}`);
    }
    names.add(index.IndexName);
    checkKeySchema(index.KeySchema, types);
    checkProjection(index);
  }
  const included = indexes.reduce((sum, index) => sum + (index.Projection.NonKeyAttributes?.length ?? 0), 0);
  if (included > PROJECTED_ATTRIBUTES_MAX) {
    throw invalidValues('The number of attributes projected into all indexes exceeds 100');
  }
}

function checkKeySchema(keySchema: readonly KeySchemaElement[], types: ReadonlyMap<string, ScalarType>): void {
  const [partition, sort, more] = keySchema;
  if (partition?.KeyType !== 'HASH') {
    throw invalidValues('The first KeySchemaElement is not a HASH key type');
  }
  if (sort !== undefined && sort.KeyType !== 'RANGE') {
    throw invalidValues('The second KeySchemaElement is not a RANGE key type');
  }
  if (more !== undefined) {
    throw invalidValues('A key schema of more than one HASH and one RANGE element is not supported by this engine');
  }
  if (sort?.AttributeName === partition.AttributeName) {
    throw invalidValues('Both the Hash Key and the Range Key element in the KeySchema have the same name');
  }
  for (const { AttributeName } of keySchema) {
    if (!types.has(AttributeName)) {
      throw invalidValues(
        'Some index key attributes are not defined in AttributeDefinitions. ' +
          `Keys: [${AttributeName}], AttributeDefinitions: [${[...types.keys()].join(', ')}]`,
      );
    }
  }
}

function checkProjection({ Projection, IndexName }: GlobalSecondaryIndexInput): void {
  const { ProjectionType, NonKeyAttributes } = Projection;
  if (ProjectionType === undefined) {
    throw invalidValues(`Unknown ProjectionType: null; index: ${IndexName}`);
  }
  if (!['ALL', 'KEYS_ONLY', 'INCLUDE'].includes(ProjectionType)) {
    throw validationError(`Member must satisfy enum value set: [ALL, INCLUDE, KEYS_ONLY]; index: ${IndexName}`);
  }
  if (ProjectionType === 'INCLUDE' && (NonKeyAttributes?.length ?? 0) === 0) {
    throw invalidValues('ProjectionType is INCLUDE, but NonKeyAttributes is not specified');
  }
  if (ProjectionType !== 'INCLUDE' && NonKeyAttributes !== undefined) {
    throw invalidValues(`ProjectionType is ${ProjectionType}, but NonKeyAttributes is specified`);
  }
}

function checkStreamAndTtl(definition: CreateTableInput, keyNames: ReadonlySet<string>): void {
  const stream = definition.StreamSpecification;
  const views = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'];
  if (stream !== undefined && stream.StreamEnabled !== false && !views.includes(stream.StreamViewType ?? '')) {
    throw invalidValues('StreamViewType is required when StreamEnabled is true');
  }
  const ttl = definition.TimeToLiveSpecification;
  if (ttl?.Enabled && (ttl.AttributeName === undefined || keyNames.has(ttl.AttributeName))) {
    throw invalidValues('TimeToLive needs an AttributeName that is no key');
  }
}

function keyName({ AttributeName }: KeySchemaElement): string {
  return AttributeName;
}
