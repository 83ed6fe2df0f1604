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
  /** Runs `work` in one commit; rolled back when it throws. */
  commit<Result>(work: () => Result): Result;
};

export function openStorage(database: DatabaseSync): Storage {
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
  return {
    statement,
    define: (sql) => database.exec(sql),
    commit: (work) => {
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
    },
  };
}
