import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RowFormat, readRows } from '../../../domain/platform/read-rows.ts';

const csv = (columns: (string | null)[], delimiter = ','): RowFormat => ({
  ...{ format: 'csv', delimiter, columns, mapping: {}, fields: columns.filter((name) => name !== null) },
});
const AB = csv(['a', 'b']);
const ndjson = (mapping: Record<string, string | null> = {}): RowFormat => ({
  ...{ format: 'ndjson', delimiter: ',', mapping, fields: ['a', 'b'] },
});

/** Reads a whole file in windows, as the engine does: line and values, or line and rule. */
function readAll(text: string | Buffer, of: RowFormat, windowBytes = 1 << 17, rowsMax = 1_000) {
  const file = Buffer.from(text);
  const found: string[] = [];
  let cursor = { byte: 0, line: 1 };
  while (cursor.byte < file.length) {
    const window = file.subarray(cursor.byte, cursor.byte + windowBytes);
    const isLast = cursor.byte + window.length === file.length;
    const { rows, end } = readRows(window, cursor, isLast, of, rowsMax);
    for (const { line, read } of rows)
      found.push(`${line} ${'error' in read ? read.error.code : JSON.stringify(Object.values(read.values))}`);
    expect(end.byte, 'each window gets on').toBeGreaterThan(cursor.byte);
    cursor = end;
  }
  return found;
}

describe('CSV rows (RFC 4180)', () => {
  it.each([
    ['plain', 'x,y\n1,2\n', ['1 ["x","y"]', '2 ["1","2"]']],
    ['no line break at the end', 'x,y', ['1 ["x","y"]']],
    ['CR LF', 'x,y\r\n1,2\r\n', ['1 ["x","y"]', '2 ["1","2"]']],
    ['CR alone', 'x,y\r1,2\r', ['1 ["x","y"]', '2 ["1","2"]']],
    ['a quoted line break keeps the count of lines', '"x\ny",z\n1,2\n', ['1 ["x\\ny","z"]', '3 ["1","2"]']],
    ['a quoted delimiter', '"x,y",z\n', ['1 ["x,y","z"]']],
    ['doubled quotes', '"say ""hi""",z\n', ['1 ["say \\"hi\\"","z"]']],
    ['an empty cell is not given', 'x,\n', ['1 ["x"]']],
    ['blank lines and rows of empty cells are no rows', 'x,y\n\n  \n,\n1,2\n\n', ['1 ["x","y"]', '5 ["1","2"]']],
    ['a cell that a spreadsheet would run is data', '=1+2,@x\n', ['1 ["=1+2","@x"]']],
    ['spaces are kept', ' x , y\n', ['1 [" x "," y"]']],
    ['characters of every plane', 'é漢,🚲\n', ['1 ["é漢","🚲"]']],
    ['too few columns', 'x\n1,2\n', ['1 column_count', '2 ["1","2"]']],
    ['too many columns', 'x,y,z\n1,2\n', ['1 column_count', '2 ["1","2"]']],
    ['a quote inside a field costs that row', '5" pipe,y\n1,2\n', ['1 stray_quote', '2 ["1","2"]']],
    ['text behind a closing quote costs that row', '"x"y,z\n1,2\n', ['1 stray_quote', '2 ["1","2"]']],
    ['an open quote costs its line', '"x,y\n1,2\n3,4\n', ['1 unclosed_quote', '2 ["1","2"]', '3 ["3","4"]']],
    [
      'an open quote before a quoted row costs its line',
      '"x,y\n1,2\n"3",4\n',
      ['1 stray_quote', '2 ["1","2"]', '3 ["3","4"]'],
    ],
    ['a double quote at the end of the file', 'x,"y"', ['1 ["x","y"]']],
    ['a field of nothing in quotes', '"",y\n', ['1 ["y"]']],
  ])('%s', (_case, text, expected) => {
    expect(readAll(text, AB)).toEqual(expected);
  });

  it('reports a row that is not UTF-8 and goes on', () => {
    const text = Buffer.concat([Buffer.from('x,y\n'), Buffer.from([0xff, 0x2c, 0x79, 0x0a]), Buffer.from('1,2\n')]);
    expect(readAll(text, AB)).toEqual(['1 ["x","y"]', '2 not_utf8', '3 ["1","2"]']);
  });

  it('gives up an open quote after 64 KB rather than reading the file to its end', () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => `${index},y`).join('\n');
    const found = readAll(`"open,y\n${rows}\n`, AB);
    expect(found[0]).toBe('1 unclosed_quote');
    expect(found).toHaveLength(20_001);
  });

  it('leaves columns out that have no field', () => {
    expect(readAll('x,y,z\n', csv(['a', null, 'b']))).toEqual(['1 ["x","z"]']);
  });

  it('reads what any writer of RFC 4180 wrote, in windows of any size, with the right line of each row', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', ' ', 'é', '🚲', ';'), maxLength: 6 });
    const row = fc.tuple(cell, cell).filter((cells) => cells.some((text) => text.trim() !== ''));
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 12 }),
        fc.integer({ min: 80, max: 400 }),
        fc.boolean(),
        (rows, size, crlf) => {
          const lineBreak = crlf ? '\r\n' : '\n';
          const text = stringify(rows, { record_delimiter: lineBreak, quoted_match: /[\r\n]/ });
          let line = 1;
          const expected = rows.map((cells) => {
            const found = `${line} ${JSON.stringify(cells.filter((value) => value !== ''))}`;
            line += 1 + cells.join('').split('\n').length - 1;
            return found;
          });
          expect(readAll(text, AB, size, 3)).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('NDJSON rows', () => {
  it.each([
    ['objects', '{"a":"x","b":"y"}\n{"a":"1"}\n', ['1 ["x","y"]', '2 ["1"]']],
    ['blank lines', '{"a":"x"}\n\n{"a":"1"}', ['1 ["x"]', '3 ["1"]']],
    ['null is not given', '{"a":null,"b":"y"}\n', ['1 ["y"]']],
    ['a broken line costs itself', '{"a":\n{"a":"1"}\n', ['1 malformed_json', '2 ["1"]']],
    ['a list is no row', '[1]\n"x"\nnull\n', ['1 not_an_object', '2 not_an_object', '3 not_an_object']],
    ['an unknown field is refused', '{"a":"x","z":1}\n', ['1 unknown_field']],
    ['a prototype is a field like any other', '{"__proto__":{"a":"x"}}\n', ['1 unknown_field']],
    ['half a character', '{"a":"\\ud83d"}\n', ['1 lone_surrogate']],
    ['a whole character as escapes', '{"a":"\\ud83d\\udeb2"}\n', ['1 ["🚲"]']],
    ['a backslash before what looks like half a character', '{"a":"\\\\ud83d"}\n', ['1 ["\\\\ud83d"]']],
  ])('%s', (_case, text, expected) => {
    expect(readAll(text, ndjson())).toEqual(expected);
  });
  it('renames and leaves out by the mapping', () => {
    expect(readAll('{"Sku":"x","Note":"n"}\n', ndjson({ Sku: 'a', Note: null }))).toEqual(['1 ["x"]']);
  });
});
