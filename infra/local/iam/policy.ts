/** IAM policies: compiled when the stack is read, bound to a caller's tags, evaluated on each call. */
import type { Json, JsonObject } from '../template/template.ts';
import { type Condition, type ConditionTemplate, compileConditions, type RequestFacts } from './conditions.ts';
import { compilePattern, hasVariable, type Matcher, type Variables } from './patterns.ts';

export type Statement = {
  readonly effect: 'Allow' | 'Deny';
  readonly action: Matcher;
  readonly resource: (variables: Variables) => Matcher;
  /** Who the statement speaks of, in a trust or resource policy. */
  readonly principal: PrincipalElement | undefined;
  readonly conditions: readonly ConditionTemplate[];
};

/** `AWS` and `Service` principals as texts; `*` is anyone. */
export type PrincipalElement = { readonly aws: readonly string[]; readonly services: readonly string[] };

/** A decision: allowed, or the reason in IAM's manner of speaking. */
export type Decision = true | string;

const NO_VARIABLES: Variables = () => undefined;
const ANY: Matcher = () => true;
const list = (value: Json | undefined): string[] =>
  value === undefined ? [] : Array.isArray(value) ? value.map(String) : [String(value)];

/** Compiles a policy document. @throws Error that names what the evaluator does not know */
export function compilePolicy(document: Json | undefined): Statement[] {
  const statements = (document as JsonObject | undefined)?.Statement ?? [];
  const all = (Array.isArray(statements) ? statements : [statements]) as readonly JsonObject[];
  return all.map(compileStatement);
}

const KNOWN_ELEMENTS = new Set([
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Principal',
  'Condition',
]);

function compileStatement(statement: JsonObject): Statement {
  const unknown = Object.keys(statement).find((element) => !KNOWN_ELEMENTS.has(element));
  if (unknown !== undefined) throw new Error(`The IAM policy element ${unknown} is not known to the local cloud`);
  const { Effect, Action, NotAction, Resource, NotResource, Principal, Condition: block } = statement;
  if (Effect !== 'Allow' && Effect !== 'Deny') throw new Error(`An IAM statement has the effect ${String(Effect)}`);
  return {
    effect: Effect,
    action: anyOf(list(Action ?? NotAction), NotAction !== undefined, NO_VARIABLES, true),
    resource: resourceMatcher(list(Resource ?? NotResource), NotResource !== undefined),
    principal: Principal === undefined ? undefined : principalElement(Principal),
    conditions: compileConditions(block),
  };
}

function anyOf(patterns: readonly string[], negated: boolean, variables: Variables, ignoreCase: boolean): Matcher {
  const matchers = patterns.map((pattern) => compilePattern(pattern, variables, { like: true, ignoreCase }));
  return (value) => matchers.some((matches) => matches(value)) !== negated;
}

function resourceMatcher(patterns: readonly string[], negated: boolean): Statement['resource'] {
  // Trust and resource policies name no resource: they stand on it.
  if (patterns.length === 0) return () => ANY;
  if (patterns.some(hasVariable)) return (variables) => anyOf(patterns, negated, variables, false);
  const fixed = anyOf(patterns, negated, NO_VARIABLES, false);
  return () => fixed;
}

function principalElement(principal: Json): PrincipalElement {
  if (typeof principal === 'string') return { aws: [principal], services: [principal] };
  const { AWS, Service } = principal as JsonObject;
  return { aws: list(AWS), services: list(Service) };
}

/** A caller bound to its statements and tags. Decisions are kept per action and resource; only conditions run anew. */
export type PolicyEvaluator = (action: string, resource: string, facts: RequestFacts) => Decision;

type Applicable = { readonly allow: readonly Condition[][]; readonly deny: readonly Condition[][] };
/** Actions and tables are few; files are many, and their decisions are not worth keeping. */
const KEPT_MAX = 512;

export function bindPolicy(statements: readonly Statement[], variables: Variables, callerArn: string): PolicyEvaluator {
  const bound = statements.map((statement) => ({ ...statement, matches: statement.resource(variables) }));
  const kept = new Map<string, Applicable>();
  const applicable = (action: string, resource: string): Applicable => {
    const key = `${action}|${resource}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const here = bound.filter((statement) => statement.action(action) && statement.matches(resource));
    const conditionsOf = (effect: Statement['effect']) =>
      here
        .filter((statement) => statement.effect === effect)
        .map(({ conditions }) => conditions.map((condition) => condition(variables)));
    const found = { allow: conditionsOf('Allow'), deny: conditionsOf('Deny') };
    if (kept.size < KEPT_MAX) kept.set(key, found);
    return found;
  };
  return (action, resource, facts) => {
    const { allow, deny } = applicable(action, resource);
    const all: RequestFacts = (key) => facts(key) ?? principalFact(variables, key);
    const holds = (conditions: readonly Condition[]) => conditions.every((condition) => condition(all));
    const words = `${callerArn} is not authorized to perform: ${action} on resource: ${resource}`;
    if (deny.some(holds)) return `User: ${words} with an explicit deny in an identity-based policy`;
    if (allow.some(holds)) return true;
    return `User: ${words} because no identity-based policy allows the ${action} action`;
  };
}

/** The caller's tags are keys of each of its requests as well as variables. */
function principalFact(variables: Variables, key: string): string[] | undefined {
  const value = variables(key);
  return value === undefined ? undefined : [value];
}

/** Evaluates a policy that stands on a resource (trust, queue): which principals may do what, under which facts. */
export function resourcePolicyAllows(
  statements: readonly Statement[],
  isPrincipal: (principal: PrincipalElement) => boolean,
  action: string,
  resource: string,
  facts: RequestFacts,
): boolean {
  const here = statements.filter(
    (statement) =>
      statement.action(action) &&
      statement.resource(NO_VARIABLES)(resource) &&
      statement.principal !== undefined &&
      isPrincipal(statement.principal) &&
      statement.conditions.every((condition) => condition(NO_VARIABLES)(facts)),
  );
  return here.some(({ effect }) => effect === 'Allow') && here.every(({ effect }) => effect === 'Allow');
}
