/**
 * CloudFormation's intrinsic functions. One that is not here is an error: a value that was guessed would make the
 * laptop differ from the cloud without a word.
 */
import type { Json, JsonObject } from './template.ts';

/** What the functions ask of the stack around them. */
export type Scope = {
  /** `Ref`: a pseudo parameter, a parameter or a resource. */
  readonly ref: (name: string) => Json;
  readonly attribute: (logicalId: string, attribute: string) => string;
  readonly importValue: (exportName: string) => Json;
  readonly condition: (name: string) => boolean;
  readonly mapping: (map: string, first: string, second: string) => Json;
};

/** `AWS::NoValue`: the property, or the list's entry, is left out. */
export const NO_VALUE: unique symbol = Symbol('AWS::NoValue');
export type Resolved = Json | typeof NO_VALUE;

type Evaluate = (argument: Json, scope: Scope) => Resolved;

const FUNCTIONS: Readonly<Record<string, Evaluate>> = {
  Ref: (name, scope) => (name === 'AWS::NoValue' ? NO_VALUE : scope.ref(text(name, 'Ref'))),
  'Fn::GetAtt': getAttribute,
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = pair(argument, 'Fn::Join');
    return textList(parts, scope, 'Fn::Join').join(text(separator, 'Fn::Join'));
  },
  'Fn::Sub': substitute,
  'Fn::Select': (argument, scope) => {
    const [index, list] = pair(argument, 'Fn::Select');
    const resolved = resolve(list, scope);
    const found = Array.isArray(resolved) ? (resolved as readonly Json[])[Number(resolve(index, scope))] : undefined;
    if (found === undefined) throw new Error(`Fn::Select: no element ${JSON.stringify(index)}`);
    return found;
  },
  'Fn::Split': (argument, scope) => {
    const [separator, source] = pair(argument, 'Fn::Split');
    return text(resolve(source, scope), 'Fn::Split').split(text(separator, 'Fn::Split'));
  },
  'Fn::ImportValue': (argument, scope) => scope.importValue(text(resolve(argument, scope), 'Fn::ImportValue')),
  'Fn::FindInMap': (argument, scope) => {
    const [map = '', first = '', second = ''] = textList(argument, scope, 'Fn::FindInMap');
    return scope.mapping(map, first, second);
  },
  'Fn::Base64': (argument, scope) => Buffer.from(text(resolve(argument, scope), 'Fn::Base64')).toString('base64'),
  'Fn::ToJsonString': (argument, scope) => JSON.stringify(resolve(argument, scope)),
  'Fn::Length': (argument, scope) => {
    const list = resolve(argument, scope);
    if (!Array.isArray(list)) throw new Error('Fn::Length wants a list');
    return list.length;
  },
  'Fn::If': (argument, scope) => {
    if (!Array.isArray(argument) || argument.length !== 3) throw new Error('Fn::If wants three arguments');
    const [name = '', yes = null, no = null] = argument as readonly Json[];
    return resolve(scope.condition(text(name, 'Fn::If')) ? yes : no, scope);
  },
};

/** The condition functions; they answer a boolean and stand in `Conditions` only. */
export function evaluateCondition(condition: Json, scope: Scope): boolean {
  const [name, argument] = singleEntry(condition);
  const list = Array.isArray(argument) ? (argument as readonly Json[]) : [];
  switch (name) {
    case 'Condition':
      return scope.condition(text(argument, 'Condition'));
    case 'Fn::Equals':
      return JSON.stringify(resolve(list[0] ?? null, scope)) === JSON.stringify(resolve(list[1] ?? null, scope));
    case 'Fn::And':
      return list.every((inner) => evaluateCondition(inner, scope));
    case 'Fn::Or':
      return list.some((inner) => evaluateCondition(inner, scope));
    case 'Fn::Not':
      return !evaluateCondition(list[0] ?? null, scope);
    default:
      throw new Error(`The condition function ${name} is not known to the local cloud`);
  }
}

/** Resolves every function in a value. @throws Error that names an unknown function */
export function resolve(value: Json, scope: Scope): Resolved {
  if (typeof value === 'string') return refuseDynamicReference(value);
  if (Array.isArray(value)) return resolveList(value as readonly Json[], scope);
  if (value === null || typeof value !== 'object') return value;
  const object = value as JsonObject;
  const names = Object.keys(object);
  const [name = ''] = names;
  if (names.length === 1 && (name === 'Ref' || name === 'Condition' || name.startsWith('Fn::'))) {
    const evaluate = FUNCTIONS[name];
    if (evaluate !== undefined) return evaluate(object[name] ?? null, scope);
    // A policy document's statement may hold nothing but `Condition`, which is then no function.
    if (name !== 'Condition') throw new Error(`The intrinsic function ${name} is not known to the local cloud`);
  }
  const resolved: Record<string, Json> = {};
  for (const [property, inner] of Object.entries(object)) {
    const result = resolve(inner, scope);
    if (result !== NO_VALUE) resolved[property] = result;
  }
  return resolved;
}

function resolveList(list: readonly Json[], scope: Scope): Json[] {
  return list.flatMap((inner): Json[] => {
    const result = resolve(inner, scope);
    return result === NO_VALUE ? [] : [result];
  });
}

function refuseDynamicReference(value: string): string {
  if (!value.includes('{{resolve:')) return value;
  throw new Error(`The dynamic reference ${value} is not known to the local cloud`);
}

function getAttribute(argument: Json, scope: Scope): string {
  const [logicalId = '', ...attribute] =
    typeof argument === 'string' ? argument.split('.') : textList(argument, scope, 'Fn::GetAtt');
  return scope.attribute(logicalId, attribute.join('.'));
}

function substitute(argument: Json, scope: Scope): string {
  const [template, given] = Array.isArray(argument) ? pair(argument, 'Fn::Sub') : [argument, {}];
  const variables = given as JsonObject;
  return text(template, 'Fn::Sub').replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal === '!') return `\${${name}}`;
    const own = variables[name.trim()];
    if (own !== undefined) return text(resolve(own, scope), 'Fn::Sub');
    const [logicalId = '', ...attribute] = name.trim().split('.');
    return attribute.length === 0
      ? text(scope.ref(logicalId), 'Fn::Sub')
      : scope.attribute(logicalId, attribute.join('.'));
  });
}

function singleEntry(value: Json): [string, Json] {
  const entries = value !== null && typeof value === 'object' ? Object.entries(value) : [];
  const [first] = entries;
  if (entries.length !== 1 || first === undefined) throw new Error(`Not a condition: ${JSON.stringify(value)}`);
  return first;
}

function text(value: Resolved, where: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`${where} wants a text and was given ${JSON.stringify(value) ?? 'nothing'}`);
}

function pair(argument: Json, where: string): [Json, Json] {
  const [first, second] = Array.isArray(argument) ? (argument as readonly Json[]) : [];
  if (first === undefined || second === undefined) throw new Error(`${where} wants two arguments`);
  return [first, second];
}

function textList(argument: Json, scope: Scope, where: string): string[] {
  const list = resolve(argument, scope);
  if (!Array.isArray(list)) throw new Error(`${where} wants a list`);
  return (list as readonly Json[]).map((inner) => text(inner, where));
}
