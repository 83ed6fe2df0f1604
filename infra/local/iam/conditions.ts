/** Condition blocks of IAM statements. An operator that is not in the table is refused when the stack is read. */
import type { Json, JsonObject } from '../template/template.ts';
import { compilePattern, type Matcher, type Variables } from './patterns.ts';

/** The facts of a request by lower-case condition key; undefined or empty where the request has none. */
export type RequestFacts = (key: string) => readonly string[] | undefined;
export type Condition = (facts: RequestFacts) => boolean;
/** A condition whose variables wait for the caller. */
export type ConditionTemplate = (variables: Variables) => Condition;

type Operator = { readonly negated: boolean; readonly matcher: (pattern: string, variables: Variables) => Matcher };

const exact: Operator['matcher'] = (pattern, variables) => compilePattern(pattern, variables, { like: false });
const folded: Operator['matcher'] = (pattern, variables) =>
  compilePattern(pattern, variables, { like: false, ignoreCase: true });
const like: Operator['matcher'] = (pattern, variables) => compilePattern(pattern, variables, { like: true });
const number =
  (holds: (value: number, bound: number) => boolean): Operator['matcher'] =>
  (pattern) =>
  (value) =>
    holds(Number(value), Number(pattern));

const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: { negated: false, matcher: exact },
  StringNotEquals: { negated: true, matcher: exact },
  StringEqualsIgnoreCase: { negated: false, matcher: folded },
  StringNotEqualsIgnoreCase: { negated: true, matcher: folded },
  StringLike: { negated: false, matcher: like },
  StringNotLike: { negated: true, matcher: like },
  ArnEquals: { negated: false, matcher: like },
  ArnNotEquals: { negated: true, matcher: like },
  ArnLike: { negated: false, matcher: like },
  ArnNotLike: { negated: true, matcher: like },
  Bool: { negated: false, matcher: folded },
  NumericEquals: { negated: false, matcher: number((value, bound) => value === bound) },
  NumericNotEquals: { negated: true, matcher: number((value, bound) => value === bound) },
  NumericLessThan: { negated: false, matcher: number((value, bound) => value < bound) },
  NumericLessThanEquals: { negated: false, matcher: number((value, bound) => value <= bound) },
  NumericGreaterThan: { negated: false, matcher: number((value, bound) => value > bound) },
  NumericGreaterThanEquals: { negated: false, matcher: number((value, bound) => value >= bound) },
};

const textsOf = (value: Json): string[] => (Array.isArray(value) ? value.map(String) : [String(value)]);

/**
 * Compiles a `Condition` block: all operators and keys must hold, any of a key's values may.
 * @throws Error that names an unknown operator
 */
export function compileConditions(block: Json | undefined): ConditionTemplate[] {
  return Object.entries((block ?? {}) as JsonObject).flatMap(([operator, keys]) =>
    Object.entries(keys as JsonObject).map(([key, values]) =>
      compileCondition(operator, key.toLowerCase(), textsOf(values)),
    ),
  );
}

function compileCondition(name: string, key: string, values: readonly string[]): ConditionTemplate {
  if (name === 'Null') return () => nullCondition(key, values);
  const [, set, base = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(.+?)(IfExists)?$/.exec(name) ?? [];
  const operator = OPERATORS[base];
  if (operator === undefined) throw new Error(`The IAM condition operator ${name} is not known to the local cloud`);
  return (variables) => {
    const matchers = values.map((value) => operator.matcher(value, variables));
    const holds = (value: string) => matchers.some((matches) => matches(value)) !== operator.negated;
    return (facts) => {
      const found = facts(key) ?? [];
      if (set === 'ForAllValues') return found.every(holds);
      if (set === 'ForAnyValue') return found.some(holds);
      // A key that is absent fails what asks for equality and satisfies what asks for difference.
      const [only] = found;
      if (only === undefined) return ifExists !== undefined || operator.negated;
      return found.length === 1 && holds(only);
    };
  };
}

/** `"true"`: the key must be absent. An empty set counts as absent, or `ForAllValues` would let it pass. */
function nullCondition(key: string, values: readonly string[]): Condition {
  return (facts) => {
    const absent = (facts(key)?.length ?? 0) === 0;
    return values.some((value) => value.toLowerCase() === String(absent));
  };
}
