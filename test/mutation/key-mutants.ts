// biome-ignore-all lint/suspicious/noTemplateCurlyInString: a mutant is a piece of source text.
import type { Mutant } from './mutant.ts';

const ENTITY = 'shared/table/entity.ts';
const ACCESS = 'infra/constructs/table-access.ts';
const CONDITIONS = 'infra/local/iam/conditions.ts';
const PATTERNS = 'infra/local/iam/patterns.ts';
const POLICY = 'infra/local/iam/policy.ts';
const ROLES = 'infra/local/iam/roles.ts';
const RECORDS = 'shared/table/records.ts';

/** Leaks in the two layers that keep companies apart: the keys, and the policy that is asked of each call. */
export const keyMutants: readonly Mutant[] = [
  {
    id: 'keys-without-tenant',
    file: ENTITY,
    find: "entity.space === 'tenant' ? `t#\\${tenantId}#${entity.name}` : `p#${entity.name}`;",
    replace: "entity.space === 'tenant' ? `t##${entity.name}` : `p#${entity.name}`;",
    breaks: 'All companies share one key space.',
  },
  {
    id: 'record-keys-without-tenant',
    file: ENTITY,
    find: 'keyPrefix(entity) + template(entity.partition)),',
    replace: "keyPrefix(entity).replace('${tenantId}', '') + template(entity.partition)),",
    breaks: 'Records of all companies share one key space; lists do not.',
  },
  {
    id: 'list-keys-without-tenant',
    file: ENTITY,
    find: '`${keyPrefix(entity)}#\\${${slot}List}`),',
    replace: "`${keyPrefix(entity).replace('${tenantId}', '')}#\\${${slot}List}`),",
    breaks: 'Lists of all companies are one.',
  },
  {
    id: 'list-keys-of-one-slot-without-tenant',
    file: ENTITY,
    find: '`${keyPrefix(entity)}#\\${${slot}List}`),',
    replace:
      "`${slot === 'gsi2' ? keyPrefix(entity).replace('${tenantId}', '') : keyPrefix(entity)}#\\${${slot}List}`),",
    breaks: 'Lists in the second index are one for all companies.',
  },
  {
    id: 'list-keys-of-the-last-slot-without-tenant',
    file: ENTITY,
    find: '`${keyPrefix(entity)}#\\${${slot}List}`),',
    replace:
      "`${slot === 'gsi3' ? keyPrefix(entity).replace('${tenantId}', '') : keyPrefix(entity)}#\\${${slot}List}`),",
    breaks: 'Lists in the third index are one for all companies.',
  },
  {
    id: 'keys-without-delimiter',
    file: ENTITY,
    find: "entity.space === 'tenant' ? `t#\\${tenantId}#${entity.name}` : `p#${entity.name}`;",
    replace: "entity.space === 'tenant' ? `t#\\${tenantId}${entity.name}` : `p#${entity.name}`;",
    breaks: 'A tenant whose id begins like another one’s shares its prefix.',
  },
  {
    id: 'list-of-an-empty-tenant',
    file: ENTITY,
    find: 'const keys = maker({ tenantId, [`${slot}List`]: listKey(list, selected) }, ',
    replace: 'const keys = maker({ tenantId: tenantId.slice(0, 4), [`${slot}List`]: listKey(list, selected) }, ',
    breaks: 'A list is asked for under a prefix that all tenants have.',
  },
  {
    id: 'policy-without-leading-keys',
    file: ACCESS,
    find: "  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys },\n",
    replace: "  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys.map(() => '*') },\n",
    breaks: 'A session of one tenant reaches every key.',
  },
  {
    id: 'policy-without-null-check',
    file: ACCESS,
    find: "  Null: { 'dynamodb:LeadingKeys': 'false' },\n",
    replace: '',
    breaks: 'A call that names no key is allowed, since all of none fit.',
  },
  {
    id: 'tenant-pattern-without-delimiter',
    file: ACCESS,
    find: "'{aws:PrincipalTag/TenantId}#*'",
    replace: "'{aws:PrincipalTag/TenantId}*'",
    breaks: 'A tenant reaches the keys of one whose id goes on where its own ends.',
  },
  {
    id: 'tenant-pattern-of-everybody',
    file: ACCESS,
    find: "['t#$' + '{aws:PrincipalTag/TenantId}#*'];",
    replace: "['t#*'];",
    breaks: 'A session of one tenant reaches the keys of all.',
  },
  {
    id: 'tenant-pattern-with-platform',
    file: ACCESS,
    find: "['t#$' + '{aws:PrincipalTag/TenantId}#*'];",
    replace: "['t#$' + '{aws:PrincipalTag/TenantId}#*', 'p#*'];",
    breaks: 'A session of a tenant reads who is a member where.',
  },
  {
    id: 'platform-pattern-with-tenants',
    file: ACCESS,
    find: "export const PLATFORM_KEYS: Keys = ['p#*'];",
    replace: "export const PLATFORM_KEYS: Keys = ['?#*'];",
    breaks: 'The platform’s own role reaches the records of every tenant.',
  },
  {
    id: 'platform-pattern-without-delimiter',
    file: ACCESS,
    find: "export const PLATFORM_KEYS: Keys = ['p#*'];",
    replace: "export const PLATFORM_KEYS: Keys = ['p*'];",
    breaks: 'The platform’s role reaches keys that only begin like its own.',
  },
  {
    id: 'trigger-reads-all-of-the-platform',
    file: ACCESS,
    find: "export const PERSON_KEYS: Keys = ['p#platform.person#*'];",
    replace: "export const PERSON_KEYS: Keys = ['p#*'];",
    breaks: 'The sign-in’s trigger reads more than who is a member where.',
  },
  {
    id: 'relay-marks-any-record',
    file: ACCESS,
    find: "[`t#ten_${'?'.repeat(26)}#event#*`];",
    replace: "[`t#ten_${'?'.repeat(26)}#*`];",
    breaks: 'The relay may change any record of any tenant.',
  },
  {
    id: 'notes-anywhere-in-the-platform',
    file: ACCESS,
    find: "export const ACTIVITY_KEYS: Keys = ['p#activity#*'];",
    replace: "export const ACTIVITY_KEYS: Keys = ['p#*'];",
    breaks: 'The relay may write who is a member where.',
  },
  {
    id: 'writes-outside-a-transaction',
    file: ACCESS,
    find: "      'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': 'TransactWriteItems' },\n",
    replace: '',
    breaks: 'A record can be written without its event, audit entry and marker.',
  },
  {
    id: 'every-module-reaches-the-platform',
    file: 'infra/stacks/api-stack.ts',
    find: 'if (manifest.reachesPlatform) reachPlatform(answers, this.foundation);',
    replace: 'reachPlatform(answers, this.foundation);',
    breaks: 'Every module reads the directory of people and the files.',
  },
  {
    id: 'evaluator-allows-what-no-statement-does',
    file: POLICY,
    find: 'if (allow.some(holds)) return true;',
    replace: 'if (allow.some(holds) || allow.length === 0) return true;',
    breaks: 'What no policy speaks of is allowed.',
  },
  {
    id: 'evaluator-forgets-conditions',
    file: POLICY,
    find: 'conditions.every((condition) => condition(all));',
    replace: 'conditions.some((condition) => condition(all));',
    breaks: 'One condition that holds stands for all of them.',
  },
  {
    id: 'evaluator-takes-some-for-all',
    file: CONDITIONS,
    find: "if (set === 'ForAllValues') return found.every(holds);",
    replace: "if (set === 'ForAllValues') return found.length === 0 || found.some(holds);",
    breaks: 'A transaction with one key of one’s own reaches whatever else it names.',
  },
  {
    id: 'evaluator-forgets-null',
    file: CONDITIONS,
    find: 'return values.some((value) => value.toLowerCase() === String(absent));',
    replace:
      "return values.some((value) => value.toLowerCase() === 'true' || value.toLowerCase() === 'false' || absent);",
    breaks: 'A call that names no key passes.',
  },
  {
    id: 'evaluator-matches-a-prefix',
    file: PATTERNS,
    find: 'return (value) => fold(value).startsWith(start);',
    replace: 'return (value) => fold(value).startsWith(start.slice(0, 8));',
    breaks: 'A pattern fits every key that begins alike.',
  },
  {
    id: 'missing-tag-is-anything',
    file: PATTERNS,
    find: 'if (value === undefined) return undefined;\n    parts.push({ text: value, literal: true });',
    replace: "parts.push(value === undefined ? { text: '*', literal: false } : { text: value, literal: true });",
    breaks: 'A caller without a tenant’s tag reaches all tenants.',
  },
  {
    id: 'session-without-its-tag',
    file: ROLES,
    find: "const variables: Variables = (name) => tagFact(name, tags, 'aws:principaltag/')?.[0];",
    replace:
      "const variables: Variables = (name) => tagFact(name, { ...tags, TenantId: '' }, 'aws:principaltag/')?.[0];",
    breaks: 'The session of a tenant is one of nobody’s.',
  },
  {
    id: 'roles-assumed-by-anybody',
    file: ROLES,
    find: 'if (trusted) return caller.allow(action, target.arn, facts);',
    replace: 'if (trusted) return true;',
    breaks: 'Functions that work for no tenant open sessions for any.',
  },
  {
    id: 'records-of-the-first-tenant',
    file: RECORDS,
    find: 'const readItem = itemReader(table);',
    replace:
      'tenantId = (globalThis as { first?: TenantId }).first ??= tenantId;\n  const readItem = itemReader(table);',
    breaks: 'An instance reads for all whose first request it had.',
  },
];
