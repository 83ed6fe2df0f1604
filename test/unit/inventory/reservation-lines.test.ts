import { describe, expect, it } from 'vitest';
import { emptyStock, putAt } from '../../../domain/inventory/levels.ts';
import { decideConsumption } from '../../../domain/inventory/parts/consume-reservation.ts';
import type { ReservationLine } from '../../../domain/inventory/reservation.schema.ts';
import { decideLine, decidePegged, decideReplan, shortOf } from '../../../domain/inventory/reservation-lines.ts';

const line = (changes: Partial<ReservationLine> = {}): ReservationLine => ({
  lineId: 'l1',
  productId: 'prd',
  sku: 'SKU',
  kind: 'manufactured',
  quantity: 10,
  reserved: 0,
  consumed: 0,
  toOrder: false,
  allocations: [],
  ...changes,
});
const at = (quantity: number, locationId = 'main') => ({ locationId, quantity });
const held = (quantity: number, changes: Partial<ReservationLine> = {}) =>
  line({ reserved: quantity, allocations: [at(quantity)], ...changes });
const stockOf = (quantity: number) => ({
  ...emptyStock('prd', 'SKU', 'average'),
  ...putAt(emptyStock('prd', 'SKU', 'average'), { id: 'main', code: 'MAIN', pickable: true }, quantity),
});

describe('a new line', () => {
  it.each([
    ['takes what it needs', 25, false, 10],
    ['takes what there is and lacks the rest', 4, false, 4],
    ['lacks all of it where there is none', 0, false, 0],
    ['made to order never takes free stock', 25, true, 0],
  ] as const)('%s', (_, available, toOrder, reserved) => {
    const decision = decideLine(line(), stockOf(available), toOrder, 'main');
    expect([decision.line.reserved, shortOf(decision.line)]).toEqual([reserved, 10 - reserved]);
  });
  it('lacks all of it where the product never had stock', () => {
    expect(decideLine(line(), undefined, false, 'main').line).toMatchObject({ reserved: 0 });
  });
});

describe('supply that came in for a line', () => {
  it.each([
    ['is kept as far as the line lacks it', line(), 6, true, 6, 0, 4],
    ['makes it whole', held(4), 6, true, 6, 0, 0],
    ['is free where stock served the line meanwhile', held(9), 6, true, 1, 5, 0],
    ['is free where the demand is gone', line(), 6, false, 0, 6, 10],
  ] as const)('%s', (_, before, quantity, isOpen, kept, excess, short) => {
    const decision = decidePegged(before, [at(quantity)], isOpen);
    const sum = (parts: readonly { quantity: number }[]) => parts.reduce((total, part) => total + part.quantity, 0);
    expect([sum(decision.kept), sum(decision.excess), shortOf(decision.line)]).toEqual([kept, excess, short]);
  });
});

describe('a line for which less was made than planned', () => {
  it.each([
    ['asks for the rest after its goods came', held(8), 2, 2],
    ['asks for the rest before its goods came', line(), 2, 2],
    ['asks for nothing where stock served it', held(10), 2, 0],
    ['asks for no more than it lacks', held(9), 2, 1],
  ] as const)('%s', (_, before, missing, again) => {
    expect(decideReplan(before, missing)).toBe(again);
  });
});

describe('goods that go out', () => {
  const open = { state: 'open' as const, lines: [held(10), line({ lineId: 'l2' })] };
  it.each([
    ['as reserved', open, [{ lineId: 'l1', quantity: 10 }], undefined],
    [
      'in parts of one commit',
      open,
      [
        { lineId: 'l1', quantity: 4 },
        { lineId: 'l1', quantity: 6 },
      ],
      undefined,
    ],
    ['never more than is reserved', open, [{ lineId: 'l1', quantity: 11 }], 'inventory.reservation.short'],
    [
      'never twice the same',
      open,
      [
        { lineId: 'l1', quantity: 6 },
        { lineId: 'l1', quantity: 6 },
      ],
      'inventory.reservation.short',
    ],
    ['never of a line without goods', open, [{ lineId: 'l2', quantity: 1 }], 'inventory.reservation.short'],
    ['never of an unknown line', open, [{ lineId: 'l9', quantity: 1 }], 'inventory.reservation.short'],
    [
      'never of a released reservation',
      { ...open, state: 'released' as const },
      [{ lineId: 'l1', quantity: 1 }],
      'inventory.reservation.illegal_transition',
    ],
  ])('%s', (_, reservation, asked, code) => {
    const decide = () => decideConsumption(reservation, asked);
    if (code === undefined) expect(decide().lines[0]).toMatchObject({ reserved: 10, consumed: 10, allocations: [] });
    else expect(decide).toThrow(expect.objectContaining({ code }));
  });
});
