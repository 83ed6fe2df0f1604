import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideReturn, type ReturnedLine, SHIPMENTS_MAX } from '../../../domain/logistics/decide-return.ts';
import type { ShipmentLine, ShipmentState } from '../../../domain/logistics/shipment.schema.ts';
import type { Rejection } from '../../../shared/rejection.ts';

const line = (sku: string, quantity: number, costMinor: number, returned = 0, returnedCostMinor = 0): ShipmentLine => ({
  orderLineId: `line-${sku}`,
  productId: `prd-${sku}`,
  sku,
  name: sku,
  quantity,
  costMinor,
  returned,
  returnedCostMinor,
});
const shipment = (id: string, lines: ShipmentLine[], state: ShipmentState = 'dispatched') => ({ id, state, lines });

const told = (shipments: Parameters<typeof decideReturn>[0], asked: readonly ReturnedLine[]) =>
  decideReturn(shipments as ReturnType<typeof shipment>[], asked).map(({ shipment: { id }, returned }) => [
    id,
    ...returned.map(({ sku, quantity, costMinor }) => `${quantity} ${sku} ${costMinor}`),
  ]);

describe('S5: goods come back at the cost at which they left', () => {
  it.each([
    ['the share of the line', [shipment('a', [line('X', 3, 100)])], [{ sku: 'X', quantity: 1 }], [['a', '1 X 33']]],
    [
      'the last one with the remainder',
      [shipment('a', [line('X', 3, 100, 2, 66)])],
      [{ sku: 'X', quantity: 1 }],
      [['a', '1 X 34']],
    ],
    [
      'by order line',
      [shipment('a', [line('X', 3, 99), line('Y', 1, 5)])],
      [{ orderLineId: 'line-Y', quantity: 1 }],
      [['a', '1 Y 5']],
    ],
    [
      'from the newest shipment first',
      [shipment('new', [line('X', 2, 20)]), shipment('old', [line('X', 2, 10)], 'delivered')],
      [{ sku: 'X', quantity: 3 }],
      [
        ['new', '2 X 20'],
        ['old', '1 X 5'],
      ],
    ],
    [
      'never from one that has not left',
      [shipment('new', [line('X', 2, 0)], 'picked'), shipment('old', [line('X', 2, 10)])],
      [{ sku: 'X', quantity: 1 }],
      [['old', '1 X 5']],
    ],
  ])('%s', (_, shipments, asked, expected) => {
    expect(told(shipments, asked)).toEqual(expected);
  });
});

describe('a return is refused', () => {
  const codeOf = (decide: () => unknown) => {
    try {
      decide();
      return 'taken';
    } catch (error) {
      const [field] = (error as Rejection).details.errors ?? [];
      return `${field?.pointer} ${field?.code}`;
    }
  };
  it.each([
    [
      'beyond what was dispatched',
      [shipment('a', [line('X', 2, 10)])],
      [{ sku: 'X', quantity: 3 }],
      '/lines/0/quantity exceeds_dispatched',
    ],
    [
      'beyond what has not come back yet',
      [shipment('a', [line('X', 2, 10, 2, 10)])],
      [{ sku: 'X', quantity: 1 }],
      '/lines/0/quantity exceeds_dispatched',
    ],
    [
      'twice in one request',
      [shipment('a', [line('X', 2, 10)])],
      [
        { sku: 'X', quantity: 2 },
        { sku: 'X', quantity: 1 },
      ],
      '/lines/1/quantity exceeds_dispatched',
    ],
    [
      'of what was not sent',
      [shipment('a', [line('X', 2, 10)])],
      [{ sku: 'Y', quantity: 1 }],
      '/lines/0/sku not_dispatched',
    ],
    [
      'of an unknown order line',
      [shipment('a', [line('X', 2, 10)])],
      [{ orderLineId: 'l', quantity: 1 }],
      '/lines/0/orderLineId not_dispatched',
    ],
    [
      'of a draft',
      [shipment('a', [line('X', 2, 0)], 'draft')],
      [{ sku: 'X', quantity: 1 }],
      '/lines/0/sku not_dispatched',
    ],
    [
      'over more shipments than one commit holds',
      Array.from({ length: SHIPMENTS_MAX + 1 }, (__, index) => shipment(`s${index}`, [line('X', 1, 10)])),
      [{ sku: 'X', quantity: SHIPMENTS_MAX + 1 }],
      '/salesOrderId too_many_shipments',
    ],
  ])('%s', (_, shipments, asked, expected) => {
    expect(codeOf(() => decideReturn(shipments, asked))).toBe(expected);
  });
});

it('returned piece by piece, a line comes back whole: quantity and cost', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 }),
      fc.nat(10_000),
      fc.infiniteStream(fc.integer({ min: 1, max: 5 })),
      (quantity, cost, sizes) => {
        let current = shipment('a', [line('X', quantity, cost)]);
        let back = 0;
        for (let left = quantity; left > 0; ) {
          const size = Math.min(left, sizes.next().value);
          const [part] = decideReturn([current], [{ sku: 'X', quantity: size }]);
          const [taken] = part?.returned ?? [];
          expect(taken?.costMinor).toBeGreaterThanOrEqual(0);
          back += taken?.costMinor ?? 0;
          current = { ...current, lines: [...(part?.lines ?? [])] };
          left -= size;
        }
        expect(back).toBe(cost);
      },
    ),
  );
});
