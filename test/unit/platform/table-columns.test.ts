import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { columnName, columnsOf, textOf, valueAt } from '../../../domain/platform/exports/table-columns.ts';

const Money = z.object({ amount: z.string(), currency: z.string() }).meta({ id: 'ColumnsMoney' });
const Row = z.object({
  id: z.string(),
  count: z.number().int(),
  isOpen: z.boolean(),
  total: Money,
  limit: Money.nullable(),
  lines: z.array(z.object({ sku: z.string() })),
  extra: z.record(z.string(), z.string()),
  either: z.union([z.string(), z.number()]),
});

describe('the columns of a list', () => {
  it('follow from its schema: an object is a column for each of its fields, a list is one', () => {
    expect(columnsOf(Row).map((column) => [columnName(column), column.type])).toEqual([
      ['id', 'text'],
      ['count', 'whole'],
      ['isOpen', 'boolean'],
      ['total.amount', 'text'],
      ['total.currency', 'text'],
      ['limit.amount', 'text'],
      ['limit.currency', 'text'],
      ['lines', 'text'],
      ['extra', 'text'],
      ['either', 'text'],
    ]);
  });

  it('are empty where a row has nothing', () => {
    const row = {
      id: 'a',
      total: { amount: '1.00', currency: 'EUR' },
      limit: null,
      lines: [{ sku: 'x' }],
      isOpen: false,
    };
    const cells = columnsOf(Row).map((column) => textOf(valueAt(row, column)));
    expect(cells).toEqual([
      'a',
      undefined,
      'false',
      '1.00',
      'EUR',
      undefined,
      undefined,
      '[{"sku":"x"}]',
      undefined,
      undefined,
    ]);
  });
});
