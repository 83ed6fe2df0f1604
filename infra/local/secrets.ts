/** Secrets that are made with the data folder and stay in it; none is part of the repository. */
import type { Storage } from './storage.ts';

export type Secrets = {
  readonly read: (name: string) => string | undefined;
  /** Keeps a value unless the name has one; answers the one that holds. */
  readonly keep: (name: string, value: string) => string;
};

export function openSecrets(storage: Storage): Secrets {
  storage.define(
    'CREATE TABLE IF NOT EXISTS lc_secret (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID',
  );
  const read = (name: string): string | undefined => {
    const value = storage.statement('SELECT value FROM lc_secret WHERE name = ?').get(name)?.value;
    return value === undefined ? undefined : String(value);
  };
  return {
    read,
    keep: (name, value) => {
      storage.commit(() =>
        storage.statement('INSERT INTO lc_secret VALUES (?, ?) ON CONFLICT DO NOTHING').run(name, value),
      );
      return read(name) ?? value;
    },
  };
}
