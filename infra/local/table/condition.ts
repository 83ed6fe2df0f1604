// Evaluation of condition and filter expressions.
import { typeOf } from './attribute-value.ts';
import { valueAt } from './document-path.ts';
import type { Comparator, Condition, Operand } from './expression-ast.ts';
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
