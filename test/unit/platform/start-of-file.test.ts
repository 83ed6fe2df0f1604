import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Mapping } from '../../../domain/platform/import.schema.ts';
import { fieldsOf } from '../../../domain/platform/import-columns.ts';
import { readStart } from '../../../domain/platform/start-of-file.ts';
import { isRejection } from '../../../shared/rejection.ts';

const row = z.object({ sku: z.string(), listPrice: z.string().optional(), name: z.string().default('-') });
const fields = fieldsOf({ row });

const start = (text: string, mapping: Mapping = {}) => {
  const head = Buffer.from(text);
  try {
    const { columns, delimiter, cursor } = readStart(head, true, '/content', { format: 'csv', mapping, fields });
    return `${columns?.join('|')} by "${delimiter}" from ${cursor.byte}:${cursor.line}`;
  } catch (error) {
    if (!isRejection(error)) throw error;
    return error.details.errors?.map(({ pointer, code }) => `${pointer} ${code}`).join(', ');
  }
};

describe('the columns of a file, before any row is written', () => {
  it('knows the fields of a kind from its schema, whatever wraps it', () => {
    expect(fields).toEqual({ all: ['sku', 'listPrice', 'name'], required: ['sku'] });
    expect(fieldsOf({ row: row.refine(() => true).transform(({ sku }) => sku) }).all).toEqual(fields.all);
  });
  it.each([
    ['by name', 'sku,name\nx,y\n', {}, 'sku|name by "," from 9:2'],
    ['in words and other cases', 'SKU,List price,NAME\n', {}, 'sku|listPrice|name by "," from 20:2'],
    ['with a byte-order mark', '\uFEFFsku,name\n', {}, 'sku|name by "," from 12:2'],
    ['semicolons of a spreadsheet', 'sku;name;list_price\n', {}, 'sku|name|listPrice by ";" from 20:2'],
    ['tabs', 'sku\tname\n', {}, 'sku|name by "\t" from 9:2'],
    ['quoted, over two lines', '"sku","na\nme"\n', {}, 'sku|name by "," from 14:3'],
    ['mapped', 'Part,Text\n', { Part: 'sku', Text: 'name' }, 'sku|name by "," from 10:2'],
    ['left out', 'sku,colour\n', { colour: null }, 'sku| by "," from 11:2'],
    ['a header alone', 'sku', {}, 'sku by "," from 3:1'],
    ['unknown', 'sku,colour\n', {}, '/content unknown_column'],
    ['missing', 'name\n', {}, '/content missing_column'],
    ['twice', 'sku,sku\n', {}, '/content duplicate_column, /content duplicate_column'],
    ['two for one field', 'sku,Sku\n', {}, '/content duplicate_column'],
    ['a mapping to no field', 'sku,x\n', { x: 'weight' }, '/mapping/x unknown_field'],
    ['a mapping of no column', 'sku\n', { 'a/b': null }, '/mapping/a~1b unknown_column'],
    ['everything wrong at once', 'name,colour\n', {}, '/content unknown_column, /content missing_column'],
    ['empty', '', {}, '/content empty_file'],
    ['blank', ' \n \n', {}, '/content empty_file'],
    ['an empty first line', '\nsku\n', {}, '/content bad_header'],
    ['a quote left open', '"sku,name\nx,y\n', {}, '/content bad_header'],
  ])('%s', (_case, text, mapping, expected) => {
    expect(start(text, mapping)).toBe(expected);
  });
});
