import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { billLines, withhold } from '../../../domain/finance/billing.ts';
import {
  afterCredit,
  creditAll,
  creditAmount,
  creditableOf,
  creditForReturn,
  creditQuantity,
  quantityLeft,
} from '../../../domain/finance/credit.ts';
import type { InvoiceLine } from '../../../domain/finance/invoice.schema.ts';
import { lineOf, orderOf, q } from '../sales/order-fixture.ts';

const minor = fc.integer({ min: 0, max: 10_000_000 });
const quantity = fc.integer({ min: 1, max: 50_000_000 });
const sum = (lines: readonly InvoiceLine[], pick: (line: InvoiceLine) => number) =>
  lines.reduce((total, line) => total + pick(line), 0);

describe('billing an order in parts', () => {
  it('adds up to the line’s net and tax, whatever the parts: the last takes the remainder', () => {
    fc.assert(
      fc.property(minor, minor, fc.array(quantity, { minLength: 1, maxLength: 8 }), (netMinor, taxMinor, parts) => {
        const whole = parts.reduce((total, part) => total + part, 0);
        const order = orderOf({ lines: [lineOf({ quantity: whole, netMinor, taxMinor })] });
        let billed: Record<string, number> = {};
        const lines = parts.flatMap((part) => {
          const bill = billLines(order, billed, [{ orderLineId: 'line_1', quantity: part }]);
          billed = bill.billed;
          return bill.lines;
        });
        expect(sum(lines, (line) => line.netMinor)).toBe(netMinor);
        expect(sum(lines, (line) => line.taxMinor)).toBe(taxMinor);
        expect(lines.every((line) => line.netMinor >= 0 && line.taxMinor >= 0)).toBe(true);
        expect(billed).toEqual({ line_1: whole });
      }),
    );
  });

  it('three thirds of 100.00 are 33.33, 33.34 and 33.33', () => {
    const order = orderOf({ lines: [lineOf({ quantity: q('3'), netMinor: 10_000, taxMinor: 1_900 })] });
    let billed: Record<string, number> = {};
    const nets = [1, 2, 3].map(() => {
      const bill = billLines(order, billed, [{ orderLineId: 'line_1', quantity: q('1') }]);
      billed = bill.billed;
      return bill.lines[0]?.netMinor;
    });
    expect(nets).toEqual([3_333, 3_334, 3_333]);
  });

  it('leaves out lines of an unknown id or of no quantity', () => {
    const wanted = [
      { orderLineId: 'nope', quantity: 5 },
      { orderLineId: 'line_1', quantity: 0 },
    ];
    expect(billLines(orderOf(), {}, wanted)).toEqual({ lines: [], billed: {} });
  });

  it('takes what came back out of a shipment that waits to be billed, at most what it holds', () => {
    expect(
      withhold({ a: 5, b: 2 }, [
        { orderLineId: 'a', quantity: 3 },
        { orderLineId: 'b', quantity: 9 },
      ]),
    ).toEqual({
      awaiting: { a: 2, b: 0 },
      taken: [
        { orderLineId: 'a', quantity: 3 },
        { orderLineId: 'b', quantity: 2 },
      ],
    });
  });
});

const invoiceLine = (line: Partial<InvoiceLine> = {}): InvoiceLine => ({
  lineId: 'line_1',
  productId: 'prd_1',
  sku: 'BIKE',
  name: 'Bicycle',
  kind: 'manufactured',
  unit: 'pc',
  quantity: q('10'),
  unitPrice: q('100'),
  netMinor: 100_000,
  taxCode: 'standard',
  ratePercent: q('19'),
  taxMinor: 19_000,
  creditedQuantity: 0,
  creditedNetMinor: 0,
  creditedTaxMinor: 0,
  ...line,
});
const invoiceOf = (lines: InvoiceLine[]) => ({ lines, currency: 'EUR' });

const randomLine = fc.record({ quantity, netMinor: minor, taxMinor: minor }).map((line) => invoiceLine(line));
const randomCredit = fc.oneof(
  fc.record({ kind: fc.constant('quantity' as const), part: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({ kind: fc.constant('amount' as const), part: fc.double({ min: 0, max: 1, noNaN: true }) }),
);

describe('crediting an invoice (F4)', () => {
  it('never credits more than the invoice, in any line, by any series of quantities and amounts; the last takes all', () => {
    fc.assert(
      fc.property(
        fc.array(randomLine, { minLength: 1, maxLength: 4 }),
        fc.array(randomCredit, { maxLength: 6 }),
        (given, credits) => {
          let lines = given.map((line, index) => ({ ...line, lineId: `line_${index}` }));
          for (const { kind, part } of credits) {
            const left = creditableOf({ lines });
            const credited =
              kind === 'amount'
                ? creditAmount(invoiceOf(lines), Math.floor(left * part))
                : lines.map((line) => creditQuantity(line, Math.floor(quantityLeft(line) * part)));
            const gross = credited.reduce((total, line) => total + line.netMinor + line.taxMinor, 0);
            if (kind === 'amount') expect(gross).toBe(Math.floor(left * part));
            lines = afterCredit(lines, credited);
            for (const line of lines) {
              expect(line.creditedNetMinor).toBeGreaterThanOrEqual(0);
              expect(line.creditedNetMinor).toBeLessThanOrEqual(line.netMinor);
              expect(line.creditedTaxMinor).toBeLessThanOrEqual(line.taxMinor);
              expect(line.creditedQuantity).toBeLessThanOrEqual(line.quantity);
            }
          }
          lines = afterCredit(lines, creditAll({ lines }));
          expect(creditableOf({ lines })).toBe(0);
          expect(sum(lines, (line) => line.creditedNetMinor)).toBe(sum(lines, (line) => line.netMinor));
          expect(sum(lines, (line) => line.creditedQuantity)).toBe(sum(lines, (line) => line.quantity));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('credits a share of net and tax for a part, and the rest with the last of it', () => {
    expect(creditQuantity(invoiceLine(), q('3'))).toEqual({
      lineId: 'line_1',
      quantity: q('3'),
      netMinor: 30_000,
      taxMinor: 5_700,
    });
    const after = afterCredit([invoiceLine()], [{ lineId: 'line_1', quantity: 0, netMinor: 1_000, taxMinor: 190 }]);
    expect(after.map((line) => creditQuantity(line, q('10')))).toEqual([
      { lineId: 'line_1', quantity: q('10'), netMinor: 99_000, taxMinor: 18_810 },
    ]);
  });

  it('a return credits what is left of each line, and tells what was credited before', () => {
    const line = invoiceLine({ creditedQuantity: q('9'), creditedNetMinor: 90_000, creditedTaxMinor: 17_100 });
    expect(creditForReturn({ lines: [line] }, [{ orderLineId: 'line_1', quantity: q('3') }])).toEqual({
      lines: [{ lineId: 'line_1', quantity: q('1'), netMinor: 10_000, taxMinor: 1_900 }],
      uncredited: [{ orderLineId: 'line_1', quantity: q('2') }],
    });
    const credited = invoiceLine({ creditedNetMinor: 100_000, creditedTaxMinor: 19_000 });
    expect(creditForReturn({ lines: [credited] }, [{ orderLineId: 'line_1', quantity: q('3') }])).toEqual({
      lines: [],
      uncredited: [{ orderLineId: 'line_1', quantity: q('3') }],
    });
  });
});
