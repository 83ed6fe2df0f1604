// The checks on a condition that need its values but no item.
import { typeOf } from './attribute-value.ts';
import { checkDistinctPaths, resolvePath } from './document-path.ts';
import { validationError } from './errors.ts';
import type { Condition, Operand, Parsed } from './expression-ast.ts';
import type { Placeholders } from './placeholders.ts';
import type { AttributeValue } from './types.ts';
import { compareValues } from './value-comparison.ts';

const ORDERED = 'S N B';
const SIZED = 'S B SS NS BS L M';
const TYPE_NAMES = new Set(['S', 'N', 'B', 'BOOL', 'NULL', 'SS', 'NS', 'BS', 'L', 'M']);

/**
 * The checks on a condition that need its values but no item: operand types, distinct operands, bounds of BETWEEN.
 * @throws ValidationException
 */
export function checkCondition({ tree, label }: Parsed<Condition>, placeholders: Placeholders): void {
  checkNode(tree, label, placeholders);
}

function checkNode(condition: Condition, label: string, placeholders: Placeholders): void {
  switch (condition.kind) {
    case 'and':
    case 'or':
      checkNode(condition.left, label, placeholders);
      checkNode(condition.right, label, placeholders);
      return;
    case 'not':
      checkNode(condition.condition, label, placeholders);
      return;
    case 'compare':
      checkSizes([condition.left, condition.right], label, placeholders);
      checkDistinct(condition.operator, condition.left, condition.right, label, placeholders);
      if (condition.operator !== '=' && condition.operator !== '<>') {
        checkOperandType(condition.operator, condition.left, ORDERED, label, placeholders);
        checkOperandType(condition.operator, condition.right, ORDERED, label, placeholders);
      }
      return;
    case 'between':
      checkBetween(condition, label, placeholders);
      return;
    case 'in':
      checkSizes([condition.operand, ...condition.list], label, placeholders);
      for (const each of condition.list) {
        checkDistinct('IN', condition.operand, each, label, placeholders);
      }
      return;
    case 'function':
      checkFunction(condition, label, placeholders);
  }
}

function checkFunction(
  { name, operands }: Condition & { kind: 'function' },
  label: string,
  placeholders: Placeholders,
): void {
  checkSizes(operands, label, placeholders);
  const [first, second] = operands;
  if (second === undefined || first === undefined) {
    return;
  }
  checkDistinct(name, first, second, label, placeholders);
  if (name === 'attribute_type') {
    const type = second.kind === 'value' ? placeholders.values[second.name] : undefined;
    if (type === undefined || !('S' in type)) {
      throw incorrectType(label, name, type === undefined ? '{NS,SS,L,BS,N,M,B,BOOL,NULL,S}' : typeOf(type));
    }
    if (!TYPE_NAMES.has(type.S)) {
      throw validationError(
        `Invalid ${label}: Invalid attribute type name found; type: ${type.S}, ` +
          'valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}',
      );
    }
  }
  if (name === 'begins_with') {
    checkOperandType(name, first, 'S B', label, placeholders);
    checkOperandType(name, second, 'S B', label, placeholders);
  }
}

function checkBetween(
  { operand, low, high }: Condition & { kind: 'between' },
  label: string,
  placeholders: Placeholders,
): void {
  checkSizes([operand, low, high], label, placeholders);
  checkDistinct('BETWEEN', operand, low, label, placeholders);
  checkDistinct('BETWEEN', operand, high, label, placeholders);
  for (const each of [operand, low, high]) {
    checkOperandType('BETWEEN', each, ORDERED, label, placeholders);
  }
  if (low.kind !== 'value' || high.kind !== 'value') {
    return;
  }
  const from = placeholders.values[low.name] as AttributeValue;
  const to = placeholders.values[high.name] as AttributeValue;
  const order = compareValues(from, to);
  if (order === undefined) {
    throw unfitBounds(label, 'same data type for lower and upper bounds', from, to);
  }
  if (order > 0) {
    throw unfitBounds(label, 'upper bound to be greater than or equal to lower bound', from, to);
  }
}

function unfitBounds(label: string, rule: string, low: AttributeValue, high: AttributeValue): Error {
  return validationError(
    `Invalid ${label}: The BETWEEN operator requires ${rule}; ` +
      `lower bound operand: AttributeValue: ${printValue(low)}, ` +
      `upper bound operand: AttributeValue: ${printValue(high)}`,
  );
}

function checkDistinct(operator: string, left: Operand, right: Operand, label: string, { names }: Placeholders): void {
  if (left.kind === 'path' && right.kind === 'path') {
    checkDistinctPaths(operator, resolvePath(left.path, names), resolvePath(right.path, names), label);
  }
}

function checkSizes(operands: readonly Operand[], label: string, placeholders: Placeholders): void {
  for (const operand of operands) {
    if (operand.kind === 'size') {
      checkOperandType('size', operand.of, SIZED, label, placeholders);
    }
  }
}

function checkOperandType(
  operator: string,
  operand: Operand,
  allowed: string,
  label: string,
  placeholders: Placeholders,
): void {
  const type =
    operand.kind === 'size'
      ? 'N'
      : operand.kind === 'value'
        ? typeOf(placeholders.values[operand.name] as AttributeValue)
        : '';
  if (type !== '' && !allowed.split(' ').includes(type)) {
    throw incorrectType(label, operator, type);
  }
}

function incorrectType(label: string, operator: string, type: string): Error {
  return validationError(
    `Invalid ${label}: Incorrect operand type for operator or function; ` +
      `operator or function: ${operator}, operand type: ${type}`,
  );
}

function printValue(value: AttributeValue): string {
  return JSON.stringify(value).replaceAll('"', '');
}
