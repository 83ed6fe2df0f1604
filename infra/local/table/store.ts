// The SQLite side: tables, prepared statements, commits. Knows bytes and JSON text, nothing of DynamoDB's rules.
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { ItemKey } from './key-encoding.ts';
import type { TableEngineOptions } from './types.ts';

export type StoredText = { readonly text: string; readonly size: number };

/** `[low, high)` over encoded sort keys. */
export type SortRange = { readonly low: Buffer; readonly high: Buffer };

/** Above every encoded sort key: none is longer than 1,024 bytes. */
export const HIGHEST_SORT_KEY: Buffer = Buffer.alloc(1025, 0xff);

const SCHEMA = `
CREATE TABLE IF NOT EXISTS ddb_table (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, definition TEXT NOT NULL,
  created_at INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS ddb_index (id INTEGER PRIMARY KEY, table_id INTEGER NOT NULL, name TEXT NOT NULL,
  UNIQUE (table_id, name)) STRICT;
CREATE TABLE IF NOT EXISTS ddb_item (table_id INTEGER NOT NULL, pk BLOB NOT NULL, sk BLOB NOT NULL,
  size INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (table_id, pk, sk)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ddb_entry (index_id INTEGER NOT NULL, gpk BLOB NOT NULL, gsk BLOB NOT NULL,
  pk BLOB NOT NULL, sk BLOB NOT NULL, PRIMARY KEY (index_id, gpk, gsk, pk, sk)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ddb_stream (seq INTEGER PRIMARY KEY, table_id INTEGER NOT NULL, at INTEGER NOT NULL,
  event TEXT NOT NULL, expired INTEGER NOT NULL, size INTEGER NOT NULL, keys TEXT NOT NULL, new TEXT, old TEXT) STRICT;
CREATE TABLE IF NOT EXISTS ddb_expiry (table_id INTEGER NOT NULL, expires INTEGER NOT NULL, pk BLOB NOT NULL,
  sk BLOB NOT NULL, PRIMARY KEY (table_id, expires, pk, sk)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ddb_token_0 (token TEXT PRIMARY KEY, at INTEGER NOT NULL, digest TEXT NOT NULL)
  STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ddb_token_1 (token TEXT PRIMARY KEY, at INTEGER NOT NULL, digest TEXT NOT NULL)
  STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ddb_setting (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`;

export type Store = {
  readonly database: DatabaseSync;
  /** The statement for a text, prepared once. Rows come as arrays. */
  statement(sql: string): StatementSync;
  /** Runs `work` in one commit, or inside the one that is under way; rolled back when it throws. */
  commit<Result>(work: () => Result): Result;
  getItem(tableId: number, key: ItemKey): StoredText | undefined;
  putItem(tableId: number, key: ItemKey, item: StoredText, replaces: boolean): void;
  deleteItem(tableId: number, key: ItemKey): void;
  putEntry(indexId: number, entry: ItemKey, key: ItemKey): void;
  deleteEntry(indexId: number, entry: ItemKey, key: ItemKey): void;
  close(): void;
};

/** Opens the file and makes the engine's own tables in it. */
export function openStore({ path, synchronous = 'FULL' }: TableEngineOptions): Store {
  const database = new DatabaseSync(path);
  // Exclusive: one process owns the file, and SQLite then needs no shared memory and no lock calls for each statement.
  database.exec(`
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA journal_mode = ${path === ':memory:' ? 'MEMORY' : 'WAL'};
    PRAGMA synchronous = ${synchronous};
    PRAGMA temp_store = MEMORY;
  `);
  database.exec(SCHEMA);
  const statements = new Map<string, StatementSync>();
  const statement = (sql: string) => {
    let known = statements.get(sql);
    if (known === undefined) {
      known = database.prepare(sql);
      known.setReturnArrays(true);
      statements.set(sql, known);
    }
    return known;
  };
  return {
    database,
    statement,
    commit: commitIn(database, statement),
    ...itemStatements(statement),
    close: () => database.close(),
  };
}

function commitIn(database: DatabaseSync, statement: Store['statement']): Store['commit'] {
  const begin = statement('BEGIN IMMEDIATE');
  const commit = statement('COMMIT');
  return (work) => {
    if (database.isTransaction) {
      return savepoint(database, work);
    }
    begin.run();
    try {
      const result = work();
      commit.run();
      return result;
    } catch (error) {
      // A full disk may have ended the transaction already.
      if (database.isTransaction) {
        database.exec('ROLLBACK');
      }
      throw error;
    }
  };
}

function savepoint<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec('SAVEPOINT ddb');
  try {
    const result = work();
    database.exec('RELEASE ddb');
    return result;
  } catch (error) {
    if (database.isTransaction) {
      database.exec('ROLLBACK TO ddb; RELEASE ddb');
    }
    throw error;
  }
}

function itemStatements(
  statement: Store['statement'],
): Pick<Store, 'getItem' | 'putItem' | 'deleteItem' | 'putEntry' | 'deleteEntry'> {
  const get = statement('SELECT body, size FROM ddb_item WHERE table_id = ? AND pk = ? AND sk = ?');
  const insert = statement('INSERT INTO ddb_item (table_id, pk, sk, size, body) VALUES (?, ?, ?, ?, ?)');
  const update = statement('UPDATE ddb_item SET size = ?, body = ? WHERE table_id = ? AND pk = ? AND sk = ?');
  const remove = statement('DELETE FROM ddb_item WHERE table_id = ? AND pk = ? AND sk = ?');
  const enter = statement('INSERT INTO ddb_entry (index_id, gpk, gsk, pk, sk) VALUES (?, ?, ?, ?, ?)');
  const leave = statement('DELETE FROM ddb_entry WHERE index_id = ? AND gpk = ? AND gsk = ? AND pk = ? AND sk = ?');
  return {
    getItem: (tableId, { partition, sort }) => {
      const row = get.get(tableId, partition, sort) as unknown as [string, number] | undefined;
      return row === undefined ? undefined : { text: row[0], size: row[1] };
    },
    putItem: (tableId, { partition, sort }, { text, size }, replaces) => {
      if (replaces) {
        update.run(size, text, tableId, partition, sort);
      } else {
        insert.run(tableId, partition, sort, size, text);
      }
    },
    deleteItem: (tableId, { partition, sort }) => {
      remove.run(tableId, partition, sort);
    },
    putEntry: (indexId, entry, key) => {
      enter.run(indexId, entry.partition, entry.sort, key.partition, key.sort);
    },
    deleteEntry: (indexId, entry, key) => {
      leave.run(indexId, entry.partition, entry.sort, key.partition, key.sort);
    },
  };
}
