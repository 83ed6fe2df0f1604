/**
 * EventBridge's event patterns, as rules on the bus and as filters of Lambda's event sources use them. An operator
 * that is not implemented is refused by name when the stack is read.
 */
import { literalPattern } from '../literal-pattern.ts';
import type { Json, JsonObject } from '../template/template.ts';

export type EventMatcher = (event: Json) => boolean;
/** Lambda's filter criteria know fewer operators than the bus does. */
export type PatternDialect = 'bus' | 'source';

type Leaf = string | number | boolean | null;
type LeafTest = (value: Leaf) => boolean;
/** `absent` says whether a field that is not there matches; only `exists: false` does. */
type FieldTest = { readonly test: LeafTest; readonly absent: boolean };

const SOURCE_REFUSES = new Set(['wildcard', 'anything-but/prefix', 'anything-but/suffix', 'anything-but/wildcard']);

/**
 * Compiles a pattern: fields are joined by AND, the values of a field by OR, `$or` by OR over fields.
 * @throws Error that names the field and the operator that is not known
 */
export function compileEventPattern(pattern: Json, dialect: PatternDialect = 'bus'): EventMatcher {
  return compileObject(pattern, '', dialect);
}

function compileObject(pattern: Json, path: string, dialect: PatternDialect): EventMatcher {
  if (pattern === null || typeof pattern !== 'object' || Array.isArray(pattern)) {
    throw new Error(`Event pattern${at(path)}: a field must hold an object or a list`);
  }
  const matchers = Object.entries(pattern as JsonObject).map(([field, inner]): EventMatcher => {
    if (field === '$or') return compileOr(inner, path, dialect);
    const matches = compileField(inner, path === '' ? field : `${path}.${field}`, dialect);
    return (event) => matches(fieldOf(event, field));
  });
  return (event) => matchers.every((matches) => matches(event));
}

const at = (path: string): string => (path === '' ? '' : ` at ${path}`);

const fieldOf = (event: Json, field: string): Json | undefined =>
  event !== null && typeof event === 'object' && !Array.isArray(event) && Object.hasOwn(event, field)
    ? (event as JsonObject)[field]
    : undefined;

function compileOr(alternatives: Json, path: string, dialect: PatternDialect): EventMatcher {
  if (!Array.isArray(alternatives) || alternatives.length < 2) {
    throw new Error(`Event pattern${at(path)}: $or wants a list of at least two patterns`);
  }
  const matchers = (alternatives as readonly Json[]).map((inner) => compileObject(inner, path, dialect));
  return (event) => matchers.some((matches) => matches(event));
}

type FieldMatcher = (value: Json | undefined) => boolean;

function compileField(pattern: Json, path: string, dialect: PatternDialect): FieldMatcher {
  if (!Array.isArray(pattern)) {
    const nested = compileObject(pattern, path, dialect);
    // Within a list, all fields must match in one and the same element.
    const matches = (value: Json | undefined): boolean =>
      Array.isArray(value) ? value.some(matches) : nested(value ?? null);
    return matches;
  }
  if (pattern.length === 0) throw new Error(`Event pattern${at(path)}: an empty list matches nothing`);
  const tests = (pattern as readonly Json[]).map((inner) => compileTest(inner, path, dialect));
  return (value) => {
    const leaves = leavesOf(value);
    if (leaves.length === 0) return tests.some(({ absent }) => absent);
    return tests.some(({ test }) => leaves.some(test));
  };
}

/** The leaves that a list of values offers; an object is no leaf, so that `exists` says no to it. */
function leavesOf(value: Json | undefined): Leaf[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(leavesOf);
  return value !== null && typeof value === 'object' ? [] : [value as Leaf];
}

function compileTest(pattern: Json, path: string, dialect: PatternDialect): FieldTest {
  if (pattern === null || typeof pattern !== 'object') return { test: (value) => value === pattern, absent: false };
  const [operator = '', argument = null, more] = Object.entries(pattern as JsonObject).flat() as [
    string?,
    Json?,
    Json?,
  ];
  if (Array.isArray(pattern) || more !== undefined) {
    throw new Error(`Event pattern${at(path)}: one operator in each object`);
  }
  if (operator === 'exists') {
    if (typeof argument !== 'boolean') throw new Error(`Event pattern${at(path)}: exists wants true or false`);
    return { test: () => argument, absent: !argument };
  }
  return { test: compileOperator(operator, argument, path, dialect), absent: false };
}

function compileOperator(operator: string, argument: Json, path: string, dialect: PatternDialect): LeafTest {
  if (dialect === 'source' && SOURCE_REFUSES.has(operator)) {
    throw new Error(`Event pattern${at(path)}: the operator ${operator} is not supported for event sources`);
  }
  switch (operator) {
    case 'prefix':
    case 'suffix':
      return affix(operator, argument, path);
    case 'equals-ignore-case':
      return oneOf([argument], path, (text) => {
        const folded = text.toLowerCase();
        return (value) => value.toLowerCase() === folded;
      });
    case 'wildcard':
      return oneOf([argument], path, (text) => wildcard(text, path));
    case 'numeric':
      return numeric(argument, path);
    case 'anything-but':
      return anythingBut(argument, path, dialect);
    default:
      throw new Error(`Event pattern${at(path)}: the operator ${operator} is not known to the local cloud`);
  }
}

/** A test over texts; what is no text does not match. */
function oneOf(texts: readonly Json[], path: string, make: (text: string) => (value: string) => boolean): LeafTest {
  const tests = texts.map((text) => {
    if (typeof text !== 'string') throw new Error(`Event pattern${at(path)}: a text is wanted`);
    return make(text);
  });
  return (value) => typeof value === 'string' && tests.some((test) => test(value));
}

function affix(kind: 'prefix' | 'suffix', argument: Json, path: string): LeafTest {
  const ignoringCase = (argument as JsonObject | null)?.['equals-ignore-case'];
  const fold = ignoringCase === undefined ? (text: string) => text : (text: string) => text.toLowerCase();
  return oneOf([ignoringCase ?? argument], path, (text) => {
    const end = fold(text);
    return kind === 'prefix' ? (value) => fold(value).startsWith(end) : (value) => fold(value).endsWith(end);
  });
}

/** `*` stands for any text, `\*` for an asterisk, `\\` for a backslash. */
function wildcard(pattern: string, path: string): (value: string) => boolean {
  if (pattern.replaceAll(/\\[*\\]/g, '').includes('**')) {
    throw new Error(`Event pattern${at(path)}: a wildcard has two asterisks in a row`);
  }
  const source = pattern.replaceAll(/\\[*\\]|\*|[^*\\]+|\\/g, (part) => {
    if (part === '*') return '.*';
    return literalPattern(part.length === 2 && part.startsWith('\\') ? part.slice(1) : part);
  });
  const regex = new RegExp(`^${source}$`, 'su');
  return (value) => regex.test(value);
}

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '=': (value, bound) => value === bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};
const NUMBER_MAX = 5e9;

function numeric(argument: Json, path: string): LeafTest {
  const parts = Array.isArray(argument) ? (argument as readonly Json[]) : [];
  if (parts.length !== 2 && parts.length !== 4) {
    throw new Error(`Event pattern${at(path)}: numeric wants one or two comparisons`);
  }
  const bounds = [parts.slice(0, 2), parts.slice(2)].filter(({ length }) => length > 0);
  const tests = bounds.map(([name, bound]) => {
    const compare = COMPARISONS[String(name)];
    if (compare === undefined || typeof bound !== 'number' || Math.abs(bound) > NUMBER_MAX) {
      throw new Error(`Event pattern${at(path)}: ${String(name)} ${String(bound)} is no comparison of numbers`);
    }
    return (value: number) => compare(value, bound);
  });
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

/** The opposite of a value, a list of values, or of one operator over texts. */
function anythingBut(argument: Json, path: string, dialect: PatternDialect): LeafTest {
  if (argument !== null && typeof argument === 'object' && !Array.isArray(argument)) {
    const [entry, ...others] = Object.entries(argument as JsonObject);
    if (entry === undefined || others.length > 0) {
      throw new Error(`Event pattern${at(path)}: anything-but takes one operator`);
    }
    const [operator, inner] = entry;
    if (dialect === 'source' && (operator === 'equals-ignore-case' || SOURCE_REFUSES.has(`anything-but/${operator}`))) {
      throw new Error(`Event pattern${at(path)}: anything-but with ${operator} is not supported for event sources`);
    }
    if (!['prefix', 'suffix', 'equals-ignore-case', 'wildcard'].includes(operator)) {
      throw new Error(`Event pattern${at(path)}: anything-but does not take ${operator}`);
    }
    const tests = (Array.isArray(inner) ? (inner as readonly Json[]) : [inner]).map((text) =>
      compileOperator(operator, text, path, dialect),
    );
    return (value) => !tests.some((test) => test(value));
  }
  const excluded = new Set(Array.isArray(argument) ? (argument as readonly Json[]) : [argument]);
  for (const value of excluded) {
    if (typeof value !== 'string' && typeof value !== 'number') {
      throw new Error(`Event pattern${at(path)}: anything-but takes texts and numbers`);
    }
  }
  return (value) => !excluded.has(value);
}
