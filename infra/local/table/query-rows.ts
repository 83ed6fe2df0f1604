// The rows behind a query: a range of one partition in either direction, from where the last page ended.
import { memberOf, typeOf } from './attribute-value.ts';
import { validationError } from './errors.ts';
import type { KeyRange } from './key-condition.ts';
import { type ItemKey, keyInIndex, keyOfRequest } from './key-encoding.ts';
import { projectAttributes } from './projection.ts';
import { type Store, type StoredText, storedText } from './store.ts';
import type { IndexSchema, KeyAttribute, TableSchema } from './table-schema.ts';
import type { Item } from './types.ts';

/** Where a page begins: just after this row. For a table both keys are the same. */
export type StartKey = { readonly entry: ItemKey; readonly key: ItemKey };

type RowRange = {
  readonly index: IndexSchema | undefined;
  readonly keys: KeyRange;
  readonly forward: boolean;
  readonly start: StartKey | undefined;
};

/**
 * Reads an ExclusiveStartKey: the table's key, with the index's key for a query on an index.
 * @throws ValidationException when it is of another form or lies in another partition
 */
export function readStartKey(
  table: TableSchema,
  index: IndexSchema | undefined,
  given: Item,
  keys: KeyRange,
): StartKey {
  const attributes = [table.partition, table.sort, index?.partition, index?.sort].filter((each) => each !== undefined);
  const names = new Set(attributes.map(({ name }) => name));
  const fits = attributes.every((attribute: KeyAttribute) => {
    const value = memberOf(given, attribute.name);
    return value !== undefined && typeOf(value) === attribute.type;
  });
  if (!fits || Object.keys(given).length !== names.size) {
    throw validationError('The provided starting key is invalid');
  }
  const key = keyOfRequest(table, projectAttributes(given, new Set(table.keyNames)));
  const entry = index === undefined ? key : keyInIndex(index, given);
  if (entry === undefined || !entry.partition.equals(keys.partition)) {
    throw validationError('The provided starting key is outside query boundaries based on provided conditions');
  }
  return { entry, key };
}

/** The rows of the range, in order. The iterator must be run to its end or closed before the next query. */
export function rowsOf(store: Store, table: TableSchema, range: RowRange): Iterable<StoredText> {
  return range.index === undefined ? tableRows(store, table, range) : indexRows(store, range.index, range);
}

function* tableRows(store: Store, table: TableSchema, { keys, forward, start }: RowRange): Iterable<StoredText> {
  const bounds = start === undefined ? '' : `AND sk ${forward ? '>' : '<'} ?`;
  const statement = store.statement(
    'SELECT body, size, id FROM ddb_item WHERE table_id = ? AND pk = ? AND sk >= ? AND sk < ? ' +
      `${bounds} ORDER BY sk ${forward ? 'ASC' : 'DESC'}`,
  );
  const after = start === undefined ? [] : [start.key.sort];
  yield* storedTexts(statement.iterate(table.id, keys.partition, keys.range.low, keys.range.high, ...after));
}

function* indexRows(store: Store, index: IndexSchema, { keys, forward, start }: RowRange): Iterable<StoredText> {
  const bounds = start === undefined ? '' : `AND (entry.gsk, entry.pk, entry.sk) ${forward ? '>' : '<'} (?, ?, ?)`;
  const direction = forward ? 'ASC' : 'DESC';
  const statement = store.statement(
    'SELECT item.body, item.size, item.id FROM ddb_entry AS entry CROSS JOIN ddb_item AS item ' +
      'ON item.id = entry.item_id WHERE entry.index_id = ? AND entry.gpk = ? AND entry.gsk >= ? AND entry.gsk < ? ' +
      `${bounds} ORDER BY entry.gsk ${direction}, entry.pk ${direction}, entry.sk ${direction}`,
  );
  const after = start === undefined ? [] : [start.entry.sort, start.key.partition, start.key.sort];
  const { low, high } = keys.range;
  yield* storedTexts(statement.iterate(index.id, keys.partition, low, high, ...after));
}

function* storedTexts(rows: Iterable<unknown>): Iterable<StoredText> {
  for (const row of rows) {
    yield storedText(row);
  }
}
