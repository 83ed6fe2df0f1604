/**
 * Finds where the records of a CSV file end (RFC 4180, over bytes), so that a file can be read in windows and a broken
 * record costs itself and not the ones after it: where a quote is never closed, or is closed in the middle of a field,
 * the record ends at its first line break and reading goes on behind that. Fields are taken apart by csv-parse.
 */
const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;
/** A record longer than this is a quote that was left open. */
const RECORD_BYTES_MAX = 64 * 1024;

export type CsvFault = 'unclosed_quote' | 'stray_quote' | 'record_too_long';
export type CsvRecord = {
  /** Bytes of the record without its line break: `[start, end)`. */
  readonly start: number;
  readonly end: number;
  /** Where the next record begins. */
  readonly next: number;
  readonly fault?: CsvFault;
};

/** The record that begins at `start`; undefined where the bytes end before it does and more are to come. */
export function nextCsvRecord(bytes: Buffer, start: number, delimiter: number, isLast: boolean): CsvRecord | undefined {
  let isQuoted = false;
  let isFieldStart = true;
  let stray = false;
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (isQuoted) {
      if (byte !== QUOTE) continue;
      const after = bytes[at + 1];
      if (after === undefined && !isLast) return undefined;
      if (after === QUOTE) at += 1;
      else if (after === undefined || after === delimiter || isBreak(after)) isQuoted = false;
      else return firstLine(bytes, start, 'stray_quote');
    } else if (byte === QUOTE && isFieldStart) {
      isQuoted = true;
      isFieldStart = false;
    } else if (isBreak(byte)) {
      if (byte === RETURN && bytes[at + 1] === undefined && !isLast) return undefined;
      const next = at + (byte === RETURN && bytes[at + 1] === LINE_FEED ? 2 : 1);
      return { start, end: at, next, ...(stray ? { fault: 'stray_quote' } : {}) };
    } else {
      stray ||= byte === QUOTE;
      isFieldStart = byte === delimiter;
    }
  }
  if (bytes.length - start > RECORD_BYTES_MAX || (isLast && isQuoted))
    return firstLine(bytes, start, isQuoted ? 'unclosed_quote' : 'record_too_long');
  if (!isLast || start === bytes.length) return undefined;
  return { start, end: bytes.length, next: bytes.length, ...(stray ? { fault: 'stray_quote' } : {}) };
}

const isBreak = (byte: number | undefined): boolean => byte === LINE_FEED || byte === RETURN;

/** The broken record, cut at its first line break. */
function firstLine(bytes: Buffer, start: number, fault: CsvFault): CsvRecord {
  for (let at = start; at < bytes.length; at += 1) {
    if (!isBreak(bytes[at])) continue;
    const next = at + (bytes[at] === RETURN && bytes[at + 1] === LINE_FEED ? 2 : 1);
    return { start, end: at, next, fault };
  }
  return { start, end: bytes.length, next: bytes.length, fault };
}

/** The line of text that begins at `start` (NDJSON); undefined where the bytes end before it does. */
export function nextLine(bytes: Buffer, start: number, isLast: boolean): CsvRecord | undefined {
  const at = bytes.indexOf(LINE_FEED, start);
  if (at >= 0) return { start, end: at > start && bytes[at - 1] === RETURN ? at - 1 : at, next: at + 1 };
  if (bytes.length - start > RECORD_BYTES_MAX)
    return { start, end: bytes.length, next: bytes.length, fault: 'record_too_long' };
  if (!isLast || start === bytes.length) return undefined;
  return { start, end: bytes.length, next: bytes.length };
}

/** Line breaks in `[start, end)`: LF, CR LF and a CR alone count one each. */
export function countBreaks(bytes: Buffer, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at += 1) {
    if (bytes[at] === LINE_FEED || (bytes[at] === RETURN && bytes[at + 1] !== LINE_FEED)) count += 1;
  }
  return count;
}
