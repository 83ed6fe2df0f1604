// The tables that the file holds, and changes to them.
import { memberOf } from './attribute-value.ts';
import { TableError } from './errors.ts';
import { keyIfFit, keyOfItem } from './key-encoding.ts';
import { rowValues, type Store } from './store.ts';
import { checkTableDefinition, checkTableName } from './table-definition.ts';
import { type IndexSchema, type TableSchema, tableSchema } from './table-schema.ts';
import { expiryOf } from './ttl.ts';
import type { CreateTableInput, Item } from './types.ts';

export type Catalog = {
  names(): string[];
  find(name: string): TableSchema | undefined;
  /** @throws ResourceNotFoundException, or ValidationException for a name that no table can have */
  table(name: string): TableSchema;
  /** Makes the table, or brings a known one to this definition: indexes are added and filled, or dropped. */
  define(definition: CreateTableInput, createdAt: number): TableSchema;
  drop(table: TableSchema): void;
};

/** Reads the catalog from the file; it is kept in memory from then on, as this process is the file's owner. */
export function openCatalog(store: Store): Catalog {
  const tables = new Map<string, TableSchema>();
  for (const row of store.statement('SELECT id, name, definition, created_at FROM ddb_table').all()) {
    const [id, name, definition, createdAt] = rowValues<[number, string, string, number]>(row);
    tables.set(name, tableSchema(id, JSON.parse(definition), indexIds(store, id), createdAt));
  }
  const table = (name: string): TableSchema => {
    const found = tables.get(name);
    if (found === undefined) {
      checkTableName(name);
      throw new TableError('ResourceNotFoundException', 'Requested resource not found');
    }
    return found;
  };
  return {
    names: () => [...tables.keys()].sort(),
    find: (name) => tables.get(name),
    table,
    define: (definition, createdAt) => {
      checkTableDefinition(definition);
      const known = tables.get(definition.TableName);
      const schema =
        known === undefined ? insertTable(store, definition, createdAt) : alterTable(store, known, definition);
      tables.set(schema.name, schema);
      return schema;
    },
    drop: (schema) => {
      dropTable(store, schema);
      tables.delete(schema.name);
    },
  };
}

/** Reads all items of a table in key order; not a part of the API. */
export function* itemsOf(store: Store, table: TableSchema): IterableIterator<Item> {
  const sql = 'SELECT body FROM ddb_item WHERE table_id = ? ORDER BY pk, sk';
  // A statement of its own: the caller may write, or read through the cached ones, between two steps.
  const statement = store.database.prepare(sql);
  statement.setReturnArrays(true);
  for (const row of statement.iterate(table.id)) {
    yield JSON.parse(rowValues<[string]>(row)[0]) as Item;
  }
}

function insertTable(store: Store, definition: CreateTableInput, createdAt: number): TableSchema {
  return store.commit(() => {
    const inserted = store
      .statement('INSERT INTO ddb_table (name, definition, created_at) VALUES (?, ?, ?)')
      .run(definition.TableName, JSON.stringify(definition), createdAt);
    const id = Number(inserted.lastInsertRowid);
    insertIndexes(store, id, definition, new Set());
    return tableSchema(id, definition, indexIds(store, id), createdAt);
  });
}

function alterTable(store: Store, known: TableSchema, definition: CreateTableInput): TableSchema {
  const text = JSON.stringify(definition);
  if (text === JSON.stringify(known.definition)) {
    return known;
  }
  const before = keyText(known.definition);
  if (before !== keyText(definition)) {
    throw new TableError('ResourceInUseException', `Table already exists with another key: ${known.name}`);
  }
  return store.commit(() => {
    store.statement('UPDATE ddb_table SET definition = ? WHERE id = ?').run(text, known.id);
    const wanted = new Map(
      definition.GlobalSecondaryIndexes?.map((index) => [index.IndexName, indexText(definition, index.IndexName)]),
    );
    const kept = new Set<string>();
    for (const index of known.indexes) {
      if (wanted.get(index.name) === indexText(known.definition, index.name)) {
        kept.add(index.name);
      } else {
        store.statement('DELETE FROM ddb_entry WHERE index_id = ?').run(index.id);
        store.statement('DELETE FROM ddb_index WHERE id = ?').run(index.id);
      }
    }
    insertIndexes(store, known.id, definition, kept);
    const schema = tableSchema(known.id, definition, indexIds(store, known.id), known.createdAt);
    fillIndexes(
      store,
      schema,
      schema.indexes.filter((index) => !kept.has(index.name)),
    );
    if (schema.ttlAttribute !== known.ttlAttribute) {
      fillExpiry(store, schema);
    }
    return schema;
  });
}

function insertIndexes(store: Store, tableId: number, definition: CreateTableInput, kept: ReadonlySet<string>): void {
  for (const { IndexName } of definition.GlobalSecondaryIndexes ?? []) {
    if (!kept.has(IndexName)) {
      store.statement('INSERT INTO ddb_index (table_id, name) VALUES (?, ?)').run(tableId, IndexName);
    }
  }
}

// Items whose attribute has the wrong type or an unfit size for the new index stay out of it, as in the service.
function fillIndexes(store: Store, table: TableSchema, indexes: readonly IndexSchema[]): void {
  if (indexes.length === 0) {
    return;
  }
  for (const item of itemsOf(store, table)) {
    const key = keyOfItem(table, item);
    for (const index of indexes) {
      const entry = keyIfFit(index, item);
      const row = entry === undefined ? undefined : store.getItem(table.id, key)?.row;
      if (entry !== undefined && row !== undefined) {
        store.putEntry(index.id, entry, key, row);
      }
    }
  }
}

function fillExpiry(store: Store, table: TableSchema): void {
  store.statement('DELETE FROM ddb_expiry WHERE table_id = ?').run(table.id);
  if (table.ttlAttribute === undefined) {
    return;
  }
  const insert = store.statement('INSERT INTO ddb_expiry (table_id, expires, pk, sk) VALUES (?, ?, ?, ?)');
  for (const item of itemsOf(store, table)) {
    const expires = expiryOf(table, item);
    if (expires !== undefined) {
      const key = keyOfItem(table, item);
      insert.run(table.id, expires, key.partition, key.sort);
    }
  }
}

function dropTable(store: Store, table: TableSchema): void {
  store.commit(() => {
    for (const index of table.indexes) {
      store.statement('DELETE FROM ddb_entry WHERE index_id = ?').run(index.id);
    }
    for (const name of ['ddb_index', 'ddb_item', 'ddb_expiry']) {
      store.statement(`DELETE FROM ${name} WHERE table_id = ?`).run(table.id);
    }
    // The newest record stays, as no table's, so that its number is not given again.
    store
      .statement('UPDATE ddb_stream SET table_id = 0 WHERE table_id = ? AND seq = (SELECT max(seq) FROM ddb_stream)')
      .run(table.id);
    store.statement('DELETE FROM ddb_stream WHERE table_id = ?').run(table.id);
    store.statement('DELETE FROM ddb_table WHERE id = ?').run(table.id);
  });
}

function indexIds(store: Store, tableId: number): Map<string, number> {
  const rows = store.statement('SELECT name, id FROM ddb_index WHERE table_id = ?').all(tableId);
  return new Map(rows.map((row) => rowValues<[string, number]>(row)));
}

function keyText(definition: CreateTableInput): string {
  return JSON.stringify(typedKey(definition, definition.KeySchema));
}

function indexText(definition: CreateTableInput, name: string): string {
  const index = definition.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === name);
  return JSON.stringify([typedKey(definition, index?.KeySchema ?? []), index?.Projection]);
}

function typedKey(definition: CreateTableInput, keySchema: CreateTableInput['KeySchema']): unknown {
  const types = Object.fromEntries(
    definition.AttributeDefinitions.map(({ AttributeName, AttributeType }) => [AttributeName, { S: AttributeType }]),
  );
  return keySchema.map(({ AttributeName, KeyType }) => [AttributeName, KeyType, memberOf(types, AttributeName)]);
}
