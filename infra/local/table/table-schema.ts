// What a table looks like to the operations, worked out once from its definition.
import type {
  CreateTableInput,
  GlobalSecondaryIndexInput,
  KeySchemaElement,
  ScalarType,
  StreamViewType,
} from './types.ts';

export type KeyAttribute = { readonly name: string; readonly type: ScalarType };

export type IndexSchema = {
  readonly id: number;
  readonly name: string;
  readonly partition: KeyAttribute;
  readonly sort: KeyAttribute | undefined;
  /** The attributes that the index holds, keys included; `undefined` for all. */
  readonly projected: ReadonlySet<string> | undefined;
  readonly definition: GlobalSecondaryIndexInput;
};

export type TableSchema = {
  readonly id: number;
  readonly name: string;
  readonly partition: KeyAttribute;
  readonly sort: KeyAttribute | undefined;
  readonly keyNames: readonly string[];
  readonly indexes: readonly IndexSchema[];
  readonly streamView: StreamViewType | undefined;
  readonly ttlAttribute: string | undefined;
  readonly definition: CreateTableInput;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
};

/** The ids that SQLite gave the table's indexes, by name. */
type IndexIds = ReadonlyMap<string, number>;

/** Works the schema out; the definition must have passed `checkTableDefinition`. */
export function tableSchema(id: number, definition: CreateTableInput, ids: IndexIds, createdAt: number): TableSchema {
  const types = new Map(
    definition.AttributeDefinitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]),
  );
  const { partition, sort } = keyPair(definition.KeySchema, types);
  const keyNames = sort === undefined ? [partition.name] : [partition.name, sort.name];
  const ttl = definition.TimeToLiveSpecification;
  return {
    id,
    name: definition.TableName,
    partition,
    sort,
    keyNames,
    indexes: (definition.GlobalSecondaryIndexes ?? []).map((index) => {
      const pair = keyPair(index.KeySchema, types);
      return {
        id: ids.get(index.IndexName) as number,
        name: index.IndexName,
        ...pair,
        projected: projectedNames(index, keyNames),
        definition: index,
      };
    }),
    streamView:
      definition.StreamSpecification?.StreamEnabled === false
        ? undefined
        : definition.StreamSpecification?.StreamViewType,
    ttlAttribute: ttl?.Enabled ? ttl.AttributeName : undefined,
    definition,
    createdAt,
  };
}

function keyPair(
  keySchema: readonly KeySchemaElement[],
  types: ReadonlyMap<string, ScalarType>,
): { partition: KeyAttribute; sort: KeyAttribute | undefined } {
  const attribute = ({ AttributeName }: KeySchemaElement): KeyAttribute => ({
    name: AttributeName,
    type: types.get(AttributeName) as ScalarType,
  });
  const [partition, sort] = keySchema as [KeySchemaElement, KeySchemaElement?];
  return { partition: attribute(partition), sort: sort === undefined ? undefined : attribute(sort) };
}

function projectedNames(
  index: GlobalSecondaryIndexInput,
  keyNames: readonly string[],
): ReadonlySet<string> | undefined {
  const { ProjectionType, NonKeyAttributes } = index.Projection;
  return ProjectionType === 'ALL'
    ? undefined
    : new Set([...keyNames, ...index.KeySchema.map((key) => key.AttributeName), ...(NonKeyAttributes ?? [])]);
}
