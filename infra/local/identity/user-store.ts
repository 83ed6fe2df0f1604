/** Users and refresh tokens in the cloud's file. */
import type { Storage } from '../storage.ts';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS lc_user (pool TEXT NOT NULL, sub TEXT NOT NULL, username TEXT NOT NULL, alias TEXT,
  password TEXT, status TEXT NOT NULL, enabled INTEGER NOT NULL, attributes TEXT NOT NULL, created_at INTEGER NOT NULL,
  modified_at INTEGER NOT NULL, password_expires_at INTEGER, failures INTEGER NOT NULL DEFAULT 0,
  locked_until INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (pool, sub)) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS lc_user_name ON lc_user (pool, username);
CREATE UNIQUE INDEX IF NOT EXISTS lc_user_alias ON lc_user (pool, alias) WHERE alias IS NOT NULL;
CREATE TABLE IF NOT EXISTS lc_refresh_token (digest TEXT PRIMARY KEY, pool TEXT NOT NULL, client TEXT NOT NULL,
  sub TEXT NOT NULL, origin TEXT NOT NULL, signed_in_at INTEGER NOT NULL, expires_at INTEGER NOT NULL)
  STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS lc_refresh_token_user ON lc_refresh_token (pool, sub);
`;

export type UserStatus = 'UNCONFIRMED' | 'CONFIRMED' | 'FORCE_CHANGE_PASSWORD';

export type User = {
  readonly pool: string;
  readonly sub: string;
  readonly username: string;
  /** E-mail address that signs the user in, folded where the pool ignores case. */
  readonly alias: string | undefined;
  readonly password: string | undefined;
  readonly status: UserStatus;
  readonly enabled: boolean;
  readonly attributes: Readonly<Record<string, string>>;
  readonly createdAtMs: number;
  readonly modifiedAtMs: number;
  /** Of a temporary password. */
  readonly passwordExpiresAtMs: number | undefined;
  readonly failures: number;
  readonly lockedUntilMs: number;
};

export type RefreshToken = {
  readonly digest: string;
  readonly pool: string;
  readonly client: string;
  readonly sub: string;
  /** `origin_jti` of every token that comes from it. */
  readonly origin: string;
  readonly signedInAtMs: number;
  readonly expiresAtMs: number;
};

export type UserStore = {
  /** By name, id or alias. */
  readonly find: (pool: string, name: string) => User | undefined;
  readonly insert: (user: User) => void;
  readonly update: (user: User) => void;
  readonly remove: (user: User) => void;
  /** Bookkeeping of failed attempts. */
  readonly noteAttempts: (user: User, failures: number, lockedUntilMs: number) => void;
  readonly keepToken: (token: RefreshToken) => void;
  readonly findToken: (digest: string) => RefreshToken | undefined;
  readonly forgetToken: (digest: string) => void;
  readonly forgetTokensOf: (user: User) => void;
};

type Row = Readonly<Record<string, unknown>>;
const optional = <Value>(value: unknown): Value | undefined => (value === null ? undefined : (value as Value));

export function openUserStore(storage: Storage): UserStore {
  storage.define(SCHEMA);
  const { statement } = storage;
  return {
    find: (pool, name) => {
      const row = statement('SELECT * FROM lc_user WHERE pool = ?1 AND (sub = ?2 OR username = ?2 OR alias = ?2)').get(
        pool,
        name,
      );
      return row === undefined ? undefined : toUser(row);
    },
    insert: (user) => {
      const columns =
        'pool, sub, username, created_at, alias, password, status, enabled, attributes, modified_at, ' +
        'password_expires_at';
      storage.commit(() =>
        statement(`INSERT INTO lc_user (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(
          user.pool,
          user.sub,
          user.username,
          user.createdAtMs,
          ...changeable(user),
        ),
      );
    },
    update: (user) => {
      const sets =
        'alias = ?, password = ?, status = ?, enabled = ?, attributes = ?, modified_at = ?, password_expires_at = ?';
      storage.commit(() =>
        statement(`UPDATE lc_user SET ${sets} WHERE pool = ? AND sub = ?`).run(
          ...changeable(user),
          user.pool,
          user.sub,
        ),
      );
    },
    remove: ({ pool, sub }) => {
      storage.commit(() => {
        statement('DELETE FROM lc_user WHERE pool = ? AND sub = ?').run(pool, sub);
        statement('DELETE FROM lc_refresh_token WHERE pool = ? AND sub = ?').run(pool, sub);
      });
    },
    noteAttempts: ({ pool, sub }, failures, lockedUntilMs) => {
      storage.commit(() =>
        statement('UPDATE lc_user SET failures = ?, locked_until = ? WHERE pool = ? AND sub = ?').run(
          failures,
          lockedUntilMs,
          pool,
          sub,
        ),
      );
    },
    ...tokenStatements(storage),
  };
}

function tokenStatements(
  storage: Storage,
): Pick<UserStore, 'keepToken' | 'findToken' | 'forgetToken' | 'forgetTokensOf'> {
  const { statement } = storage;
  return {
    keepToken: (token) => {
      storage.commit(() => {
        statement('DELETE FROM lc_refresh_token WHERE pool = ? AND sub = ? AND expires_at < ?').run(
          token.pool,
          token.sub,
          token.signedInAtMs,
        );
        statement('INSERT INTO lc_refresh_token VALUES (?, ?, ?, ?, ?, ?, ?)').run(
          token.digest,
          token.pool,
          token.client,
          token.sub,
          token.origin,
          token.signedInAtMs,
          token.expiresAtMs,
        );
      });
    },
    findToken: (digest) => {
      const row = statement('SELECT * FROM lc_refresh_token WHERE digest = ?').get(digest) as Row | undefined;
      if (row === undefined) return undefined;
      const { pool, client, sub, origin } = row as Pick<RefreshToken, 'pool' | 'client' | 'sub' | 'origin'>;
      const signedInAtMs = Number(row.signed_in_at);
      return { digest, pool, client, sub, origin, signedInAtMs, expiresAtMs: Number(row.expires_at) };
    },
    forgetToken: (digest) => {
      storage.commit(() => statement('DELETE FROM lc_refresh_token WHERE digest = ?').run(digest));
    },
    forgetTokensOf: ({ pool, sub }) => {
      storage.commit(() => statement('DELETE FROM lc_refresh_token WHERE pool = ? AND sub = ?').run(pool, sub));
    },
  };
}

const changeable = (user: User) =>
  [
    user.alias ?? null,
    user.password ?? null,
    user.status,
    user.enabled ? 1 : 0,
    JSON.stringify(user.attributes),
    user.modifiedAtMs,
    user.passwordExpiresAtMs ?? null,
  ] as const;

const toUser = (row: Row): User => ({
  pool: String(row.pool),
  sub: String(row.sub),
  username: String(row.username),
  alias: optional(row.alias),
  password: optional(row.password),
  status: row.status as UserStatus,
  enabled: row.enabled === 1,
  attributes: JSON.parse(String(row.attributes)) as Record<string, string>,
  createdAtMs: Number(row.created_at),
  modifiedAtMs: Number(row.modified_at),
  passwordExpiresAtMs: optional(row.password_expires_at),
  failures: Number(row.failures),
  lockedUntilMs: Number(row.locked_until),
});
