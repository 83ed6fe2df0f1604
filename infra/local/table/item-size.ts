// Sizes by the rules of the DynamoDB developer guide, "DynamoDB Item sizes and formats".
import { parseDecimal } from './decimal.ts';
import type { AttributeMap, AttributeValue } from './types.ts';

export const ITEM_BYTES_MAX = 400 * 1024;

const CONTAINER_BYTES = 3;
const ELEMENT_BYTES = 1;

/** Size of an item (or of some attributes) in bytes: names and values. */
export function sizeOfAttributes(attributes: AttributeMap): number {
  let bytes = 0;
  for (const name of Object.keys(attributes)) {
    bytes += utf8Bytes(name) + sizeOfValue(attributes[name] as AttributeValue);
  }
  return bytes;
}

/** Size of one value in bytes, without its name. */
function sizeOfValue(value: AttributeValue): number {
  if ('S' in value) {
    return utf8Bytes(value.S);
  }
  if ('N' in value) {
    return sizeOfNumber(value.N);
  }
  if ('B' in value) {
    return base64Bytes(value.B);
  }
  if ('BOOL' in value || 'NULL' in value) {
    return 1;
  }
  if ('SS' in value) {
    return value.SS.reduce((bytes, element) => bytes + utf8Bytes(element), 0);
  }
  if ('NS' in value) {
    return value.NS.reduce((bytes, element) => bytes + sizeOfNumber(element), 0);
  }
  if ('BS' in value) {
    return value.BS.reduce((bytes, element) => bytes + base64Bytes(element), 0);
  }
  if ('L' in value) {
    return value.L.reduce((bytes, element) => bytes + ELEMENT_BYTES + sizeOfValue(element), CONTAINER_BYTES);
  }
  return CONTAINER_BYTES + Object.keys(value.M).length * ELEMENT_BYTES + sizeOfAttributes(value.M);
}

/** Bytes of a base64 text when decoded. */
export function base64Bytes(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return (text.length / 4) * 3 - padding;
}

// Digits are counted in pairs on either side of the point, a sign costs a byte. The guide rounds the two sides as one;
// measured on the service (public conformance captures, 2026) the sides are rounded each for itself.
function sizeOfNumber(text: string): number {
  const { sign, exponent, digits } = parseDecimal(text);
  const whole = Math.max(0, Math.min(exponent, digits.length));
  return 1 + Math.ceil(whole / 2) + Math.ceil((digits.length - whole) / 2) + (sign < 0 ? 1 : 0);
}

function utf8Bytes(text: string): number {
  return Buffer.byteLength(text);
}
