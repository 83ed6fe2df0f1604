// Query on a table or a global secondary index, page by page.
import { readAttributes } from './attribute-value.ts';
import { consumedCapacity, readCapacityMode, readUnits, type Usage } from './capacity.ts';
import { holds } from './condition.ts';
import { checkCondition } from './condition-check.ts';
import { authorise, type CallContext, leadingKeyText } from './context.ts';
import { checkNoPathIntoKeys, checkPathsDisjoint, type DocumentPath, resolvePath } from './document-path.ts';
import { invalidValues, validationError } from './errors.ts';
import type { Condition, Parsed, Path } from './expression-ast.ts';
import { parseCondition, parseProjection } from './expression-parser.ts';
import { pathsOfCondition } from './expression-paths.ts';
import { type Fields, readFields, readWord, type Values } from './input.ts';
import { topLevelNames } from './item-read.ts';
import { sizeOfAttributes } from './item-size.ts';
import { justAfter, type KeyRange, readKeyCondition } from './key-condition.ts';
import { keyOfItem } from './key-encoding.ts';
import { type Placeholders, readPlaceholders } from './placeholders.ts';
import { project, projectAttributes } from './projection.ts';
import { readStartKey, rowsOf, type StartKey } from './query-rows.ts';
import type { IndexSchema, TableSchema } from './table-schema.ts';
import type { Item } from './types.ts';

const PAGE_BYTES_MAX = 1024 * 1024;

const QUERY = {
  TableName: 'string!',
  IndexName: 'string',
  KeyConditionExpression: 'string',
  FilterExpression: 'string',
  ProjectionExpression: 'string',
  ExpressionAttributeNames: 'map',
  ExpressionAttributeValues: 'map',
  Select: 'string',
  Limit: 'integer',
  ScanIndexForward: 'boolean',
  ConsistentRead: 'boolean',
  ExclusiveStartKey: 'map',
  ReturnConsumedCapacity: 'string',
} as const satisfies Fields;

type QueryInput = Values<typeof QUERY>;

type QueryPlan = {
  readonly table: TableSchema;
  readonly index: IndexSchema | undefined;
  readonly keys: KeyRange;
  readonly filter: Parsed<Condition> | undefined;
  readonly paths: readonly DocumentPath[] | undefined;
  readonly placeholders: Placeholders;
  readonly countOnly: boolean;
  readonly limit: number;
  readonly forward: boolean;
  readonly start: StartKey | undefined;
};

type Page = {
  readonly items: Item[];
  readonly count: number;
  scanned: number;
  bytes: number;
  readonly last: Item | undefined;
};

/** Query: one partition, in sort-key order. */
export function query(context: CallContext, input: unknown): unknown {
  const fields = readFields(input, QUERY, 'Query');
  const mode = readCapacityMode(fields.ReturnConsumedCapacity);
  const plan = readPlan(context, fields);
  const page = readPage(context, plan);
  const usage = usageOf(plan, page.bytes, fields.ConsistentRead === true);
  context.record('Query', [usage]);
  const capacity = consumedCapacity(usage, mode);
  return {
    ...(plan.countOnly ? {} : { Items: page.items }),
    Count: page.count,
    ScannedCount: page.scanned,
    ...(page.last === undefined ? {} : { LastEvaluatedKey: lastKey(plan, page.last) }),
    ...(capacity === undefined ? {} : { ConsumedCapacity: capacity }),
  };
}

function readPlan(context: CallContext, input: QueryInput): QueryPlan {
  const text = input.KeyConditionExpression ?? undefined;
  if (text === undefined) {
    throw validationError(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    );
  }
  const condition = parseCondition(text, 'KeyConditionExpression');
  const filter =
    (input.FilterExpression ?? undefined) === undefined
      ? undefined
      : parseCondition(input.FilterExpression as string, 'FilterExpression');
  const projection =
    (input.ProjectionExpression ?? undefined) === undefined
      ? undefined
      : parseProjection(input.ProjectionExpression as string, 'ProjectionExpression');
  const placeholders = readPlaceholders(input, [condition, filter, projection], 'KeyConditionExpression');
  for (const each of [condition, filter]) {
    if (each !== undefined) {
      checkCondition(each, placeholders);
    }
  }
  const table = context.catalog.table(input.TableName);
  const index = indexNamed(table, input.IndexName ?? undefined);
  if (index !== undefined && input.ConsistentRead) {
    throw validationError('Consistent reads are not supported on global secondary indexes');
  }
  const { partition, sort } = index ?? table;
  const keys = readKeyCondition(condition, placeholders, partition, sort);
  const paths = projection && resolvedPaths(projection.tree, placeholders);
  checkPathsDisjoint(paths ?? [], 'ProjectionExpression');
  const filtered = filter === undefined ? [] : resolvedPaths(pathsOfCondition(filter.tree), placeholders);
  checkNoPathIntoKeys([...filtered, ...(paths ?? [])], table);
  checkFilter(filtered, [partition.name, ...(sort === undefined ? [] : [sort.name])], index);
  const countOnly = readSelect(input, index, paths) === 'COUNT';
  const start = input.ExclusiveStartKey ?? undefined;
  authorise(context, {
    operation: 'Query',
    tableName: table.name,
    ...(index === undefined ? {} : { indexName: index.name }),
    leadingKeys: [leadingKeyText(keys.partitionValue)],
    ...(paths === undefined ? {} : { attributes: topLevelNames(paths, {}) }),
  });
  return {
    table,
    index,
    keys,
    filter,
    paths,
    placeholders,
    countOnly,
    limit: readLimit(input.Limit ?? undefined),
    forward: input.ScanIndexForward !== false,
    start:
      start === undefined ? undefined : readStartKey(table, index, readAttributes(start, 'ExclusiveStartKey'), keys),
  };
}

function resolvedPaths(paths: readonly Path[], { names }: Placeholders): DocumentPath[] {
  return paths.map((path) => resolvePath(path, names));
}

function readPage(context: CallContext, plan: QueryPlan): Page {
  const { filter, placeholders, index, paths, limit } = plan;
  const page = { items: [] as Item[], count: 0, scanned: 0, bytes: 0 };
  for (const { text, size } of rowsOf(context.store, plan.table, plan)) {
    const whole = JSON.parse(text) as Item;
    const item = index?.projected === undefined ? whole : projectAttributes(whole, index.projected);
    page.scanned += 1;
    page.bytes += item === whole ? size : sizeOfAttributes(item);
    if (filter === undefined || holds(filter.tree, item, placeholders)) {
      page.count += 1;
      if (!plan.countOnly) {
        page.items.push(paths === undefined ? item : project(item, paths));
      }
    }
    if (page.scanned === limit || page.bytes >= PAGE_BYTES_MAX) {
      return { ...page, last: isEndOfRange(plan, whole) ? undefined : whole };
    }
  }
  return { ...page, last: undefined };
}

// In a table a key occurs once: nothing can follow the item that lies on the range's own bound.
function isEndOfRange({ table, index, keys, forward }: QueryPlan, last: Item): boolean {
  if (index !== undefined) {
    return false;
  }
  const { sort } = keyOfItem(table, last);
  return (
    table.sort === undefined ||
    (forward
      ? keys.endsAtHigh && Buffer.compare(justAfter(sort), keys.range.high) === 0
      : keys.endsAtLow && Buffer.compare(sort, keys.range.low) === 0)
  );
}

function usageOf({ table, index }: QueryPlan, bytes: number, strong: boolean): Usage {
  const read = readUnits(bytes, strong ? 'strong' : 'eventual');
  return index === undefined
    ? { tableName: table.name, read, write: 0, indexes: new Map() }
    : { tableName: table.name, read: 0, write: 0, indexes: new Map([[index.name, { read, write: 0 }]]) };
}

function lastKey({ table, index }: QueryPlan, item: Item): Item {
  const indexKeys =
    index === undefined ? [] : [index.partition.name, ...(index.sort === undefined ? [] : [index.sort.name])];
  return projectAttributes(item, new Set([...table.keyNames, ...indexKeys]));
}

function indexNamed(table: TableSchema, name: string | undefined): IndexSchema | undefined {
  const index = table.indexes.find((each) => each.name === name);
  if (name !== undefined && index === undefined) {
    throw validationError(`The table does not have the specified index: ${name}`);
  }
  return index;
}

function readLimit(limit: number | undefined): number {
  if (limit !== undefined && limit < 1) {
    throw validationError(
      `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: ` +
        'Member must have value greater than or equal to 1',
    );
  }
  return limit ?? Number.POSITIVE_INFINITY;
}

function readSelect(
  input: QueryInput,
  index: IndexSchema | undefined,
  paths: readonly DocumentPath[] | undefined,
): string {
  const select = readWord(
    input.Select,
    ['DEFAULT' as const, 'ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES', 'COUNT', 'SPECIFIC_ATTRIBUTES'],
    'select',
  );
  if (paths !== undefined && select !== 'DEFAULT' && select !== 'SPECIFIC_ATTRIBUTES') {
    throw validationError(
      `Cannot specify the ProjectionExpression when choosing to get ${select === 'COUNT' ? 'only the Count' : select}`,
    );
  }
  if (select === 'SPECIFIC_ATTRIBUTES' && paths === undefined) {
    throw validationError(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    );
  }
  if (select === 'ALL_PROJECTED_ATTRIBUTES' && index === undefined) {
    throw validationError('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
  }
  if (select === 'ALL_ATTRIBUTES' && index?.projected !== undefined) {
    throw invalidValues(
      'Select type ALL_ATTRIBUTES is not supported for global secondary index ' +
        `${index.name} because its projection type is not ALL`,
    );
  }
  const foreign = paths?.filter(([name]) => index?.projected !== undefined && !index.projected.has(name)) ?? [];
  if (foreign.length > 0) {
    throw invalidValues(
      `Global secondary index ${index?.name} does not project [${foreign.map(([name]) => name).join(', ')}]`,
    );
  }
  return select;
}

function checkFilter(
  paths: readonly DocumentPath[],
  keyNames: readonly string[],
  index: IndexSchema | undefined,
): void {
  const key = paths.find(([name]) => keyNames.includes(name));
  if (key !== undefined) {
    throw validationError(
      `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${key[0]}`,
    );
  }
  const foreign = new Set(paths.map(([name]) => name).filter((name) => index?.projected?.has(name) === false));
  if (foreign.size > 0) {
    throw invalidValues(
      `Secondary index ${index?.name} does not project one or more filter attributes: [${[...foreign].join(', ')}]`,
    );
  }
}
