// DynamoDB's numbers: up to 38 significant digits, 1E-130 to 9.99…E+125, exact. JavaScript's numbers are never used for
// values, since they lose integers beyond 2^53.
import { validationError } from './errors.ts';

/** 0.digits × 10^exponent; `digits` has no leading or trailing zero and is empty for zero. */
type Decimal = { readonly sign: -1 | 0 | 1; readonly exponent: number; readonly digits: string };

const NUMERIC = /^([+-])?(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
const SMALL_INTEGER = /^(?:0|-?[1-9]\d{0,17})$/;
const DIGITS_MAX = 38;
const EXPONENT_MAX = 126;
const EXPONENT_MIN = -129;
const ZERO: Decimal = { sign: 0, exponent: 0, digits: '' };

/**
 * Reads a number in its wire form.
 * @throws ValidationException when it is no number, too large, too small or too precise
 */
export function parseDecimal(text: string): Decimal {
  const match = NUMERIC.exec(text);
  const whole = match?.[2] ?? '';
  const fraction = match?.[3] ?? '';
  if (match === null || whole.length + fraction.length === 0) {
    throw validationError(
      text === ''
        ? 'The parameter cannot be converted to a numeric value'
        : `The parameter cannot be converted to a numeric value: ${text}`,
    );
  }
  const power = match[4] === undefined ? 0 : clampedPower(match[4]);
  return limited(fromDigits(match[1] === '-' ? -1 : 1, whole + fraction, whole.length + power));
}

/** The canonical plain form: no exponent, no superfluous zero or sign. */
export function normaliseNumber(text: string): string {
  return SMALL_INTEGER.test(text) ? text : formatDecimal(parseDecimal(text));
}

/** Writes a number as DynamoDB answers it: plain digits, never an exponent. */
export function formatDecimal({ sign, exponent, digits }: Decimal): string {
  if (sign === 0) {
    return '0';
  }
  const minus = sign < 0 ? '-' : '';
  if (exponent <= 0) {
    return `${minus}0.${'0'.repeat(-exponent)}${digits}`;
  }
  if (digits.length <= exponent) {
    return `${minus}${digits}${'0'.repeat(exponent - digits.length)}`;
  }
  return `${minus}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}

export function compareDecimals(left: Decimal, right: Decimal): number {
  if (left.sign !== right.sign) {
    return left.sign - right.sign;
  }
  const magnitude = left.exponent - right.exponent || compareText(left.digits, right.digits);
  return left.sign < 0 ? -magnitude : magnitude;
}

/** Compares two numbers in wire form by value. */
export function compareNumbers(left: string, right: string): number {
  return left === right ? 0 : compareDecimals(parseDecimal(left), parseDecimal(right));
}

/**
 * left + right, or left − right, exactly.
 * @throws ValidationException when the result leaves the range or needs more than 38 digits
 */
export function addNumbers(left: string, right: string, operator: '+' | '-'): string {
  const a = parseDecimal(left);
  const b = parseDecimal(right);
  const scale = Math.min(a.exponent - a.digits.length, b.exponent - b.digits.length);
  const other = scaledInteger(b, scale);
  const sum = scaledInteger(a, scale) + (operator === '+' ? other : -other);
  const digits = (sum < 0n ? -sum : sum).toString();
  return formatDecimal(limited(fromDigits(sum < 0n ? -1 : 1, digits, digits.length + scale)));
}

/**
 * Bytes whose order is the numbers' order: sign, exponent, then two digits a byte; for negative numbers complemented
 * and closed with a byte above every digit pair, so that a longer (more negative) number sorts first.
 */
export function encodeDecimal({ sign, exponent, digits }: Decimal): Buffer {
  if (sign === 0) {
    return Buffer.of(0x80);
  }
  const pairs = (digits.length + 1) >> 1;
  const bytes = Buffer.allocUnsafe(2 + pairs + (sign < 0 ? 1 : 0));
  const biased = exponent - EXPONENT_MIN;
  bytes[0] = sign < 0 ? 0x7f : 0x81;
  bytes[1] = sign < 0 ? 255 - biased : biased;
  for (let index = 0; index < pairs; index += 1) {
    const high = digits.charCodeAt(2 * index) - 48;
    const low = 2 * index + 1 < digits.length ? digits.charCodeAt(2 * index + 1) - 48 : 0;
    const pair = high * 10 + low;
    bytes[2 + index] = sign < 0 ? 99 - pair : pair;
  }
  if (sign < 0) {
    bytes[2 + pairs] = 0xff;
  }
  return bytes;
}

function fromDigits(sign: -1 | 1, allDigits: string, pointAt: number): Decimal {
  let start = 0;
  while (start < allDigits.length && allDigits.charCodeAt(start) === 48) {
    start += 1;
  }
  let end = allDigits.length;
  while (end > start && allDigits.charCodeAt(end - 1) === 48) {
    end -= 1;
  }
  return start === end ? ZERO : { sign, exponent: pointAt - start, digits: allDigits.slice(start, end) };
}

function limited(value: Decimal): Decimal {
  if (value.exponent > EXPONENT_MAX) {
    throw validationError('Number overflow. Attempting to store a number with magnitude larger than supported range');
  }
  if (value.exponent < EXPONENT_MIN) {
    throw validationError('Number underflow. Attempting to store a number with magnitude smaller than supported range');
  }
  if (value.digits.length > DIGITS_MAX) {
    throw validationError('Attempting to store more than 38 significant digits in a Number');
  }
  return value;
}

function scaledInteger({ sign, exponent, digits }: Decimal, scale: number): bigint {
  return sign === 0 ? 0n : BigInt(sign) * BigInt(digits) * 10n ** BigInt(exponent - digits.length - scale);
}

// An exponent of a thousand digits is out of range in any case; as a JavaScript number it stays harmless.
function clampedPower(text: string): number {
  return Math.max(-1e6, Math.min(1e6, Number(text)));
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
