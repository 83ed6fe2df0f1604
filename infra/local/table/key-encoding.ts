// Keys as bytes whose order is DynamoDB's order: strings as UTF-8, binaries as they are, numbers by `encodeDecimal`.
import { memberOf, typeOf } from './attribute-value.ts';
import { encodeDecimal, parseDecimal } from './decimal.ts';
import { invalidValues, KeySchemaMismatch, TableError, validationError } from './errors.ts';
import type { IndexSchema, KeyAttribute, TableSchema } from './table-schema.ts';
import type { AttributeMap, AttributeValue } from './types.ts';

/** `sort` is empty where the table or index has no sort key; a real sort key never is. */
export type ItemKey = { readonly partition: Buffer; readonly sort: Buffer };

export const NO_SORT_KEY = Buffer.alloc(0);
const INVALID = 'One or more parameter values were invalid: ';
const PARTITION_BYTES_MAX = 2048;
const SORT_BYTES_MAX = 1024;

/** The bytes of a string, number or binary. */
export function encodeKeyValue(value: AttributeValue): Buffer {
  if ('S' in value) {
    return Buffer.from(value.S);
  }
  if ('N' in value) {
    return encodeDecimal(parseDecimal(value.N));
  }
  if ('B' in value) {
    return Buffer.from(value.B, 'base64');
  }
  throw new Error('A key value that is no string, number or binary got past validation');
}

/**
 * The key of a request's `Key` (which must hold the key attributes and nothing else).
 * @throws ValidationException
 */
export function keyOfRequest(table: TableSchema, key: AttributeMap): ItemKey {
  const expected = table.sort === undefined ? 1 : 2;
  const partition = memberOf(key, table.partition.name);
  const sort = table.sort === undefined ? undefined : memberOf(key, table.sort.name);
  const fits = (value: AttributeValue | undefined, attribute: KeyAttribute | undefined) =>
    attribute === undefined || (value !== undefined && typeOf(value) === attribute.type);
  if (Object.keys(key).length !== expected || !fits(partition, table.partition) || !fits(sort, table.sort)) {
    throw new KeySchemaMismatch('The provided key element does not match the schema');
  }
  return encodeKey(table, partition as AttributeValue, sort);
}

/**
 * The key of a whole item.
 * @throws ValidationException
 */
export function keyOfItem(table: TableSchema, item: AttributeMap): ItemKey {
  const [partition, sort] = [table.partition, table.sort].map((attribute) => {
    const value = attribute === undefined ? undefined : memberOf(item, attribute.name);
    if (attribute !== undefined && value === undefined) {
      throw new KeySchemaMismatch(`${INVALID}Missing the key ${attribute.name} in the item`);
    }
    if (attribute !== undefined && value !== undefined && typeOf(value) !== attribute.type) {
      throw new KeySchemaMismatch(
        `${INVALID}Type mismatch for key ${attribute.name} expected: ${attribute.type} actual: ${typeOf(value)}`,
      );
    }
    return value;
  });
  return encodeKey(table, partition as AttributeValue, sort);
}

function encodeKey(table: TableSchema, partition: AttributeValue, sort: AttributeValue | undefined): ItemKey {
  const key = {
    partition: encodeKeyValue(partition),
    sort: sort === undefined ? NO_SORT_KEY : encodeKeyValue(sort),
  };
  checkNotEmpty(key.partition, table.partition);
  if (table.sort !== undefined) {
    checkNotEmpty(key.sort, table.sort);
  }
  checkKeyBytes(key);
  return key;
}

/**
 * The key under which an index lists an item; `undefined` when the item lacks one of its attributes (sparse index).
 * @throws ValidationException when an index key has the wrong type, is empty or too long
 */
export function keyInIndex(index: IndexSchema, item: AttributeMap): ItemKey | undefined {
  const partition = indexKeyValue(index, index.partition, item);
  const sort = index.sort === undefined ? undefined : indexKeyValue(index, index.sort, item);
  if (partition === undefined || (index.sort !== undefined && sort === undefined)) {
    return undefined;
  }
  const key = { partition, sort: sort ?? NO_SORT_KEY };
  checkKeyBytes(key);
  return key;
}

/** The same, where an item that does not fit the index is simply not listed. */
export function keyIfFit(index: IndexSchema, item: AttributeMap): ItemKey | undefined {
  try {
    return keyInIndex(index, item);
  } catch (error) {
    if (error instanceof TableError) {
      return undefined;
    }
    throw error;
  }
}

function indexKeyValue(index: IndexSchema, { name, type }: KeyAttribute, item: AttributeMap): Buffer | undefined {
  const value = memberOf(item, name);
  if (value === undefined) {
    return undefined;
  }
  if (typeOf(value) !== type) {
    throw new KeySchemaMismatch(
      `${INVALID}Type mismatch for Index Key ${name} Expected: ${type} Actual: ${typeOf(value)} ` +
        `IndexName: ${index.name}`,
    );
  }
  const bytes = encodeKeyValue(value);
  if (bytes.length === 0) {
    throw validationError(
      'One or more parameter values are not valid. A value specified for a secondary index key is not supported. ' +
        `The AttributeValue for a key attribute cannot contain an empty ${type === 'B' ? 'binary' : 'string'} value. ` +
        `IndexName: ${index.name}, IndexKey: ${name}`,
    );
  }
  return bytes;
}

function checkNotEmpty(bytes: Buffer, { name, type }: KeyAttribute): void {
  if (bytes.length === 0) {
    throw validationError(
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an ' +
        `empty ${type === 'B' ? 'binary' : 'string'} value. Key: ${name}`,
    );
  }
}

function checkKeyBytes({ partition, sort }: ItemKey): void {
  if (partition.length > PARTITION_BYTES_MAX) {
    throw invalidValues('Size of hashkey has exceeded the maximum size limit of2048 bytes');
  }
  if (sort.length > SORT_BYTES_MAX) {
    throw invalidValues('Aggregated size of all range keys has exceeded the size limit of 1024 bytes');
  }
}

/** A text that two keys share only when they are the same item's. */
export function keyText(table: TableSchema, { partition, sort }: ItemKey): string {
  return `${table.id} ${partition.toString('latin1').length} ${partition.toString('latin1')}${sort.toString('latin1')}`;
}
