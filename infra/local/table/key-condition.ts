// Key condition expressions: one partition, and at most one range of its sort keys.
import { memberOf, typeOf } from './attribute-value.ts';
import { resolvePath } from './document-path.ts';
import { invalidValues, validationError } from './errors.ts';
import type { Condition, Operand, Parsed } from './expression-ast.ts';
import { encodeKeyValue, NO_SORT_KEY } from './key-encoding.ts';
import type { Placeholders } from './placeholders.ts';
import { HIGHEST_SORT_KEY, type SortRange } from './store.ts';
import type { KeyAttribute } from './table-schema.ts';
import type { AttributeValue } from './types.ts';

export type KeyRange = {
  readonly partitionValue: AttributeValue;
  readonly partition: Buffer;
  readonly range: SortRange;
  /** Whether a query in that direction is over when it meets its last bound; only for bounds given as such. */
  readonly endsAtLow: boolean;
  readonly endsAtHigh: boolean;
};

type Term = { readonly name: string; readonly operator: string; readonly values: readonly AttributeValue[] };

/**
 * What a key condition selects.
 * @throws ValidationException when it does not name the partition by equality, or the sort key by one range
 */
export function readKeyCondition(
  parsed: Parsed<Condition>,
  placeholders: Placeholders,
  partition: KeyAttribute,
  sort: KeyAttribute | undefined,
): KeyRange {
  const terms = termsOf(parsed.tree, placeholders);
  const byName = new Map<string, Term>();
  for (const term of terms) {
    if (byName.has(term.name)) {
      throw validationError(
        'Invalid KeyConditionExpression: KeyConditionExpressions must only contain one condition per key',
      );
    }
    byName.set(term.name, term);
  }
  const hash = byName.get(partition.name);
  if (hash === undefined) {
    throw validationError(`Query condition missed key schema element: ${partition.name}`);
  }
  const other = terms.find(({ name }) => name !== partition.name);
  if (terms.length > 1 && other?.name !== sort?.name) {
    throw validationError(
      sort === undefined
        ? 'Query key condition not supported'
        : `Query condition missed key schema element: ${sort.name}`,
    );
  }
  if (hash.operator !== '=') {
    throw validationError('Query key condition not supported');
  }
  checkType(hash, partition);
  const partitionValue = hash.values[0] as AttributeValue;
  if (other !== undefined && sort !== undefined) {
    checkType(other, sort);
  }
  return {
    partitionValue,
    partition: encodeKeyValue(partitionValue),
    range: rangeOf(other),
    endsAtLow: other?.operator === '>=' || other?.operator === 'BETWEEN',
    endsAtHigh: other?.operator === '<=' || other?.operator === 'BETWEEN',
  };
}

function termsOf(condition: Condition, placeholders: Placeholders): Term[] {
  switch (condition.kind) {
    case 'and':
      return [...termsOf(condition.left, placeholders), ...termsOf(condition.right, placeholders)];
    case 'or':
    case 'not':
      throw invalidOperator(condition.kind.toUpperCase());
    case 'in':
      throw invalidOperator('IN');
    case 'compare':
      if (condition.operator === '<>') {
        throw invalidOperator('<>');
      }
      return [comparisonTerm(condition, placeholders)];
    case 'between':
      return [term('BETWEEN', condition.operand, [condition.low, condition.high], placeholders)];
    case 'function':
      if (condition.name !== 'begins_with') {
        throw invalidOperator(condition.name);
      }
      return [term('begins_with', condition.operands[0] as Operand, condition.operands.slice(1), placeholders)];
  }
}

function comparisonTerm({ operator, left, right }: Condition & { kind: 'compare' }, placeholders: Placeholders): Term {
  const mirrored: Readonly<Record<string, string>> = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };
  return left.kind === 'value'
    ? term(mirrored[operator] as string, right, [left], placeholders)
    : term(operator, left, [right], placeholders);
}

function term(operator: string, key: Operand, bounds: readonly Operand[], placeholders: Placeholders): Term {
  if (key.kind === 'size' || bounds.some((bound) => bound.kind === 'size')) {
    throw invalidOperator('size');
  }
  if (key.kind !== 'path' || bounds.some((bound) => bound.kind !== 'value')) {
    throw validationError(
      key.kind === 'path'
        ? 'Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition'
        : 'Invalid condition in KeyConditionExpression: No key attribute specified',
    );
  }
  const [name, ...rest] = resolvePath(key.path, placeholders.names);
  if (rest.length > 0) {
    throw validationError(
      'Invalid KeyConditionExpression: KeyConditionExpressions cannot have conditions on nested attributes',
    );
  }
  const values = bounds.flatMap((bound) => {
    const value = bound.kind === 'value' ? memberOf(placeholders.values, bound.name) : undefined;
    return value === undefined ? [] : [value];
  });
  return { name, operator, values };
}

function checkType({ name, operator, values }: Term, { type }: KeyAttribute): void {
  for (const value of values) {
    if (typeOf(value) !== type || (operator === 'begins_with' && type === 'N')) {
      throw invalidValues('Condition parameter type does not match schema type');
    }
    if (encodeKeyValue(value).length === 0) {
      throw validationError(
        'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an ' +
          `empty ${type === 'B' ? 'binary' : 'string'} value. Key: ${name}`,
      );
    }
  }
}

function rangeOf(term: Term | undefined): SortRange {
  if (term === undefined) {
    return { low: NO_SORT_KEY, high: HIGHEST_SORT_KEY };
  }
  const [low, high] = term.values.map(encodeKeyValue) as [Buffer, Buffer?];
  switch (term.operator) {
    case '=':
      return { low, high: justAfter(low) };
    case '<':
      return { low: NO_SORT_KEY, high: low };
    case '<=':
      return { low: NO_SORT_KEY, high: justAfter(low) };
    case '>':
      return { low: justAfter(low), high: HIGHEST_SORT_KEY };
    case '>=':
      return { low, high: HIGHEST_SORT_KEY };
    case 'BETWEEN':
      return { low, high: justAfter(high as Buffer) };
    default:
      return { low, high: prefixEnd(low) };
  }
}

/** The next key in byte order: nothing lies between a key and the same key with a zero byte behind it. */
export function justAfter(key: Buffer): Buffer {
  return Buffer.concat([key, Buffer.of(0)]);
}

function prefixEnd(prefix: Buffer): Buffer {
  const end = Buffer.from(prefix);
  for (let index = end.length - 1; index >= 0; index -= 1) {
    const byte = end[index] as number;
    if (byte < 0xff) {
      end[index] = byte + 1;
      return end.subarray(0, index + 1);
    }
  }
  return HIGHEST_SORT_KEY;
}

function invalidOperator(operator: string): Error {
  return validationError(`Invalid operator used in KeyConditionExpression: ${operator}`);
}
