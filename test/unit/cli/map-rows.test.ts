import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookupIn, type MappingStep, mappedRows, mapRow, readMapping } from '../../../infra/cli/map-rows.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-mapping-'));
  writeFileSync(join(folder, 'units.csv'), 'unit,stock_units\nCS,24\nCS,99\n');
  writeFileSync(join(folder, 'rows.csv'), '\ufeffsku,name\nA,"Tool ""Crib"", big"\nB,\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const step = (fields: MappingStep['fields'], extra: Partial<MappingStep> = {}): MappingStep => ({
  kind: 'x',
  file: 'rows.csv',
  fields,
  ...extra,
});

describe('a mapping', () => {
  it.each([
    ['takes a column as it is', 'a', { a: 'x' }, 'x'],
    ['takes nothing for a column that is not there', 'b', { a: 'x' }, ''],
    ['gives a fixed value', { value: 'EA' }, { a: 'x' }, 'EA'],
    ['renames values', { column: 'a', values: { '1': 'manufactured' } }, { a: '1' }, 'manufactured'],
    ['keeps a value that has no other name', { column: 'a', values: { '1': 'manufactured' } }, { a: '2' }, '2'],
    ['makes a code of a name', { column: 'a', as: 'code' as const }, { a: 'Tool Crib, (big)' }, 'TOOL-CRIB-BIG'],
    ['reads a stand-in as empty', { column: 'a', emptyIf: ['0.0'] }, { a: '0.0' }, ''],
    [
      'looks a value up in another file, first row first',
      { column: 'a', lookup: { file: 'units.csv', key: 'unit', take: 'stock_units' } },
      { a: 'CS' },
      '24',
    ],
    [
      'gives what is said otherwise',
      { column: 'a', lookup: { file: 'units.csv', key: 'unit', take: 'stock_units', otherwise: '1' } },
      { a: 'ZZ' },
      '1',
    ],
  ])('%s', (_what, source, row, expected) => {
    expect(mapRow(step({ field: source }), row as Record<string, string>, lookupIn(folder))).toEqual({
      field: expected,
    });
  });
  it('names the file where a value cannot be found', () => {
    const source = { column: 'a', lookup: { file: 'units.csv', key: 'unit', take: 'stock_units' } };
    expect(() => mapRow(step({ field: source }), { a: 'ZZ' }, lookupIn(folder))).toThrow('units.csv has no unit "ZZ"');
  });
  it('leaves rows out', () => {
    const leaveOut = { column: 'a', values: ['0.0'] };
    expect(mapRow(step({ field: 'a' }, { leaveOut }), { a: '0.0' }, lookupIn(folder))).toBeUndefined();
  });
  it('reads a file with a byte order mark and quoted cells', async () => {
    const rows: Record<string, string>[] = [];
    for await (const row of mappedRows(folder, step({ sku: 'sku', name: 'name' }))) rows.push(row);
    expect(rows).toEqual([
      { sku: 'A', name: 'Tool "Crib", big' },
      { sku: 'B', name: '' },
    ]);
  });
  it('of the repository is valid', () => {
    expect(readMapping('adventureworks').steps.length).toBeGreaterThan(5);
    expect(() => readMapping('nothing')).toThrow('There is no mapping');
  });
});
