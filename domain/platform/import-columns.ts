/** Matches the columns of a CSV file with the fields of a kind, before any row is read. Without I/O. */
import { z } from 'zod';
import type { CustomColumn } from '../../shared/custom-fields/import-custom-fields.ts';
import type { ImportKind } from '../../shared/module.ts';
import { type FieldError, reject } from '../../shared/rejection.ts';
import type { Mapping } from './import.schema.ts';

export type KindFields = {
  readonly all: readonly string[];
  readonly required: readonly string[];
  /** Other names that people know fields by: the labels of the tenant's own. */
  readonly labels?: ReadonlyMap<string, string>;
};

/** Fields of a kind's rows, read from its schema. */
export function fieldsOf(kind: Pick<ImportKind, 'row'>): KindFields {
  const { properties = {}, required = [] } = z.toJSONSchema(kind.row, { io: 'input', unrepresentable: 'any' });
  return { all: Object.keys(properties), required };
}

/** With the tenant's own fields of the records, which a column names as `customFields.<name>` or by its label. */
export const withOwnFields = ({ all, required }: KindFields, own: readonly CustomColumn[]): KindFields => ({
  all: [...all, ...own.map(({ name }) => name)],
  required,
  labels: new Map(own.map(({ name, label }) => [fold(label), name])),
});

/** `List price`, `list_price` and `listPrice` name one field. */
const fold = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
const escapePointer = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/**
 * The field of each column, null where the column is left out.
 * @param source pointer to where the file came from: `/content` or `/uploadId`
 * @throws Rejection 422 `platform.import.bad_columns` that names every column at fault: twice, unknown, or missing
 */
export function matchColumns(
  header: readonly string[],
  mapping: Mapping,
  fields: KindFields,
  source: string,
): (string | null)[] {
  const names = header.map((name) => name.trim());
  const errors = [...duplicatesIn(names, source), ...unknownInMapping(names, mapping, fields)];
  const columns = names.map((name) => (name === '' ? null : fieldOf(name, mapping, fields)));
  for (const [index, field] of columns.entries()) {
    const name = names[index] ?? '';
    if (field === undefined)
      errors.push(
        fault(source, 'unknown_column', `column "${name}" is no field of this kind; map it to null to leave it out`),
      );
    else if (field !== null && columns.indexOf(field) !== index)
      errors.push(fault(source, 'duplicate_column', `column "${name}" and another one both give the field ${field}`));
  }
  for (const field of fields.required)
    if (!columns.includes(field)) errors.push(fault(source, 'missing_column', `no column gives the field ${field}`));
  if (errors.length > 0)
    throw reject('invalid', 'platform.import.bad_columns', 'The columns do not fit this kind.', { errors });
  return columns.map((field) => field ?? null);
}

const fault = (pointer: string, code: string, message: string): FieldError => ({ pointer, code, message });

function fieldOf(name: string, mapping: Mapping, { all, labels }: KindFields): string | null | undefined {
  if (Object.hasOwn(mapping, name)) return mapping[name];
  const isFolded = (field: string) => fold(field) === fold(name);
  return all.find((field) => field === name) ?? all.find(isFolded) ?? labels?.get(fold(name));
}

const duplicatesIn = (names: readonly string[], source: string): FieldError[] =>
  names.flatMap((name, index) =>
    name === '' || names.indexOf(name) === index
      ? []
      : [fault(source, 'duplicate_column', `column "${name}" is there twice`)],
  );

const unknownInMapping = (names: readonly string[], mapping: Mapping, { all }: KindFields): FieldError[] =>
  Object.entries(mapping).flatMap(([name, field]) => {
    const pointer = `/mapping/${escapePointer(name)}`;
    return [
      ...(names.includes(name) ? [] : [fault(pointer, 'unknown_column', 'is no column of the file')]),
      ...(field === null || all.includes(field) ? [] : [fault(pointer, 'unknown_field', 'is no field of this kind')]),
    ];
  });

/** The mapping of a format without a header: only its fields can be checked beforehand. @throws Rejection 422 */
export function expectKnownFields(mapping: Mapping, { all }: KindFields): void {
  const errors = Object.entries(mapping).flatMap(([name, field]) =>
    field === null || all.includes(field)
      ? []
      : [fault(`/mapping/${escapePointer(name)}`, 'unknown_field', 'is no field of this kind')],
  );
  if (errors.length > 0)
    throw reject('invalid', 'platform.import.bad_columns', 'The mapping does not fit this kind.', { errors });
}
