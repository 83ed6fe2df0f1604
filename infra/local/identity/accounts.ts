/** The calls that make and change users. Names and words of the errors are Cognito's. */
import { randomUUID } from 'node:crypto';
import { ServiceError } from '../json-service.ts';
import type { JsonObject } from '../template/template.ts';
import { checkPassword, hashPassword } from './passwords.ts';
import type { UserPool } from './read-user-pools.ts';
import type { User, UserStore } from './user-store.ts';

export type AccountPorts = { readonly store: UserStore; readonly now: () => number };

type AttributeList = readonly { readonly Name: string; readonly Value?: string }[];

const EMAIL = /^[^\s@]+@[^\s@]+$/;

/** A name as the pool compares it. */
export const foldName = (pool: UserPool, name: string): string => (pool.caseSensitive ? name : name.toLowerCase());

/** @throws UserNotFoundException */
export function needUser(pool: UserPool, name: unknown, store: UserStore): User {
  const user = store.find(pool.id, foldName(pool, String(name)));
  if (user !== undefined) return user;
  throw new ServiceError('UserNotFoundException', 'User does not exist.');
}

const readAttributes = (list: unknown): Record<string, string> =>
  Object.fromEntries(((list ?? []) as AttributeList).map(({ Name, Value }) => [Name, Value ?? '']));

const attributeList = (user: User): AttributeList =>
  Object.entries({ ...user.attributes, sub: user.sub }).map(([Name, Value]) => ({ Name, Value }));

const seconds = (ms: number): number => ms / 1000;

export const describeUser = (user: User) => ({
  Username: user.username,
  UserCreateDate: seconds(user.createdAtMs),
  UserLastModifiedDate: seconds(user.modifiedAtMs),
  Enabled: user.enabled,
  UserStatus: user.status,
});

/** A new user, not stored yet. Where the pool's names are e-mail addresses the user itself is known by an id. */
function newUser(pool: UserPool, input: JsonObject, ports: AccountPorts): User {
  const given = String(input.Username ?? '');
  const attributes = readAttributes(input.UserAttributes);
  if (pool.emailIsName) {
    if (!EMAIL.test(given)) {
      throw new ServiceError('InvalidParameterException', 'Username should be an email.');
    }
    attributes.email ??= given;
  }
  const alias = pool.emailIsName ? foldName(pool, attributes.email ?? given) : undefined;
  const taken = ports.store.find(pool.id, foldName(pool, given)) ?? ports.store.find(pool.id, alias ?? given);
  if (taken !== undefined) {
    const message = pool.emailIsName
      ? 'An account with the given email already exists.'
      : 'User account already exists';
    throw new ServiceError('UsernameExistsException', message);
  }
  const sub = randomUUID();
  const now = ports.now();
  return {
    pool: pool.id,
    sub,
    username: pool.emailIsName ? sub : foldName(pool, given),
    alias,
    password: undefined,
    status: 'UNCONFIRMED',
    enabled: true,
    attributes,
    createdAtMs: now,
    modifiedAtMs: now,
    passwordExpiresAtMs: undefined,
    failures: 0,
    lockedUntilMs: 0,
  };
}

export async function signUp(pool: UserPool, input: JsonObject, ports: AccountPorts) {
  if (!pool.selfSignUp) {
    throw new ServiceError('NotAuthorizedException', 'SignUp is not permitted for this user pool');
  }
  const password = String(input.Password ?? '');
  checkPassword(password, pool.password);
  const hashed = await hashPassword(password);
  // Made after the hash, with nothing between the look for a double and the insert.
  const user = { ...newUser(pool, input, ports), password: hashed };
  ports.store.insert(user);
  return { UserConfirmed: false, UserSub: user.sub };
}

export async function adminCreateUser(pool: UserPool, input: JsonObject, ports: AccountPorts) {
  const given = input.TemporaryPassword;
  if (given !== undefined) checkPassword(String(given), pool.password);
  const hashed = given === undefined ? undefined : await hashPassword(String(given));
  const user: User = {
    ...newUser(pool, input, ports),
    password: hashed,
    status: 'FORCE_CHANGE_PASSWORD',
    passwordExpiresAtMs: ports.now() + pool.temporaryPasswordMs,
  };
  ports.store.insert(user);
  return { User: { ...describeUser(user), Attributes: attributeList(user) } };
}

export async function adminSetUserPassword(pool: UserPool, input: JsonObject, ports: AccountPorts) {
  needUser(pool, input.Username, ports.store);
  const password = String(input.Password ?? '');
  checkPassword(password, pool.password);
  const hashed = await hashPassword(password);
  const permanent = input.Permanent === true;
  ports.store.update({
    ...needUser(pool, input.Username, ports.store),
    password: hashed,
    status: permanent ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD',
    passwordExpiresAtMs: permanent ? undefined : ports.now() + pool.temporaryPasswordMs,
    modifiedAtMs: ports.now(),
  });
}

export function adminGetUser(pool: UserPool, input: JsonObject, { store }: AccountPorts) {
  const user = needUser(pool, input.Username, store);
  return { ...describeUser(user), UserAttributes: attributeList(user) };
}

export function adminUpdateUserAttributes(pool: UserPool, input: JsonObject, { store, now }: AccountPorts): void {
  const user = needUser(pool, input.Username, store);
  const attributes = { ...user.attributes, ...readAttributes(input.UserAttributes) };
  if (Object.hasOwn(readAttributes(input.UserAttributes), 'sub')) {
    throw new ServiceError('NotAuthorizedException', 'A client attempted to write unauthorized attribute');
  }
  const alias = pool.emailIsName && attributes.email !== undefined ? foldName(pool, attributes.email) : user.alias;
  const holder = alias === undefined ? undefined : store.find(pool.id, alias);
  if (holder !== undefined && holder.sub !== user.sub) {
    throw new ServiceError('AliasExistsException', 'An account with the given email already exists.');
  }
  store.update({ ...user, alias, attributes, modifiedAtMs: now() });
}

export function adminSetEnabled(enabled: boolean) {
  return (pool: UserPool, input: JsonObject, { store, now }: AccountPorts): void => {
    store.update({ ...needUser(pool, input.Username, store), enabled, modifiedAtMs: now() });
  };
}

export function adminConfirmSignUp(pool: UserPool, input: JsonObject, { store, now }: AccountPorts): void {
  const user = needUser(pool, input.Username, store);
  if (user.status === 'CONFIRMED') {
    throw new ServiceError('NotAuthorizedException', 'User cannot be confirmed. Current status is CONFIRMED');
  }
  store.update({ ...user, status: 'CONFIRMED', modifiedAtMs: now() });
}

export function adminDeleteUser(pool: UserPool, input: JsonObject, { store }: AccountPorts): void {
  store.remove(needUser(pool, input.Username, store));
}

export function adminUserGlobalSignOut(pool: UserPool, input: JsonObject, { store }: AccountPorts): void {
  store.forgetTokensOf(needUser(pool, input.Username, store));
}
