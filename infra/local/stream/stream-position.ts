/** How far each mapping has come in its stream. */
import type { Storage } from '../storage.ts';

export type StreamPositions = {
  readonly read: (mapping: string) => bigint | undefined;
  readonly save: (mapping: string, position: bigint) => void;
};

export function openStreamPositions(storage: Storage): StreamPositions {
  storage.define(
    'CREATE TABLE IF NOT EXISTS lc_position (mapping TEXT PRIMARY KEY, position INTEGER NOT NULL) ' +
      'STRICT, WITHOUT ROWID',
  );
  return {
    read: (mapping) => {
      const row = storage.statement('SELECT position FROM lc_position WHERE mapping = ?').get(mapping);
      return row === undefined ? undefined : BigInt(Number(row.position));
    },
    save: (mapping, position) => {
      storage.commit(() =>
        storage
          .statement(
            'INSERT INTO lc_position (mapping, position) VALUES (?, ?) ' +
              'ON CONFLICT (mapping) DO UPDATE SET position = excluded.position',
          )
          .run(mapping, position),
      );
    },
  };
}
