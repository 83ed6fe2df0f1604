/**
 * What belongs to no tenant (`p#…`) is reached by named functions only. The table below says all of it: every function of
 * the template is tried against every kind of key with every operation, and has what stands here and no more.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { modules } from '../../domain/modules.ts';
import { type DeclaredApp, readApp } from '../../infra/local/declared-app.ts';
import type { Caller } from '../../infra/local/iam/roles.ts';
import { resolveAssembly } from '../../infra/local/template/assembly.ts';
import { readAssembly } from '../../infra/local/template/template.ts';
import { ensureSynthesised } from '../../infra/synth.ts';
import { tenantRoleArnOf } from '../../shared/runtime/environment.ts';
import { DUE_KINDS, dueKey } from '../../shared/table/due-index.ts';
import { keyPrefix } from '../../shared/table/entity.ts';
import { outboxKey } from '../../shared/table/event-log.ts';
import { KERNEL_ENTITIES } from '../../shared/table/kernel-entities.ts';
import { bucketReach, tableReach } from './reach.ts';

const A = `ten_${'a'.repeat(26)}`;
const B = `ten_${'b'.repeat(26)}`;
const LISTS = ['', ' by gsi1', ' by gsi2', ' by gsi3'];
const READS = ['GetItem', 'BatchGetItem', 'Query', 'ConditionCheckItem'].flatMap((operation) =>
  LISTS.map((list) => operation + list),
);
const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem'].map((operation) => `${operation} in a transaction`);
const ALL = [...READS, ...WRITES];

/** The module that reaches the platform space, and its schedules. */
const PLATFORM = { 'platform/api': ALL, 'platform/events': ALL, 'platform/schedules': ALL };
const SENDERS = { 'platform/relay': ['PutItem'], 'platform/sweeper': ['PutItem'] };

/** By kind of key: the functions that reach it and the operations that they have on it. */
const REACH: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'p#platform.person': { ...PLATFORM, 'platform/pre-token': READS },
  'p#platform.tenant': PLATFORM,
  'p#platform.books_round': PLATFORM,
  'p#activity': { ...PLATFORM, ...SENDERS },
  'p#outbox': { ...PLATFORM, 'platform/sweeper': ['Query by outbox'] },
  'p#due#soon': { ...PLATFORM, 'platform/due-sweeper': ['Query by due'] },
  'p#due#later': { ...PLATFORM, 'platform/due-sweeper': ['Query by due'] },
  'p#due-sweep': { ...PLATFORM, 'platform/due-sweeper': ['GetItem', 'PutItem'] },
  [`t#${A}#event`]: { 'platform/relay': ['UpdateItem'], 'platform/sweeper': ['BatchGetItem', 'UpdateItem'] },
  [`t#${A}#crm.account`]: {},
};
const FILES = ['GetObject', 'PutObject', 'DeleteObject'];
const BUCKET = { 'platform/api': FILES, 'platform/events': FILES, 'platform/schedules': FILES };

let app: DeclaredApp;
const entryOf = ({ handler }: { handler: string }): string => handler.replace(/\.\w+$/, '');
beforeAll(async () => {
  const { assembly } = await ensureSynthesised();
  app = readApp(resolveAssembly(readAssembly(assembly), { apiUrl: 'http://127.0.0.1:1' }));
});

/** What each function has by its own role; those that have nothing are left out. */
const reached = (reachOf: (caller: Caller) => string[]) =>
  Object.fromEntries(
    app.functions
      .map((config) => [entryOf(config), reachOf(app.roles.callerOf(config.role))] as const)
      .filter(([, operations]) => operations.length > 0),
  );
const sorted = (reach: Readonly<Record<string, readonly string[]>>) =>
  Object.fromEntries(Object.entries(reach).map(([entry, operations]) => [entry, [...operations].sort()]));

describe('the platform space', () => {
  it('every kind of item in it has a row', () => {
    const entities = [...KERNEL_ENTITIES, ...modules.flatMap(({ entities: declared }) => declared)];
    const kinds = entities.filter(({ space }) => space === 'platform').map(keyPrefix);
    const [outbox = ''] = outboxKey(0).split(/#\d+$/);
    const due = DUE_KINDS.map((kind) => dueKey(kind).replace(/#$/, ''));
    expect(Object.keys(REACH)).toEqual(expect.arrayContaining([...kinds, outbox, ...due]));
  });

  it.each(Object.entries(REACH))('%s is reached as its row says, and by no other function', (kind, expected) => {
    expect(app.functions.length).toBeGreaterThan(20);
    expect(sorted(reached((caller) => tableReach(app, caller, `${kind}#x`)))).toEqual(sorted(expected));
  });

  it('the bucket is reached by the module that imports, and by no other function', () => {
    expect(reached((caller) => bucketReach(app, caller, `${A}/uploads/1`))).toEqual(BUCKET);
  });

  it('a key that begins like one of it is not in it', () => {
    for (const key of ['p', 'pp#platform.person#x', ` p#platform.person#x`, 'P#platform.person#x', ''])
      expect([key, reached((caller) => tableReach(app, caller, key))]).toEqual([key, {}]);
  });
});

it('a call that names no key is refused to every function', () => {
  expect(reached((caller) => tableReach(app, caller))).toEqual({});
});

describe('a session for one tenant, of every function that may open one', () => {
  const sessions = () =>
    app.functions
      .filter(({ environment }) => environment.TENANT_ROLE_ARN !== undefined)
      .map((config) => {
        const arn = tenantRoleArnOf(config.environment);
        return [entryOf(config), app.roles.assume(config.role, arn, { TenantId: A })] as const;
      });

  it('reaches that tenant’s items, in the table and in its lists, and writes in transactions', () => {
    expect(sessions().length).toBeGreaterThan(15);
    for (const [entry, session] of sessions())
      expect([entry, tableReach(app, session, `t#${A}#crm.account#x`).sort()]).toEqual([entry, [...ALL].sort()]);
  });

  it('reaches nothing of another tenant, of the platform space, of the bucket', () => {
    const foreign = [
      ...Object.keys(REACH).filter((kind) => kind.startsWith('p#')),
      `t#${B}#crm.account`,
      `t#${A}x#a`,
      't#',
    ];
    for (const [entry, session] of sessions()) {
      for (const kind of foreign)
        expect([entry, kind, tableReach(app, session, `${kind}#x`)]).toEqual([entry, kind, []]);
      expect([entry, bucketReach(app, session, `${A}/uploads/1`)]).toEqual([entry, []]);
    }
  });

  it('reaches nothing by a call that names a key of another beside its own, and nothing by one that names none', () => {
    const own = `t#${A}#crm.account#x`;
    for (const [entry, session] of sessions()) {
      for (const other of [`t#${B}#crm.account#x`, 'p#platform.person#x'])
        expect([entry, tableReach(app, session, own, other)]).toEqual([entry, []]);
      expect([entry, tableReach(app, session)]).toEqual([entry, []]);
    }
  });

  it('is what makes it one tenant’s: the role itself, without a tenant’s tag, reaches nothing', () => {
    const arns = new Set(app.functions.flatMap(({ environment }) => environment.TENANT_ROLE_ARN ?? []));
    expect(arns.size).toBe(1);
    for (const arn of arns) {
      const untagged = app.roles.callerOf(app.roles.byArn(arn));
      for (const key of [`t#${A}#crm.account#x`, 't##crm.account#x', 'p#platform.person#x'])
        expect([key, tableReach(app, untagged, key)]).toEqual([key, []]);
    }
  });

  it('is opened by no function that works for no tenant', () => {
    const [, arn = ''] = app.functions.map(({ environment }) => environment.TENANT_ROLE_ARN).filter(Boolean);
    const others = app.functions.filter(({ environment }) => environment.TENANT_ROLE_ARN === undefined);
    expect(others.map(entryOf).sort()).toEqual(
      ['docs', 'due-relay', 'due-sweeper', 'relay', 'sweeper', 'unknown-path'].map((name) => `platform/${name}`),
    );
    for (const { role } of others) expect(() => app.roles.assume(role, arn, { TenantId: A })).toThrow('not authorized');
  });
});
