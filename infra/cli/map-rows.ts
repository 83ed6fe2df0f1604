/**
 * Maps foreign CSV files to import kinds by a mapping file: which columns become which fields, with the few changes
 * that real exports need (values renamed, a code made of a name, a factor looked up in another file).
 */
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse';
import { parse as parseSync } from 'csv-parse/sync';
import { z } from 'zod';

const FieldSource = z.union([
  /** The column as it is. */
  z.string(),
  z.strictObject({
    column: z.string(),
    /** Renames values; a value that is not named stays as it is. */
    values: z.record(z.string(), z.string()).optional(),
    /** `code`: upper case, runs of other characters as one dash. */
    as: z.literal('code').optional(),
    /** These values mean "none". */
    emptyIf: z.array(z.string()).optional(),
    /** Takes a column of another file, in the row whose `key` is this column's value. */
    lookup: z
      .strictObject({ file: z.string(), key: z.string(), take: z.string(), otherwise: z.string().optional() })
      .optional(),
  }),
  z.strictObject({ value: z.string() }),
]);

export const Mapping = z.strictObject({
  name: z.string(),
  summary: z.string(),
  steps: z.array(
    z.strictObject({
      kind: z.string(),
      file: z.string(),
      /** Rows whose column has one of these values are left out. */
      leaveOut: z.strictObject({ column: z.string(), values: z.array(z.string()) }).optional(),
      fields: z.record(z.string(), FieldSource),
    }),
  ),
});
export type Mapping = z.infer<typeof Mapping>;
export type MappingStep = Mapping['steps'][number];
type Row = Readonly<Record<string, string>>;
type LookupRule = {
  readonly file: string;
  readonly key: string;
  readonly take: string;
  readonly otherwise?: string | undefined;
};
type Lookup = (rule: LookupRule, value: string) => string;

/** Reads and checks a mapping file of the repository, such as `adventureworks`. */
export function readMapping(name: string): Mapping {
  const path = new URL(`./mappings/${name}.json`, import.meta.url);
  if (!existsSync(path)) throw new Error(`There is no mapping "${name}" in infra/cli/mappings`);
  return Mapping.parse(JSON.parse(readFileSync(path, 'utf8')));
}

/** Looks values up in side files of the folder, first row wins; a value that is not there is an error that names the file. */
export function lookupIn(folder: string): Lookup {
  const tables = new Map<string, Map<string, string>>();
  const read = ({ file, key, take }: LookupRule): Map<string, string> => {
    const rows = parseSync(readFileSync(join(folder, file)), { columns: true }) as Row[];
    return new Map(rows.reverse().map((row) => [row[key] ?? '', row[take] ?? '']));
  };
  return (rule, value) => {
    const name = [rule.file, rule.key, rule.take].join('|');
    const table = tables.get(name) ?? read(rule);
    tables.set(name, table);
    const found = table.get(value) ?? rule.otherwise;
    if (found === undefined) throw new Error(`${rule.file} has no ${rule.key} "${value}"`);
    return found;
  };
}

/** One row in the fields of the import kind; undefined where the mapping leaves it out. */
export function mapRow(step: MappingStep, row: Row, lookup: Lookup): Record<string, string> | undefined {
  if (step.leaveOut?.values.includes(row[step.leaveOut.column] ?? '') === true) return undefined;
  return Object.fromEntries(
    Object.entries(step.fields).map(([field, source]) => [field, fieldOf(source, row, lookup)]),
  );
}

function fieldOf(source: z.infer<typeof FieldSource>, row: Row, lookup: Lookup): string {
  if (typeof source === 'string') return row[source] ?? '';
  if ('value' in source) return source.value;
  const raw = row[source.column] ?? '';
  if (raw === '' || source.emptyIf?.includes(raw) === true) return '';
  const named = source.values?.[raw] ?? raw;
  const found = source.lookup === undefined ? named : lookup(source.lookup, named);
  return source.as === 'code' ? codeOf(found) : found;
}

const codeOf = (text: string): string =>
  text
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** The mapped rows of a step's file, read as a stream so that a large file needs no memory. */
export async function* mappedRows(folder: string, step: MappingStep): AsyncGenerator<Record<string, string>> {
  const lookup = lookupIn(folder);
  const rows = createReadStream(join(folder, step.file)).pipe(
    parse({ columns: true, bom: true, relax_column_count: false }),
  );
  for await (const row of rows) {
    const mapped = mapRow(step, row as Row, lookup);
    if (mapped !== undefined) yield mapped;
  }
}
