// Reading attribute values off the wire: shape, limits and canonical form. A value that is canonical already is
// returned as it is, without a copy, since nearly all are.
import { normaliseNumber } from './decimal.ts';
import { invalidValues, TableError, validationError } from './errors.ts';
import type { AttributeMap, AttributeValue } from './types.ts';

export type AttributeType = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'SS' | 'NS' | 'BS' | 'L' | 'M';

const TYPES: ReadonlySet<string> = new Set(['S', 'N', 'B', 'BOOL', 'NULL', 'SS', 'NS', 'BS', 'L', 'M']);
// The attribute itself is the first of the 32 levels.
const DEPTH_MAX = 31;
const NAME_BYTES_MAX = 65_535;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The one member that says the value's type. */
export function typeOf(value: AttributeValue): AttributeType {
  for (const name in value) {
    return name as AttributeType;
  }
  throw new Error('An attribute value without a type got past validation');
}

/** The member of a map by its own name only, so that `constructor` and `__proto__` are attribute names like others. */
export function memberOf(map: AttributeMap, name: string): AttributeValue | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}

/** A copy with one member set; safe for every name. */
export function withMember(map: AttributeMap, name: string, value: AttributeValue): AttributeMap {
  const copy = { ...map };
  Object.defineProperty(copy, name, { value, enumerable: true, configurable: true, writable: true });
  return copy;
}

/** A copy without one member. */
export function withoutMember(map: AttributeMap, name: string): AttributeMap {
  const copy: Record<string, AttributeValue> = { ...map };
  delete copy[name];
  return copy;
}

/**
 * Checks a map of attributes (an item, a key, expression values) and gives it in canonical form.
 * @throws ValidationException or SerializationException
 */
export function readAttributes(input: unknown, what: string): AttributeMap {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw serializationError(`${what} must be a map of attribute values`);
  }
  return readMap(input as Readonly<Record<string, unknown>>, 0);
}

/** Checks one attribute value and gives it in canonical form. */
function readAttributeValue(input: unknown, depth = 0): AttributeValue {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw serializationError('An attribute value must be a map with one type');
  }
  const names = Object.keys(input);
  const type = names[0];
  if (type === undefined) {
    throw validationError('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  }
  if (names.length > 1) {
    throw validationError(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  }
  if (!TYPES.has(type)) {
    throw validationError('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  }
  const content: unknown = (input as Readonly<Record<string, unknown>>)[type];
  const canonical = readContent(type as AttributeType, content, depth);
  return (canonical === content ? input : { [type]: canonical }) as AttributeValue;
}

/**
 * Checks the nesting of an item that was put together from parts.
 * @throws ValidationException beyond 32 levels
 */
export function checkItemDepth(item: AttributeMap): void {
  for (const value of Object.values(item)) {
    checkValueDepth(value, 0);
  }
}

function checkValueDepth(value: AttributeValue, depth: number): void {
  if ('M' in value || 'L' in value) {
    checkDepth(depth + 1);
    for (const child of 'M' in value ? Object.values(value.M) : value.L) {
      checkValueDepth(child, depth + 1);
    }
  }
}

function readContent(type: AttributeType, content: unknown, depth: number): unknown {
  switch (type) {
    case 'S':
      return readText(content, 'S');
    case 'N':
      return normaliseNumber(readText(content, 'N'));
    case 'B':
      return readBinary(content);
    case 'BOOL':
      if (typeof content !== 'boolean') {
        throw serializationError('BOOL must be true or false');
      }
      return content;
    case 'NULL':
      return readNull(content);
    case 'SS':
      return readSet(content, 'string', (element) => readText(element, 'SS'));
    case 'NS':
      return readSet(content, 'number', (element) => normaliseNumber(readText(element, 'NS')));
    case 'BS':
      return readSet(content, 'binary', readBinary);
    case 'L':
      return readList(content, depth);
    case 'M':
      if (typeof content !== 'object' || content === null || Array.isArray(content)) {
        throw serializationError('M must be a map of attribute values');
      }
      checkDepth(depth + 1);
      return readMap(content as Readonly<Record<string, unknown>>, depth + 1);
  }
}

function readMap(input: Readonly<Record<string, unknown>>, depth: number): AttributeMap {
  let result = input as AttributeMap;
  for (const name of Object.keys(input)) {
    checkName(name);
    const canonical = readAttributeValue(input[name], depth);
    if (canonical !== input[name]) {
      result = withMember(result, name, canonical);
    }
  }
  return result;
}

function readList(content: unknown, depth: number): readonly AttributeValue[] {
  if (!Array.isArray(content)) {
    throw serializationError('L must be a list of attribute values');
  }
  checkDepth(depth + 1);
  let result: AttributeValue[] | undefined;
  for (let index = 0; index < content.length; index += 1) {
    const canonical = readAttributeValue(content[index], depth + 1);
    if (canonical !== content[index]) {
      result ??= [...(content as AttributeValue[])];
      result[index] = canonical;
    }
  }
  return result ?? (content as AttributeValue[]);
}

function readText(content: unknown, type: string): string {
  if (typeof content !== 'string') {
    throw serializationError(`${type} must be a string`);
  }
  // The wire is UTF-8, which has no way to write half of a surrogate pair.
  if (!content.isWellFormed()) {
    throw serializationError('A string holds half of a surrogate pair');
  }
  return content;
}

// Base64 on the wire; the bytes themselves from a caller in this process.
function readBinary(content: unknown): string {
  if (content instanceof Uint8Array) {
    return Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('base64');
  }
  if (typeof content !== 'string' || !BASE64.test(content)) {
    throw serializationError('A binary value must be base64 text');
  }
  // Spare bits after the last byte would make two texts of one value.
  return content.endsWith('=') ? Buffer.from(content, 'base64').toString('base64') : content;
}

function readNull(content: unknown): true {
  if (typeof content !== 'boolean') {
    throw serializationError('NULL must be true');
  }
  if (!content) {
    throw invalidValues('Null attribute value types must have the value of true');
  }
  return true;
}

function readSet(content: unknown, kind: string, readElement: (element: unknown) => string): readonly string[] {
  if (!Array.isArray(content)) {
    throw serializationError(`A ${kind} set must be a list`);
  }
  if (content.length === 0) {
    throw invalidValues(kind === 'binary' ? 'Binary sets should not be empty' : `An ${kind} set  may not be empty`);
  }
  const elements = content.map(readElement);
  if (new Set(elements).size < elements.length) {
    throw invalidValues(
      kind === 'number'
        ? `Input collection [${content.join(', ')}] contains duplicates.`
        : `Input collection [${elements.join(', ')}]${kind === 'binary' ? 'of type BS' : ''} contains duplicates.`,
    );
  }
  return elements.some((element, index) => element !== content[index]) ? elements : (content as string[]);
}

function checkDepth(depth: number): void {
  if (depth > DEPTH_MAX) {
    throw validationError(
      'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
    );
  }
}

function checkName(name: string): void {
  if (name === '') {
    throw validationError('Empty attribute name');
  }
  if (name.length > NAME_BYTES_MAX / 3 && Buffer.byteLength(name) > NAME_BYTES_MAX) {
    throw invalidValues('Attribute name is too large, must be less than 65536 bytes');
  }
  if (!name.isWellFormed()) {
    throw serializationError('An attribute name holds half of a surrogate pair');
  }
}

function serializationError(message: string): TableError {
  return new TableError('SerializationException', message);
}
