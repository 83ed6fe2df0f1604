/** The beginning of a file: byte-order mark, delimiter, header. Without I/O. */
import { reject, rejectField } from '../../shared/rejection.ts';
import { countBreaks, nextCsvRecord } from './csv-records.ts';
import type { Cursor, ImportFormat, Mapping } from './import.schema.ts';
import { expectKnownFields, type KindFields, matchColumns } from './import-columns.ts';
import { markLength, splitFields } from './read-rows.ts';

export type FileStart = {
  readonly delimiter: string;
  readonly columns?: (string | null)[];
  readonly cursor: Cursor;
};
type Facts = { readonly format: ImportFormat; readonly mapping: Mapping; readonly fields: KindFields };

const DELIMITERS = [',', ';', '\t'] as const;
const COLUMNS_MAX = 200;

/**
 * Reads the start of a file, so that columns that do not fit are refused before any row is written.
 * @param head the first bytes of the file
 * @param isWhole whether they are all of it
 * @param source pointer to where the file came from: `/content` or `/uploadId`
 * @throws Rejection 422 `platform.import.bad_header`, `.bad_columns` or, at the pointer, `empty_file`
 */
export function readStart(
  head: Buffer,
  isWhole: boolean,
  source: string,
  { format, mapping, fields }: Facts,
): FileStart {
  const begin = markLength(head);
  if (head.subarray(begin).toString('latin1').trim() === '') throw rejectField(source, 'empty_file', 'has no row');
  if (format === 'ndjson') {
    expectKnownFields(mapping, fields);
    return { delimiter: ',', cursor: { byte: begin, line: 1 } };
  }
  const { header, delimiter, next } = readHeader(head, begin, isWhole, source);
  const columns = matchColumns(header, mapping, fields, source);
  return { delimiter, columns, cursor: { byte: next, line: 1 + countBreaks(head, begin, next) } };
}

/** The delimiter is the one that takes the header apart most: spreadsheets write `;` where the comma is decimal. */
function readHeader(head: Buffer, begin: number, isWhole: boolean, source: string) {
  const readings = DELIMITERS.flatMap((delimiter) => {
    const record = nextCsvRecord(head, begin, delimiter.charCodeAt(0), isWhole);
    if (record === undefined || record.fault !== undefined) return [];
    const text = head.subarray(record.start, record.end).toString('utf8');
    if (text === '') return [];
    const [header = []] = splitFields([text], delimiter);
    return [{ header, delimiter, next: record.next }];
  });
  const best = readings.reduce<(typeof readings)[number] | undefined>(
    (found, reading) => (found === undefined || reading.header.length > found.header.length ? reading : found),
    undefined,
  );
  if (best === undefined || best.header.length > COLUMNS_MAX) {
    const message = `must begin with a header row of at most ${COLUMNS_MAX} columns`;
    throw reject('invalid', 'platform.import.bad_header', 'The header cannot be read.', {
      errors: [{ pointer: source, code: 'bad_header', message }],
    });
  }
  return best;
}
