/**
 * Reads of one tenant's records. Everything but `list` is strongly consistent; a list reads an index, which may be
 * some seconds behind in AWS, and so is never the ground for a decision (DESIGN 4).
 */
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { notFound, reject } from '../rejection.ts';
import type { TenantId } from '../values/ids.ts';
import { type Entity, fromItem, type Item, itemKey, listPartition, type RecordKey, type Stored } from './entity.ts';
import { itemReader } from './read-items.ts';

/** Position in a list: the index key of the last record seen. Signed before it leaves the system (http/cursor.ts). */
export type ListPosition = Readonly<Record<string, string>>;
export type ListPage<Fields> = { readonly records: Stored<Fields>[]; readonly next?: ListPosition };
export type ListOptions<Fields> = {
  readonly limit: number;
  readonly after?: ListPosition | undefined;
  /** Newest first unless said. */
  readonly ascending?: boolean;
  /** Start of the sort attribute, folded: a search by the beginning of a name. */
  readonly startsWith?: string | undefined;
  /** The first and the last sort key that are asked for, both included. Not together with `startsWith`. */
  readonly between?: readonly [first: string, last: string] | undefined;
  /** Applied to whole records after reading. A page may then end early with a `next`; work stays bounded. */
  readonly where?: ((record: Stored<Fields>) => boolean) | undefined;
};

export type Records = {
  /** The record, or undefined where it does not exist for this tenant. */
  get<Fields extends object>(entity: Entity<Fields>, key: RecordKey): Promise<Stored<Fields> | undefined>;
  /** @throws Rejection `<module>.<noun>.not_found` (404) */
  need<Fields extends object>(entity: Entity<Fields>, key: RecordKey): Promise<Stored<Fields>>;
  /** Many by id, in the order asked; what does not exist is left out. */
  getMany<Fields extends object>(entity: Entity<Fields>, keys: readonly RecordKey[]): Promise<Stored<Fields>[]>;
  /** All records of one partition of an entity with a composite key, in sort order; those after a sort key, if given. */
  partition<Fields extends object>(
    entity: Entity<Fields>,
    key: Readonly<Record<string, string>>,
    options?: { limit?: number; descending?: boolean; after?: Readonly<Record<string, string>> },
  ): Promise<Stored<Fields>[]>;
  /** A page of a list: `'all'`, or one of the entity's lists with the values that select it. */
  list<Fields extends object>(
    entity: Entity<Fields>,
    list: string,
    values: readonly string[],
    options: ListOptions<Fields>,
  ): Promise<ListPage<Fields>>;
};

/** Records that a filtered page reads at once. */
const FILTERED_PAGE_MAX = 100;
/** A filtered page looks at no more than this many records before it answers with what it has and a cursor. */
const SCANNED_LIMIT = 500;

export function recordsOf(table: { client: DynamoDBDocumentClient; name: string }, tenantId: TenantId): Records {
  const { client, name: TableName } = table;

  const readItem = itemReader(table);

  const records: Records = {
    async get(entity, key) {
      const item = await readItem(itemKey(entity, tenantId, key));
      return item === undefined ? undefined : fromItem(entity, item);
    },
    async need(entity, key) {
      const record = await records.get(entity, key);
      if (record === undefined) throw notFound(entity.name);
      return record;
    },
    async getMany(entity, keys) {
      const unique = new Map(
        keys.map((key) => itemKey(entity, tenantId, key)).map((key) => [`${key.pk}|${key.sk}`, key]),
      );
      const items = await Promise.all([...unique.values()].map(readItem));
      return items.flatMap((item) => (item === undefined ? [] : [fromItem(entity, item)]));
    },
    async partition(entity, key, options = {}) {
      const { pk } = itemKey(entity, tenantId, {
        ...Object.fromEntries(entity.sort.map((part) => [part, ''])),
        ...key,
      });
      const found: Item[] = [];
      let after: Item | undefined =
        options.after === undefined ? undefined : itemKey(entity, tenantId, { ...key, ...options.after });
      do {
        const answer: { Items?: Item[] | undefined; LastEvaluatedKey?: Item | undefined } = await client.send(
          new QueryCommand({
            TableName,
            ConsistentRead: true,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': pk },
            ScanIndexForward: options.descending !== true,
            ...(options.limit === undefined ? {} : { Limit: options.limit - found.length }),
            ...(after === undefined ? {} : { ExclusiveStartKey: { ...after } }),
          }),
        );
        found.push(...(answer.Items ?? []));
        after = answer.LastEvaluatedKey;
      } while (after !== undefined && (options.limit === undefined || found.length < options.limit));
      return found.map((item) => fromItem(entity, item));
    },
    async list(entity, list, values, options) {
      const { slot, pk } = listPartition(entity, tenantId, list, values);
      const range = sortRange(`${slot}sk`, options);
      const params = {
        TableName,
        IndexName: slot,
        ScanIndexForward: options.ascending === true,
        KeyConditionExpression: [`${slot}pk = :pk`, ...range.conditions].join(' AND '),
        ExpressionAttributeValues: { ':pk': pk, ...range.values },
      };
      return readPage(options, async (limit, after) => {
        const page = await client.send(
          new QueryCommand({
            ...params,
            Limit: limit,
            ...(after === undefined ? {} : { ExclusiveStartKey: { ...after } }),
          }),
        );
        const positions = (page.Items ?? []) as ListPosition[];
        const items = await Promise.all(positions.map(({ pk = '', sk = '' }) => readItem({ pk, sk })));
        const rows = positions.flatMap((position, index) => {
          const item = items[index];
          return item === undefined ? [] : [{ position, record: fromItem(entity, item) }];
        });
        return { rows, next: page.LastEvaluatedKey as ListPosition | undefined };
      });
    },
  };
  return records;
}

/** The part of a list's key condition that narrows its sort key. */
function sortRange(
  key: string,
  { startsWith, between }: Pick<ListOptions<never>, 'startsWith' | 'between'>,
): { readonly conditions: readonly string[]; readonly values: Readonly<Record<string, string>> } {
  if (startsWith !== undefined)
    return { conditions: [`begins_with(${key}, :start)`], values: { ':start': startsWith } };
  if (between === undefined) return { conditions: [], values: {} };
  const [first, last] = between;
  return { conditions: [`${key} BETWEEN :first AND :last`], values: { ':first': first, ':last': last } };
}

type Row<Fields> = { readonly position: ListPosition; readonly record: Stored<Fields> };
type Fetch<Fields> = (
  limit: number,
  after?: ListPosition,
) => Promise<{ rows: Row<Fields>[]; next: ListPosition | undefined }>;

async function readPage<Fields>(options: ListOptions<Fields>, fetch: Fetch<Fields>): Promise<ListPage<Fields>> {
  if (options.limit < 1) throw reject('invalid', 'list.limit', 'The limit must be at least 1.');
  const found: Stored<Fields>[] = [];
  let after = options.after;
  for (let scanned = 0; scanned < SCANNED_LIMIT; ) {
    const want =
      options.where === undefined ? options.limit - found.length : Math.min(FILTERED_PAGE_MAX, options.limit * 2);
    const page = await fetch(want, after);
    for (const { position, record } of page.rows) {
      scanned += 1;
      after = position;
      if (options.where?.(record) === false) continue;
      found.push(record);
      const isLast = position === page.rows.at(-1)?.position && page.next === undefined;
      if (found.length === options.limit) return isLast ? { records: found } : { records: found, next: position };
    }
    if (page.next === undefined) return { records: found };
    after = page.next;
  }
  return after === undefined ? { records: found } : { records: found, next: after };
}
