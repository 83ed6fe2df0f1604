// Equality and order of attribute values.
import { memberOf, typeOf } from './attribute-value.ts';
import { compareNumbers } from './decimal.ts';
import type { AttributeMap, AttributeValue } from './types.ts';

/** Whether two values are the same: by type and content, sets without regard to order. Numbers must be canonical. */
export function sameValue(left: AttributeValue, right: AttributeValue): boolean {
  if (left === right) {
    return true;
  }
  if ('M' in left) {
    return 'M' in right && sameAttributes(left.M, right.M);
  }
  if ('L' in left) {
    return (
      'L' in right &&
      left.L.length === right.L.length &&
      left.L.every((element, index) => sameValue(element, right.L[index] as AttributeValue))
    );
  }
  const type = typeOf(left);
  if (typeOf(right) !== type) {
    return false;
  }
  const a = contentOf(left);
  const b = contentOf(right);
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && new Set(a).isSubsetOf(new Set(b));
  }
  return a === b;
}

/** Whether two maps of attributes hold the same. */
export function sameAttributes(left: AttributeMap, right: AttributeMap): boolean {
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => {
      const other = memberOf(right, name);
      return other !== undefined && sameValue(left[name] as AttributeValue, other);
    })
  );
}

/** Order of two strings, numbers or binaries of one type; `undefined` for what has no order. */
export function compareValues(left: AttributeValue, right: AttributeValue): number | undefined {
  if ('S' in left && 'S' in right) {
    return compareStrings(left.S, right.S);
  }
  if ('N' in left && 'N' in right) {
    return compareNumbers(left.N, right.N);
  }
  if ('B' in left && 'B' in right) {
    return Buffer.compare(Buffer.from(left.B, 'base64'), Buffer.from(right.B, 'base64'));
  }
  return undefined;
}

// DynamoDB orders strings by their UTF-8 bytes; JavaScript by UTF-16 units, which differs beyond the basic plane.
function compareStrings(left: string, right: string): number {
  return left === right ? 0 : Buffer.compare(Buffer.from(left), Buffer.from(right));
}

function contentOf(value: AttributeValue): unknown {
  for (const name in value) {
    return value[name as keyof typeof value];
  }
  return undefined;
}
