import { describe, expect, test } from 'vitest';
import { bindPolicy, compilePolicy } from '../../infra/local/iam/policy.ts';
import { readRoles } from '../../infra/local/iam/roles.ts';
import { resolveAssembly } from '../../infra/local/template/assembly.ts';
import type { Json, JsonObject } from '../../infra/local/template/template.ts';
import { allow, arnOf, assembly, role } from './small-app.ts';

const TABLE = 'arn:aws:dynamodb:eu-west-1:111122223333:table/records';
const tenantKeys: JsonObject = {
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['t#$' + '{aws:PrincipalTag/TenantId}#*'] },
  Null: { 'dynamodb:LeadingKeys': 'false' },
};

type Facts = Readonly<Record<string, readonly string[]>>;
type Case = readonly [string, Json, string, string, Facts, boolean];

function isAllowed(statements: Json, action: string, resource: string, facts: Facts): boolean {
  const tags: Record<string, string> = { 'aws:principaltag/tenantid': 'ten_a' };
  const evaluate = bindPolicy(compilePolicy({ Statement: statements }), (name) => tags[name], 'arn:caller');
  const decision = evaluate(action, resource, (key) => {
    const found = Object.entries(facts).find(([name]) => name.toLowerCase() === key);
    return found?.[1];
  });
  return decision === true;
}

const keys = (...values: string[]): Facts => ({ 'dynamodb:LeadingKeys': values });
const read = allow('dynamodb:GetItem', TABLE, tenantKeys);

const cases: readonly Case[] = [
  ['nothing allows', [], 'dynamodb:GetItem', TABLE, {}, false],
  ['an allow', [allow('dynamodb:GetItem', TABLE)], 'dynamodb:GetItem', TABLE, {}, true],
  ['actions ignore case', [allow('DynamoDB:getitem', TABLE)], 'dynamodb:GetItem', TABLE, {}, true],
  ['a wildcard in the action', [allow('dynamodb:*Item', TABLE)], 'dynamodb:GetItem', TABLE, {}, true],
  ['a wildcard that does not fit', [allow('dynamodb:*Item', TABLE)], 'dynamodb:Query', TABLE, {}, false],
  ['the table is not its index', [allow('dynamodb:Query', TABLE)], 'dynamodb:Query', `${TABLE}/index/gsi1`, {}, false],
  [
    'an index by wildcard',
    [allow('dynamodb:Query', `${TABLE}/index/*`)],
    'dynamodb:Query',
    `${TABLE}/index/gsi1`,
    {},
    true,
  ],
  [
    'resources mind case',
    [allow('s3:GetObject', 'arn:aws:s3:::Files/*')],
    's3:GetObject',
    'arn:aws:s3:::files/a',
    {},
    false,
  ],
  [
    'a deny outweighs',
    [allow('dynamodb:*'), { Effect: 'Deny', Action: 'dynamodb:Scan', Resource: '*' }],
    'dynamodb:Scan',
    TABLE,
    {},
    false,
  ],
  ['NotAction', [{ Effect: 'Allow', NotAction: 'dynamodb:Scan', Resource: '*' }], 'dynamodb:Scan', TABLE, {}, false],
  ['NotResource', [{ Effect: 'Allow', Action: '*', NotResource: 'arn:other' }], 'dynamodb:Scan', TABLE, {}, true],
  ['keys of the own tenant', [read], 'dynamodb:GetItem', TABLE, keys('t#ten_a#order#1'), true],
  ['one key of another tenant', [read], 'dynamodb:GetItem', TABLE, keys('t#ten_a#x', 't#ten_b#x'), false],
  ['a tenant that begins like the own', [read], 'dynamodb:GetItem', TABLE, keys('t#ten_ab#x'), false],
  ['no keys at all', [read], 'dynamodb:GetItem', TABLE, {}, false],
  ['an empty set of keys', [read], 'dynamodb:GetItem', TABLE, keys(), false],
  [
    'ForAllValues is true of nothing without a Null check',
    [allow('dynamodb:Scan', TABLE, { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['t#x'] } })],
    'dynamodb:Scan',
    TABLE,
    {},
    true,
  ],
  [
    'ForAnyValue within the transaction',
    [
      allow('dynamodb:PutItem', TABLE, {
        'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': ['TransactWriteItems'] },
      }),
    ],
    'dynamodb:PutItem',
    TABLE,
    { 'dynamodb:EnclosingOperation': ['TransactWriteItems'] },
    true,
  ],
  [
    'ForAnyValue without one',
    [
      allow('dynamodb:PutItem', TABLE, {
        'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': 'TransactWriteItems' },
      }),
    ],
    'dynamodb:PutItem',
    TABLE,
    {},
    false,
  ],
  ['StringEquals of an absent key', [allow('a:b', '*', { StringEquals: { 'x:y': 'z' } })], 'a:b', 'r', {}, false],
  [
    'StringEqualsIfExists of an absent key',
    [allow('a:b', '*', { StringEqualsIfExists: { 'x:y': 'z' } })],
    'a:b',
    'r',
    {},
    true,
  ],
  ['StringNotEquals of an absent key', [allow('a:b', '*', { StringNotEquals: { 'x:y': 'z' } })], 'a:b', 'r', {}, true],
  [
    'any value of a key',
    [allow('a:b', '*', { StringEquals: { 'x:y': ['p', 'z'] } })],
    'a:b',
    'r',
    { 'x:y': ['z'] },
    true,
  ],
  [
    'all operators together',
    [allow('a:b', '*', { StringEquals: { 'x:y': 'z' }, StringLike: { 'x:w': 'v*' } })],
    'a:b',
    'r',
    { 'x:y': ['z'], 'x:w': ['no'] },
    false,
  ],
  [
    'Null true: the key must be absent',
    [allow('a:b', '*', { Null: { 'x:y': 'true' } })],
    'a:b',
    'r',
    { 'x:y': ['z'] },
    false,
  ],
  [
    'the caller’s tag as a key',
    [allow('a:b', '*', { StringLike: { 'aws:PrincipalTag/TenantId': 'ten_*' } })],
    'a:b',
    'r',
    {},
    true,
  ],
  [
    'a variable in the resource',
    [allow('s3:GetObject', 'arn:f/$' + '{aws:PrincipalTag/TenantId}/*')],
    's3:GetObject',
    'arn:f/ten_a/1',
    {},
    true,
  ],
  [
    'a variable without a value',
    [allow('s3:GetObject', 'arn:f/$' + '{aws:PrincipalTag/Other}*')],
    's3:GetObject',
    'arn:f/x',
    {},
    false,
  ],
  ['an escaped asterisk', [allow('a:b', 'r$' + '{*}')], 'a:b', 'rx', {}, false],
  ['a question mark is one character', [allow('a:b', 'r?')], 'a:b', 'rxx', {}, false],
];

describe('IAM policies', () => {
  test.each(cases)('%s', (_, statements, action, resource, facts, expected) => {
    expect(isAllowed(statements, action, resource, facts)).toBe(expected);
  });

  test('an unknown operator is refused by name', () => {
    expect(() => compilePolicy({ Statement: [allow('a:b', '*', { DateGreaterThan: { k: '1' } })] })).toThrow(
      /operator DateGreaterThan is not known/,
    );
  });

  test('an unknown element is refused by name', () => {
    expect(() => compilePolicy({ Statement: [{ ...allow('a:b'), NotPrincipal: '*' }] })).toThrow(/NotPrincipal/);
  });

  test('a tag that holds a wildcard is taken literally', () => {
    const evaluate = bindPolicy(compilePolicy({ Statement: [read] }), () => '*', 'arn:caller');
    expect(evaluate('dynamodb:GetItem', TABLE, () => ['t#ten_b#x'])).not.toBe(true);
    expect(evaluate('dynamodb:GetItem', TABLE, () => ['t#*#x'])).toBe(true);
  });
});

describe('assuming the tenant role', () => {
  const trust = (actions: Json, condition?: JsonObject): JsonObject => ({
    Statement: [
      {
        Effect: 'Allow',
        Action: actions,
        Principal: { AWS: 'arn:aws:iam::111122223333:root' },
        ...(condition === undefined ? {} : { Condition: condition }),
      },
    ],
  });
  const both: Json = ['sts:AssumeRole', 'sts:TagSession'];
  const rolesWith = (callerStatements: readonly JsonObject[], trustPolicy: JsonObject) => {
    const tenant = {
      ...role([read]),
      Properties: { ...role([read]).Properties, AssumeRolePolicyDocument: trustPolicy },
    };
    const resolved = resolveAssembly(assembly({ Tenant: tenant, Caller: role(callerStatements) }), { apiUrl: '' });
    const [target, caller] = resolved.ofType('AWS::IAM::Role');
    const roles = readRoles(resolved);
    return () => roles.assume(roles.byArn(caller?.arn ?? ''), target?.arn ?? '', { TenantId: 'ten_a' });
  };
  const tagged: JsonObject = { StringLike: { 'aws:RequestTag/TenantId': 'ten_*' } };

  test.each<[string, readonly JsonObject[], JsonObject, boolean]>([
    ['both sides allow', [allow(both, arnOf('Tenant'))], trust(both, tagged), true],
    ['the caller may not tag', [allow('sts:AssumeRole', arnOf('Tenant'))], trust(both), false],
    ['the caller may nothing', [], trust(both), false],
    ['the trust does not take tags', [allow(both)], trust('sts:AssumeRole'), false],
    [
      'the trust asks for another tag',
      [allow(both)],
      trust(both, { StringLike: { 'aws:RequestTag/TenantId': 'x*' } }),
      false,
    ],
    [
      'the trust names tags that may be sent',
      [allow(both)],
      trust(both, { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['TenantId'] } }),
      true,
    ],
  ])('%s', (_, statements, trustPolicy, expected) => {
    const assume = rolesWith(statements, trustPolicy);
    if (expected) expect(assume().allow('dynamodb:GetItem', TABLE, () => ['t#ten_a#1'])).toBe(true);
    else expect(assume).toThrow(/not authorized to perform: sts:/);
  });
});
