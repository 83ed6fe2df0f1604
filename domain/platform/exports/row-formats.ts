/**
 * Rows as the bytes of a file, a step at a time: what a format has to know of the steps before is its state, which is
 * JSON. Money and quantities are decimals as text in every format, as in the API: a Parquet DECIMAL has one scale for a
 * whole column, and currencies and units differ within one; a binary float would not be the amount.
 */
import { stringify } from 'csv-stringify/sync';
import type { ExportFormat } from './export.schema.ts';
import { parquetFormat } from './parquet-format.ts';
import { type Column, columnName, textOf, valueAt } from './table-columns.ts';

export type RowFormat = {
  readonly contentType: string;
  /** The bytes with which the file begins, and those of each step's rows. */
  readonly add: (rows: readonly unknown[], state: unknown) => { readonly bytes: Buffer; readonly state: unknown };
  /** What follows the last row. */
  readonly end: (state: unknown) => Buffer;
};

const NOTHING = Buffer.alloc(0);

const ndjson: RowFormat = {
  contentType: 'application/x-ndjson',
  add: (rows) => ({ bytes: Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join('')), state: null }),
  end: () => NOTHING,
};

/** RFC 4180 in UTF-8. With a quote before formulas a spreadsheet shows them and does not run them. */
const csv = (columns: readonly Column[], escapeFormulas: boolean): RowFormat => ({
  contentType: 'text/csv; charset=utf-8',
  add: (rows, state) => {
    const header = state === undefined ? [columns.map(columnName)] : [];
    const cells = rows.map((row) => columns.map((column) => textOf(valueAt(row, column)) ?? ''));
    const text = stringify([...header, ...cells], { escape_formulas: escapeFormulas, record_delimiter: 'windows' });
    return { bytes: Buffer.from(text), state: null };
  },
  end: () => NOTHING,
});

/** @param columns of the list; NDJSON has none */
export function rowFormat(format: ExportFormat, columns: readonly Column[], escapeFormulas: boolean): RowFormat {
  if (format === 'ndjson') return ndjson;
  return format === 'csv' ? csv(columns, escapeFormulas) : parquetFormat(columns);
}
