/**
 * The local cloud's own tables in the table engine's SQLite file. One file, one log: what is written after a commit is
 * never kept without it, so that a queue's message cannot outlive the event it came from, nor the other way round.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';

export type Storage = {
  /** The statement for a text, prepared once. Rows come as objects. */
  statement(sql: string): StatementSync;
  /** Makes tables and indexes that are not there yet. */
  define(sql: string): void;
  /**
   * One commit without a sync of the disk. It survives `kill -9` (the system holds the pages); a power cut may take it
   * together with everything after it. The next durable commit, as of the table, makes it durable as well.
   */
  relaxed<Result>(work: () => Result): Result;
  /** One commit that survives a power cut, where the engine was opened so. */
  durable<Result>(work: () => Result): Result;
};

export function openStorage(database: DatabaseSync, synchronous: 'FULL' | 'NORMAL' | 'OFF'): Storage {
  const statements = new Map<string, StatementSync>();
  const statement = (sql: string): StatementSync => {
    let known = statements.get(sql);
    if (known === undefined) {
      known = database.prepare(sql);
      statements.set(sql, known);
    }
    return known;
  };
  const begin = statement('BEGIN IMMEDIATE');
  const end = statement('COMMIT');
  const durable = <Result>(work: () => Result): Result => {
    if (database.isTransaction) throw new Error('A commit of the local cloud began inside another one');
    begin.run();
    try {
      const result = work();
      end.run();
      return result;
    } catch (error) {
      // A full disk may have ended the transaction already.
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  };
  const relaxed = <Result>(work: () => Result): Result => {
    // SQLite takes this setting between transactions only, so it is turned for this one and back.
    database.exec('PRAGMA synchronous = NORMAL');
    try {
      return durable(work);
    } finally {
      database.exec('PRAGMA synchronous = FULL');
    }
  };
  return {
    statement,
    define: (sql) => database.exec(sql),
    durable,
    relaxed: synchronous === 'FULL' ? relaxed : durable,
  };
}
