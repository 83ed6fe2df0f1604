/** Rows of a window of the file: text to values by field, without I/O and without knowing what the values mean. */
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
export type RowValues = Readonly<Record<string, unknown>>;
/** A row: its values by field, or why it cannot be read. */
export type ReadRow = {
  readonly line: number;
  /** Where the next row begins, in the file. */
  readonly next: Cursor;
  readonly read: { readonly values: RowValues } | { readonly error: RowError };
};
export type ReadWindow = {
  readonly rows: readonly ReadRow[];
  /** Behind the last row, and behind blank lines that follow it. */
  readonly end: Cursor;
};

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
export const markLength = (bytes: Buffer): number => (bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0);

const FAULTS: Readonly<Record<CsvFault, string>> = {
  unclosed_quote: 'has a quote that is not closed',
  stray_quote: 'has a quote inside a field; quote the field and double the quotes in it',
  record_too_long: 'is longer than 64 KB',
};

/**
 * Up to `rowsMax` whole rows from the start of the window.
 * @param at where in the file the window begins
 * @param isLast whether the window reaches the end of the file
 */
export function readRows(window: Buffer, at: Cursor, isLast: boolean, of: RowFormat, rowsMax: number): ReadWindow {
  const { records, end } = splitWindow(window, at, isLast, of, rowsMax);
  const texts = records.map(({ record }) => (record.fault === undefined ? decode(window, record) : undefined));
  const whole = texts.filter((text) => text !== undefined);
  const cells = of.format === 'csv' ? splitFields(whole, of.delimiter) : [];
  let seen = 0;
  const rows = records.flatMap(({ record, line, next }, index): ReadRow[] => {
    if (record.fault !== undefined) return [{ line, next, read: broken(record.fault, FAULTS[record.fault]) }];
    const text = texts[index];
    if (text === undefined) return [{ line, next, read: broken('not_utf8', 'is not UTF-8') }];
    const read = of.format === 'csv' ? valuesOf(cells[seen] ?? [], of.columns ?? []) : parseObject(text, of);
    seen += 1;
    return read === undefined ? [] : [{ line, next, read }];
  });
  return { rows, end };
}

type Split = { readonly record: CsvRecord; readonly line: number; readonly next: Cursor };

function splitWindow(window: Buffer, at: Cursor, isLast: boolean, of: RowFormat, rowsMax: number) {
  const delimiter = of.delimiter.charCodeAt(0);
  const records: Split[] = [];
  let [start, line] = [0, at.line];
  while (records.length < rowsMax) {
    const record =
      of.format === 'csv' ? nextCsvRecord(window, start, delimiter, isLast) : nextLine(window, start, isLast);
    if (record === undefined) break;
    const nextLineNumber = line + countBreaks(window, record.start, record.next);
    const next = { byte: at.byte + record.next, line: nextLineNumber };
    if (!isBlank(window, record)) records.push({ record, line, next });
    [start, line] = [record.next, nextLineNumber];
  }
  return { records, end: { byte: at.byte + start, line } };
}

/** Nothing, or spaces and tabs. */
function isBlank(window: Buffer, { start, end }: CsvRecord): boolean {
  for (let at = start; at < end; at += 1) if (window[at] !== 0x20 && window[at] !== 0x09) return false;
  return true;
}

function decode(window: Buffer, { start, end }: CsvRecord): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(window.subarray(start, end));
  } catch {
    return undefined;
  }
}

/** Fields of records that are known to be well formed; in one call, since each call of the parser costs 0.3 ms. */
export function splitFields(records: readonly string[], delimiter: string): string[][] {
  const fields: string[][] = parse(records.join('\n'), {
    delimiter,
    record_delimiter: '\n',
    relax_column_count: true,
  });
  if (fields.length !== records.length) throw new Error(`${records.length} CSV records read as ${fields.length}`);
  return fields;
}

type Read = ReadRow['read'];
const broken = (code: string, message: string, field = ''): Read => ({ error: { field, code, message } });

/** An empty cell is a field that is not given. Undefined for a row of empty cells, as spreadsheets leave them. */
function valuesOf(cells: readonly string[], columns: readonly (string | null)[]): Read | undefined {
  if (cells.every((cell) => cell.trim() === '')) return undefined;
  if (cells.length !== columns.length)
    return broken('column_count', `has ${cells.length} columns where the header has ${columns.length}`);
  const given = columns.flatMap((field, index) => {
    const cell = cells[index] ?? '';
    return field === null || cell === '' ? [] : [[field, cell] as const];
  });
  return { values: Object.fromEntries(given) };
}

function parseObject(text: string, { mapping, fields }: RowFormat): Read {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return broken('malformed_json', 'is not valid JSON');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    return broken('not_an_object', 'must be a JSON object');
  // JSON.stringify writes a lone surrogate, and only that, as an escape of the range d800 to dfff.
  if (/(?<!\\)(\\\\)*\\ud[89a-f][0-9a-f]{2}/.test(JSON.stringify(parsed)))
    return broken('lone_surrogate', 'is not well-formed Unicode');
  const given: [string, unknown][] = [];
  for (const [name, value] of Object.entries(parsed)) {
    const field = Object.hasOwn(mapping, name) ? mapping[name] : name;
    if (field === null || field === undefined || value === null) continue;
    if (!fields.includes(field)) return broken('unknown_field', 'is not a known field', name);
    given.push([field, value]);
  }
  return { values: Object.fromEntries(given) };
}
