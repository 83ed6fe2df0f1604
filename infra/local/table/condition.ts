// Evaluation of condition and filter expressions.
import { typeOf } from './attribute-value.ts';
import { valueAt } from './document-path.ts';
import { validationError } from './errors.ts';
import type { Comparator, Condition, Operand, Parsed } from './expression-ast.ts';
import { base64Bytes } from './item-size.ts';
import type { Placeholders } from './placeholders.ts';
import type { AttributeMap, AttributeValue } from './types.ts';
import { compareValues, sameValue } from './value-comparison.ts';

/** Whether a condition holds for an item; an item that does not exist is an empty map. */
export function holds(condition: Condition, item: AttributeMap, placeholders: Placeholders): boolean {
  switch (condition.kind) {
    case 'and':
      return holds(condition.left, item, placeholders) && holds(condition.right, item, placeholders);
    case 'or':
      return holds(condition.left, item, placeholders) || holds(condition.right, item, placeholders);
    case 'not':
      return !holds(condition.condition, item, placeholders);
    case 'compare': {
      const left = operandValue(condition.left, item, placeholders);
      const right = operandValue(condition.right, item, placeholders);
      return compare(condition.operator, left, right);
    }
    case 'between': {
      const value = operandValue(condition.operand, item, placeholders);
      return (
        compare('>=', value, operandValue(condition.low, item, placeholders)) &&
        compare('<=', value, operandValue(condition.high, item, placeholders))
      );
    }
    case 'in': {
      const value = operandValue(condition.operand, item, placeholders);
      return condition.list.some((operand) => compare('=', value, operandValue(operand, item, placeholders)));
    }
    case 'function':
      return functionHolds(condition, item, placeholders);
  }
}

function functionHolds(
  { name, operands }: Condition & { kind: 'function' },
  item: AttributeMap,
  placeholders: Placeholders,
): boolean {
  const first = operandValue(operands[0] as Operand, item, placeholders);
  if (name === 'attribute_exists') {
    return first !== undefined;
  }
  if (name === 'attribute_not_exists') {
    return first === undefined;
  }
  const second = operandValue(operands[1] as Operand, item, placeholders);
  if (first === undefined || second === undefined) {
    return false;
  }
  if (name === 'attribute_type') {
    return 'S' in second && typeOf(first) === second.S;
  }
  return name === 'begins_with' ? beginsWith(first, second) : contains(first, second);
}

function compare(operator: Comparator, left: AttributeValue | undefined, right: AttributeValue | undefined): boolean {
  if (operator === '<>') {
    // Found on DynamoDB Local, as the service: an attribute that is missing is not equal to any value.
    return !(left !== undefined && right !== undefined && sameValue(left, right));
  }
  if (left === undefined || right === undefined) {
    return false;
  }
  if (operator === '=') {
    return sameValue(left, right);
  }
  const order = compareValues(left, right);
  if (order === undefined) {
    return false;
  }
  return operator === '<' ? order < 0 : operator === '<=' ? order <= 0 : operator === '>' ? order > 0 : order >= 0;
}

function beginsWith(value: AttributeValue, prefix: AttributeValue): boolean {
  if ('S' in value && 'S' in prefix) {
    return value.S.startsWith(prefix.S);
  }
  if ('B' in value && 'B' in prefix) {
    const bytes = Buffer.from(prefix.B, 'base64');
    return Buffer.from(value.B, 'base64').subarray(0, bytes.length).equals(bytes);
  }
  return false;
}

function contains(value: AttributeValue, wanted: AttributeValue): boolean {
  if ('S' in value) {
    return 'S' in wanted && value.S.includes(wanted.S);
  }
  if ('B' in value) {
    return 'B' in wanted && Buffer.from(value.B, 'base64').includes(Buffer.from(wanted.B, 'base64'));
  }
  if ('L' in value) {
    return value.L.some((element) => sameValue(element, wanted));
  }
  return (
    ('SS' in value && 'S' in wanted && value.SS.includes(wanted.S)) ||
    ('NS' in value && 'N' in wanted && value.NS.includes(wanted.N)) ||
    ('BS' in value && 'B' in wanted && value.BS.includes(wanted.B))
  );
}

function operandValue(operand: Operand, item: AttributeMap, placeholders: Placeholders): AttributeValue | undefined {
  if (operand.kind === 'path') {
    return valueAt(item, operand.path, placeholders.names);
  }
  if (operand.kind === 'value') {
    return placeholders.values[operand.name];
  }
  const of = operandValue(operand.of, item, placeholders);
  const size = of === undefined ? undefined : sizeFunction(of);
  return size === undefined ? undefined : { N: String(size) };
}

// String: characters, as DynamoDB counts them (UTF-16 units); binary: bytes; set, list and map: elements.
function sizeFunction(value: AttributeValue): number | undefined {
  if ('S' in value) {
    return value.S.length;
  }
  if ('B' in value) {
    return base64Bytes(value.B);
  }
  if ('M' in value) {
    return Object.keys(value.M).length;
  }
  if ('L' in value) {
    return value.L.length;
  }
  return 'SS' in value
    ? value.SS.length
    : 'NS' in value
      ? value.NS.length
      : 'BS' in value
        ? value.BS.length
        : undefined;
}

const ORDERED = 'S N B';
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
    throw validationError(
      `Invalid ${label}: The BETWEEN operator requires same data type for lower and upper bounds; ` +
        `lower bound operand: AttributeValue: ${printValue(from)}, upper bound operand: AttributeValue: ${printValue(to)}`,
    );
  }
  if (order > 0) {
    throw validationError(
      `Invalid ${label}: The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ` +
        `lower bound operand: AttributeValue: ${printValue(from)}, upper bound operand: AttributeValue: ${printValue(to)}`,
    );
  }
}

function checkDistinct(operator: string, left: Operand, right: Operand, label: string, { names }: Placeholders): void {
  if (left.kind !== 'path' || right.kind !== 'path' || left.path.length !== right.path.length) {
    return;
  }
  const steps = (operand: Operand & { kind: 'path' }) =>
    operand.path.map((step) => (typeof step === 'string' && step.startsWith('#') ? (names[step] as string) : step));
  const first = steps(left);
  const second = steps(right);
  if (first.every((step, index) => step === second[index])) {
    const printed = `[${first.map((step) => (typeof step === 'number' ? `[${step}]` : step)).join(', ')}]`;
    throw validationError(
      `Invalid ${label}: The first operand must be distinct from the remaining operands for this operator or function; ` +
        `operator: ${operator}, first operand: ${printed}`,
    );
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
