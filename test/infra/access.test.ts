/** What the roles in the templates allow, decided by the same evaluator that the local cloud asks on each call. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import { IDENTITY_ACTIONS } from '../../infra/constructs/module-function.ts';
import type { RequestFacts } from '../../infra/local/iam/conditions.ts';
import { type Caller, readRoles } from '../../infra/local/iam/roles.ts';
import { eventLog, outboxKey } from '../../shared/table/event-log.ts';
import { functionOf, property, synthesise } from './synthesised.ts';

const { app, assembly } = synthesise();
const roles = readRoles(assembly);
const table = assembly.ofType('AWS::DynamoDB::Table')[0]?.arn ?? '';

const roleOf = (entry: string) => roles.byArn(String(functionOf(assembly, entry).properties.Role));
const itself = (entry: string): Caller => roles.callerOf(roleOf(entry));
const tenantRole = String(property(functionOf(assembly, 'probe/api'), 'Environment.Variables.TENANT_ROLE_ARN'));
const ALPHA = `ten_${'a'.repeat(26)}`;
const BETA = `ten_${'b'.repeat(26)}`;
const alpha = roles.assume(roleOf('probe/api'), tenantRole, { TenantId: ALPHA });

type Call = { readonly keys?: readonly string[]; readonly index?: string; readonly inTransaction?: boolean };
function may(caller: Caller, operation: string, { keys = [], index, inTransaction = false }: Call): boolean {
  const facts: RequestFacts = (key) => {
    if (key === 'dynamodb:leadingkeys') return keys;
    return key === 'dynamodb:enclosingoperation' && inTransaction ? ['TransactWriteItems'] : undefined;
  };
  return caller.allow(`dynamodb:${operation}`, index === undefined ? table : `${table}/index/${index}`, facts) === true;
}

const READS = ['GetItem', 'BatchGetItem', 'Query', 'ConditionCheckItem'];
const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem'];
const NEVER = ['Scan', 'BatchWriteItem', 'PartiQLSelect', 'PartiQLInsert', 'PartiQLUpdate', 'PartiQLDelete'];

describe('a function that works for a tenant', () => {
  const own = `t#${ALPHA}#sales.order#1`;
  const others = [`t#${BETA}#sales.order#1`, `t#${ALPHA}x#sales.order#1`, 'p#platform.member#1', ALPHA, ''];

  test.each(READS)('may %s its records, and no others', (operation) => {
    expect(may(alpha, operation, { keys: [own] })).toBe(true);
    for (const other of others) {
      expect(may(alpha, operation, { keys: [other] })).toBe(false);
      expect(may(alpha, operation, { keys: [own, other] })).toBe(false);
    }
    expect(may(alpha, operation, { keys: [] })).toBe(false);
  });

  test.each(WRITES)('may %s in a transaction only, and only its own', (operation) => {
    expect(may(alpha, operation, { keys: [own], inTransaction: true })).toBe(true);
    expect(may(alpha, operation, { keys: [own] })).toBe(false);
    for (const other of others) expect(may(alpha, operation, { keys: [other], inTransaction: true })).toBe(false);
  });

  test.each(['gsi1', 'gsi2', 'gsi3'])('may query its lists in %s by the index’s own key', (index) => {
    expect(may(alpha, 'Query', { keys: [own], index })).toBe(true);
    expect(may(alpha, 'Query', { keys: [`t#${BETA}#sales.order#all`], index })).toBe(false);
  });

  test('may not look into the outbox, nor scan, nor write in batches, nor speak PartiQL', () => {
    expect(may(alpha, 'Query', { keys: [own], index: 'outbox' })).toBe(false);
    for (const operation of NEVER) expect(may(alpha, operation, { keys: [own], inTransaction: true })).toBe(false);
  });

  test('has nothing of the table without a tenant', () => {
    for (const operation of [...READS, ...WRITES, ...NEVER]) {
      expect(may(itself('receiver/events'), operation, { keys: [own], inTransaction: true })).toBe(false);
    }
  });
});

describe('the tenant role', () => {
  const functions = assembly.ofType('AWS::Lambda::Function');
  const tagged = ['probe/api', 'receiver/events', 'platform/authorizer', 'platform/pre-token'];

  test('is taken on by the functions that work for tenants, and by no other', () => {
    for (const lambda of functions) {
      const named = property(lambda, 'Environment.Variables.TENANT_ROLE_ARN') !== undefined;
      const take = () => roles.assume(roles.byArn(String(lambda.properties.Role)), tenantRole, { TenantId: ALPHA });
      if (named) expect(take).not.toThrow();
      else expect(take).toThrow('is not authorized');
    }
  });

  test.each(tagged)('is not given to %s without the tag of a tenant, nor with other tags', (entry) => {
    for (const tags of [{}, { TenantId: 'someone' }, { TenantId: ALPHA, Role: 'owner' }, { tenant: ALPHA }]) {
      expect(() => roles.assume(roleOf(entry), tenantRole, tags)).toThrow('is not authorized');
    }
  });
});

describe('the platform space', () => {
  const key = 'p#platform.person#a';

  test('is written by the module that reaches it and by the schedules, in transactions', () => {
    for (const entry of ['probe/api', 'platform/schedules']) {
      for (const operation of WRITES) {
        expect(may(itself(entry), operation, { keys: [key], inTransaction: true })).toBe(true);
        expect(may(itself(entry), operation, { keys: [key] })).toBe(false);
        expect(may(itself(entry), operation, { keys: [`t#${ALPHA}#x#1`], inTransaction: true })).toBe(false);
      }
    }
  });

  test('is only read by the pre-token trigger, and of it only who is a member where', () => {
    const preToken = itself('platform/pre-token');
    for (const operation of READS) {
      expect(may(preToken, operation, { keys: [key] })).toBe(true);
      for (const other of ['p#platform.tenant#0', outboxKey(0), 'p#platform.personal#a'])
        expect(may(preToken, operation, { keys: [other] })).toBe(false);
    }
    for (const operation of WRITES) expect(may(preToken, operation, { keys: [key], inTransaction: true })).toBe(false);
  });

  test('is out of reach of every other function', () => {
    for (const entry of [
      'receiver/events',
      'platform/authorizer',
      'platform/relay',
      'platform/docs',
      'platform/unknown-path',
    ]) {
      for (const operation of [...READS, ...WRITES]) {
        expect(may(itself(entry), operation, { keys: [key], inTransaction: true })).toBe(false);
      }
    }
  });
});

describe('relay and sweeper', () => {
  const event = `t#${ALPHA}#${eventLog.name}#cor_1`;
  const record = `t#${ALPHA}#sales.order#ord_1#event#1`;

  test.each(['platform/relay', 'platform/sweeper'])(
    '%s marks event items as sent, and changes nothing else',
    (entry) => {
      expect(may(itself(entry), 'UpdateItem', { keys: [event] })).toBe(true);
      expect(may(itself(entry), 'UpdateItem', { keys: [record] })).toBe(false);
      for (const operation of ['PutItem', 'DeleteItem', 'GetItem', ...NEVER]) {
        expect(may(itself(entry), operation, { keys: [event] })).toBe(false);
      }
      const bus = assembly.ofType('AWS::Events::EventBus')[0]?.arn ?? '';
      expect(itself(entry).allow('events:PutEvents', bus, () => undefined)).toBe(true);
    },
  );

  test.each(['platform/relay', 'platform/sweeper'])('%s notes activity, and reads or changes no note', (entry) => {
    const note = 'p#activity#2026-03-02T09:00:00.000Z#0';
    expect(may(itself(entry), 'PutItem', { keys: [note] })).toBe(true);
    for (const key of ['p#tenants#0', 'p#activities#1', `t#${ALPHA}#activity#1`])
      expect(may(itself(entry), 'PutItem', { keys: [key] })).toBe(false);
    for (const operation of ['UpdateItem', 'DeleteItem', 'GetItem', 'Query'] as const)
      expect(may(itself(entry), operation, { keys: [note] })).toBe(false);
  });

  test('the sweeper finds unsent events by the sparse index only', () => {
    const sweeper = itself('platform/sweeper');
    expect(may(sweeper, 'Query', { keys: [outboxKey(0)], index: 'outbox' })).toBe(true);
    expect(may(sweeper, 'Query', { keys: [event], index: 'outbox' })).toBe(false);
    expect(may(sweeper, 'Query', { keys: [event] })).toBe(false);
    expect(may(sweeper, 'BatchGetItem', { keys: [event] })).toBe(true);
    expect(may(sweeper, 'BatchGetItem', { keys: [record] })).toBe(false);
  });
});

describe('sign-in', () => {
  test('is granted the signed calls that the domain makes, and no others', () => {
    const sources = readdirSync('domain', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const made = sources.flatMap(
      (name) => readFileSync(join('domain', name), 'utf8').match(/\bAdmin\w+(?=Command\b)/g) ?? [],
    );
    const granted = IDENTITY_ACTIONS.map((action) => action.replace('cognito-idp:', ''));
    expect(granted.sort()).toEqual([...new Set(made)].sort());
    const pool = assembly.ofType('AWS::Cognito::UserPool')[0]?.arn ?? '';
    for (const action of IDENTITY_ACTIONS) {
      expect(itself('probe/api').allow(action, pool, () => undefined)).toBe(true);
      expect(itself('receiver/events').allow(action, pool, () => undefined)).not.toBe(true);
    }
  });
});

describe('wildcards', () => {
  type Statement = { readonly Action: string | string[]; readonly Resource: string | string[] };
  const NO_RESOURCES = ['dynamodb:ListStreams', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'];

  test('stand for actions without resources, the streams of one log group, and the objects of the one bucket', () => {
    const statements = assembly.ofType('AWS::IAM::Policy').flatMap((policy) => {
      return property(policy, 'PolicyDocument.Statement') as readonly Statement[];
    });
    for (const { Action, Resource } of statements) {
      const actions = [Action].flat();
      expect(actions.filter((action) => action.includes('*'))).toEqual([]);
      const wild = [Resource].flat().filter((resource) => resource.includes('*'));
      if (wild.length === 0) continue;
      if (actions.every((action) => action.startsWith('logs:'))) expect(wild[0]).toMatch(/:log-group:[^*]+:\*$/);
      else if (actions.every((action) => action.startsWith('s3:'))) expect(wild[0]).toMatch(/^arn:aws:s3:::[^*]+\/\*$/);
      else expect(NO_RESOURCES).toEqual(expect.arrayContaining(actions));
    }
  });
});

describe('cdk-nag', () => {
  const findings = (scope: typeof app) =>
    new AwsSolutionsChecks(scope)
      .validateScope(scope)
      .violations.flatMap(({ ruleName, violatingResources }) =>
        violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
      );

  test('finds nothing that is not explained', () => {
    expect(findings(app)).toEqual([]);
  });

  test('nor with a key of the account’s own', () => {
    expect(findings(synthesise({ kms: 'customer-managed', stage: 'prod' }).app)).toEqual([]);
  });
});
