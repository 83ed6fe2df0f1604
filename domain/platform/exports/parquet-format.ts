/**
 * Parquet, a row group for each step. A writer of the library is made anew for each of them and told what the ones
 * before it wrote: how many bytes, and the row groups' places, which the end of the file lists.
 */
import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { RowFormat } from './row-formats.ts';
import { type Column, columnName, textOf, valueAt } from './table-columns.ts';

type State = { readonly offset: number; readonly rows: string; readonly groups: ParquetWriter['row_groups'] };

const BIGINT = /^-?\d+n$/;

export const parquetFormat = (columns: readonly Column[]): RowFormat => ({
  contentType: 'application/vnd.apache.parquet',
  add: (rows, state) => {
    const { writer, out } = takeUp(columns, state);
    if (rows.length > 0) void writer.write({ columnData: columnData(columns, rows), rowGroupSize: rows.length });
    return { bytes: bytesOf(out), state: putDown(writer, out) };
  },
  end: (state) => {
    const { writer, out } = takeUp(columns, state);
    void writer.finish();
    return bytesOf(out);
  },
});

const TYPES = { text: 'STRING', whole: 'INT64', boolean: 'BOOLEAN' } as const;

const columnData = (columns: readonly Column[], rows: readonly unknown[]) =>
  columns.map((column) => ({
    name: columnName(column),
    type: TYPES[column.type],
    nullable: true,
    offsetIndex: false,
    data: rows.map((row) => cellOf(valueAt(row, column), column)),
  }));

function cellOf(value: unknown, { type }: Column): unknown {
  if (value === undefined) return null;
  if (type === 'whole') return typeof value === 'number' ? BigInt(value) : null;
  return type === 'boolean' ? value === true : textOf(value);
}

/** A writer that goes on where the state says; without one, at the beginning of the file. */
function takeUp(columns: readonly Column[], kept: unknown) {
  const out = new ByteWriter();
  const writer = new ParquetWriter({
    writer: out,
    schema: schemaFromColumnData({ columnData: columnData(columns, []) }),
    // Values of rows have no place in the state.
    statistics: false,
  });
  if (kept === undefined || kept === null) return { writer, out };
  const { offset, rows, groups } = revive(kept) as State;
  // The beginning that the library has just written stands in the file already.
  [out.index, out.offset] = [0, offset];
  writer.row_groups = groups;
  writer.num_rows = BigInt(rows);
  return { writer, out };
}

const putDown = ({ num_rows, row_groups }: ParquetWriter, { offset }: ByteWriter): unknown =>
  JSON.parse(
    JSON.stringify({ offset, rows: String(num_rows), groups: row_groups }, (_, value) =>
      typeof value === 'bigint' ? `${value}n` : ArrayBuffer.isView(value) ? undefined : value,
    ),
  );

function revive(kept: unknown): unknown {
  return JSON.parse(JSON.stringify(kept), (_, value) =>
    typeof value === 'string' && BIGINT.test(value) ? BigInt(value.slice(0, -1)) : value,
  );
}

const bytesOf = (out: ByteWriter): Buffer => Buffer.from(out.getBytes());
