/** Rows of a window of the file: text to values by column, without I/O and without knowing what the values mean. */
import { parse } from 'csv-parse/sync';
import { type CsvFault, type CsvRecord, countBreaks, nextCsvRecord, nextLine } from './csv-records.ts';
import type { Cursor, ImportFormat, Mapping, RowError } from './import.schema.ts';

export type RowFormat = {
  readonly format: ImportFormat;
  readonly delimiter: string;
  readonly columns?: readonly (string | null)[] | undefined;
  readonly mapping: Mapping;
  /** Fields of the kind. */
  readonly fields: readonly string[];
};
/** A row: its values by field, or why it cannot be read. */
export type ReadRow = {
  readonly line: number;
  /** Where the next row begins, in the file. */
  readonly next: Cursor;
} & ({ readonly values: Readonly<Record<string, unknown>> } | { readonly error: RowError });

type Record_ = CsvRecord & { readonly line: number; readonly next: number; readonly nextLine: number };

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
export const startsWithMark = (bytes: Buffer): boolean => bytes.subarray(0, 3).equals(BYTE_ORDER_MARK);

const FAULTS: Readonly<Record<CsvFault, string>> = {
  unclosed_quote: 'a quote is not closed',
  stray_quote: 'a quote stands inside a field; a field with quotes must be quoted and its quotes doubled',
  record_too_long: 'is longer than 64 KB',
};

/**
 * Up to `rowsMax` whole rows from the start of the window.
 * @param at where in the file the window begins
 * @param isLast whether the window reaches the end of the file
 */
export function readRows(window: Buffer, at: Cursor, isLast: boolean, of: RowFormat, rowsMax: number): ReadRow[] {
  const records = splitWindow(window, at.line, isLast, of, rowsMax);
  const texts = records.map((record) => decode(window, record));
  const fields = of.format === 'csv' ? fieldsOfRecords(texts, of.delimiter) : [];
  return records.flatMap((record, index): ReadRow[] => {
    const next = { byte: at.byte + record.next, line: record.nextLine };
    const text = texts[index] ?? '';
    const place = { line: record.line, next };
    if (record.fault !== undefined) return [{ ...place, error: wholeRow(record.fault, FAULTS[record.fault]) }];
    if (text === undefined) return [{ ...place, error: wholeRow('not_utf8', 'is not UTF-8') }];
    const read = of.format === 'csv' ? valuesOf(fields[index] ?? [], of.columns ?? []) : parseLine(text, of);
    return read === undefined ? [] : [{ ...place, ...read }];
  });
}
