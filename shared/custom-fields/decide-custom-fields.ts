/** What a body's custom fields make of a record's. Pure: the fields, what is kept, what is said, the outcome. */
import type { FieldError } from '../rejection.ts';
import type { KnownField, StoredCustomFields, StoredValue } from './custom-field.entity.ts';
import type { KnownFields } from './known-fields.ts';
import { type Facts, type Read, readText, readValue } from './value-types.ts';

export const CUSTOM_BYTES_MAX = 32 * 1024;

/** `text`: values are as a person typed them in a table, where they are not of their type already. */
export type Said = { readonly values: Readonly<Record<string, unknown>>; readonly as: 'wire' | 'text' };

export type CustomDecision = {
  readonly values: StoredCustomFields;
  /** Fields whose value is another than before. */
  readonly changed: readonly KnownField[];
  readonly errors: readonly FieldError[];
};

/**
 * @param before what the record keeps; undefined for a new one, which takes the defaults of what is not said
 * @param said by name; null takes a value away, what is not said stays
 */
export function decideCustomFields(
  fields: KnownFields,
  before: StoredCustomFields | undefined,
  said: Said,
  facts: Facts,
): CustomDecision {
  const values = new Map<string, StoredValue>(Object.entries(before ?? {}));
  const errors: FieldError[] = [];
  const changed: KnownField[] = [];
  const set = (field: KnownField, value: StoredValue | undefined) => {
    if (isSame(values.get(field.storedAs), value)) return;
    if (value === undefined) values.delete(field.storedAs);
    else values.set(field.storedAs, value);
    changed.push(field);
  };
  for (const [name, value] of Object.entries(said.values)) {
    const field = fields.active.find((known) => known.name === name);
    if (field === undefined) errors.push(unknownField(fields, name));
    else if (value === null) set(field, undefined);
    else {
      const read = readSaid(field, value, said.as, facts, values.get(field.storedAs));
      if ('code' in read) errors.push({ pointer: pointerOf(name), ...read });
      else set(field, read.value);
    }
  }
  for (const field of fields.active) {
    const isSaid = Object.hasOwn(said.values, field.name);
    if (before === undefined && !isSaid && field.default !== undefined) setDefault(field, facts, set);
    const isRefused = errors.some(({ pointer }) => pointer === pointerOf(field.name));
    if (field.required && !isRefused && !values.has(field.storedAs))
      errors.push({ pointer: pointerOf(field.name), code: 'required', message: 'is required' });
  }
  const kept = Object.fromEntries(values);
  if (changed.length > 0 && Buffer.byteLength(JSON.stringify(kept)) > CUSTOM_BYTES_MAX)
    errors.push({ pointer: '/customFields', code: 'too_large', message: 'must take at most 32 KB together' });
  return { values: kept, changed, errors };
}

const escapePointer = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
export const pointerOf = (name: string): string => `/customFields/${escapePointer(name)}`;

/** A default that has lost its ground, such as an option that was archived, is none. */
function setDefault(field: KnownField, facts: Facts, set: (field: KnownField, value: StoredValue) => void): void {
  const read = readValue(field, field.default, facts);
  if ('value' in read) set(field, read.value);
}

/** A value that the record has already is taken as it is: an option may be archived while it is in use. */
function readSaid(
  field: KnownField,
  value: unknown,
  as: Said['as'],
  facts: Facts,
  kept: StoredValue | undefined,
): Read {
  const isText = as === 'text' && typeof value === 'string';
  const read = isText ? readText(field, value, facts) : readValue(field, value, facts);
  if (!('code' in read) || read.code !== 'archived_option' || kept === undefined) return read;
  const inUse = new Set(Array.isArray(kept) ? kept : [kept]);
  const options = field.options?.map((option) => (inUse.has(option.key) ? { ...option, archived: false } : option));
  return isText ? readText({ ...field, options }, value, facts) : readValue({ ...field, options }, value, facts);
}

function unknownField({ all }: KnownFields, name: string): FieldError {
  const isArchived = all.some((field) => field.name === name && field.state === 'archived');
  return isArchived
    ? { pointer: pointerOf(name), code: 'archived_field', message: 'is archived; restore it to use it' }
    : { pointer: pointerOf(name), code: 'unknown_field', message: 'is not a known field' };
}

const isSame = (a: StoredValue | undefined, b: StoredValue | undefined): boolean =>
  a === b || JSON.stringify(a) === JSON.stringify(b);
