// ClientRequestToken: remembered for ten minutes, with a digest of its request. Two generations take turns, so that old
// tokens go by emptying a table instead of by searching it.
import type { EngineContext } from './context.ts';
import { rowValues } from './store.ts';

const KEPT_MS = 10 * 60 * 1000;

/** The digest under which a token was kept less than ten minutes ago. */
export function findToken({ store, now }: EngineContext, token: string): string | undefined {
  for (const generation of [0, 1]) {
    const row: unknown = store.statement(`SELECT at, digest FROM ddb_token_${generation} WHERE token = ?`).get(token);
    if (row !== undefined) {
      const [at, digest] = rowValues<[number, string]>(row);
      if (now() - at < KEPT_MS) {
        return digest;
      }
    }
  }
  return undefined;
}

/** Keeps a token, inside the commit of its transaction. */
export function keepToken({ store, now }: EngineContext, token: string, digest: string): void {
  const at = now();
  const generation = Math.floor(at / KEPT_MS) % 2;
  const period = Math.floor(at / KEPT_MS);
  const setting = `token_period_${generation}`;
  const row: unknown = store.statement('SELECT value FROM ddb_setting WHERE name = ?').get(setting);
  if (row === undefined || rowValues<[number]>(row)[0] !== period) {
    store.statement(`DELETE FROM ddb_token_${generation}`).run();
    store.statement('INSERT OR REPLACE INTO ddb_setting (name, value) VALUES (?, ?)').run(setting, period);
  }
  store
    .statement(`INSERT OR REPLACE INTO ddb_token_${generation} (token, at, digest) VALUES (?, ?, ?)`)
    .run(token, at, digest);
}
