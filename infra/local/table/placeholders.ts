// The `#name` and `:value` placeholders of a request: read once, checked against what its expressions use.
import { readAttributes } from './attribute-value.ts';
import { TableError, validationError } from './errors.ts';
import type { Parsed } from './expression-ast.ts';
import type { AttributeMap } from './types.ts';

export type Placeholders = { readonly names: Readonly<Record<string, string>>; readonly values: AttributeMap };

type PlaceholderInput = {
  readonly ExpressionAttributeNames?: unknown;
  readonly ExpressionAttributeValues?: unknown;
};

const NONE: Placeholders = { names: {}, values: {} };
const NAME_KEY = /^#[A-Za-z0-9_]+$/;
const VALUE_KEY = /^:[A-Za-z0-9_]+$/;

/**
 * Reads the placeholders and checks them against the expressions: each one that is used is defined, each that is
 * defined is used.
 * @throws ValidationException
 */
export function readPlaceholders(
  input: PlaceholderInput,
  expressions: readonly (Parsed<unknown> | undefined)[],
  expressionLabel: string,
): Placeholders {
  const present = expressions.filter((expression) => expression !== undefined);
  const names = readNames(input.ExpressionAttributeNames, present.length > 0);
  const values = readValues(input.ExpressionAttributeValues, present.length > 0, expressionLabel);
  if (present.length === 0) {
    return NONE;
  }
  for (const expression of present) {
    checkDefined(expression, names, values);
  }
  checkUsed(
    'ExpressionAttributeNames',
    names,
    present.map((expression) => expression.names),
  );
  checkUsed(
    'ExpressionAttributeValues',
    values,
    present.map((expression) => expression.values),
  );
  return { names, values };
}

function readNames(input: unknown, hasExpression: boolean): Readonly<Record<string, string>> {
  if (input === undefined || input === null) {
    return NONE.names;
  }
  if (typeof input !== 'object' || Array.isArray(input)) {
    throw new TableError('SerializationException', 'ExpressionAttributeNames must be a map of strings');
  }
  if (!hasExpression) {
    throw validationError('ExpressionAttributeNames can only be specified when using expressions');
  }
  const entries = Object.entries(input);
  if (entries.length === 0) {
    throw validationError('ExpressionAttributeNames must not be empty');
  }
  for (const [key, name] of entries) {
    if (!NAME_KEY.test(key)) {
      throw validationError(`ExpressionAttributeNames contains invalid key: Syntax error; key: "${key}"`);
    }
    if (typeof name !== 'string') {
      throw new TableError('SerializationException', 'ExpressionAttributeNames must be a map of strings');
    }
    if (name === '') {
      throw validationError(`ExpressionAttributeNames contains invalid value: Empty attribute name for key ${key}`);
    }
  }
  return input as Readonly<Record<string, string>>;
}

function readValues(input: unknown, hasExpression: boolean, expressionLabel: string): AttributeMap {
  if (input === undefined || input === null) {
    return NONE.values;
  }
  if (!hasExpression) {
    throw validationError(
      `ExpressionAttributeValues can only be specified when using expressions: ${expressionLabel} is null`,
    );
  }
  const keys = typeof input === 'object' ? Object.keys(input) : [];
  if (keys.length === 0 && typeof input === 'object') {
    throw validationError('ExpressionAttributeValues must not be empty');
  }
  for (const key of keys) {
    if (!VALUE_KEY.test(key)) {
      throw validationError(`ExpressionAttributeValues contains invalid key: Syntax error; key: "${key}"`);
    }
  }
  return readAttributes(input, 'ExpressionAttributeValues');
}

function checkDefined(
  { label, names, values }: Parsed<unknown>,
  definedNames: Readonly<Record<string, string>>,
  definedValues: AttributeMap,
): void {
  for (const name of names) {
    if (!Object.hasOwn(definedNames, name)) {
      throw validationError(
        `Invalid ${label}: An expression attribute name used in the document path is not defined; ` +
          `attribute name: ${name}`,
      );
    }
  }
  for (const value of values) {
    if (!Object.hasOwn(definedValues, value)) {
      throw validationError(
        `Invalid ${label}: An expression attribute value used in expression is not defined; attribute value: ${value}`,
      );
    }
  }
}

function checkUsed(field: string, defined: object, used: readonly ReadonlySet<string>[]): void {
  const unused = Object.keys(defined).filter((key) => !used.some((set) => set.has(key)));
  if (unused.length > 0) {
    throw validationError(`Value provided in ${field} unused in expressions: keys: {${unused.join(', ')}}`);
  }
}
