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
  awaited: 0,
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
    ['takes what it needs', 25, false, 10, 0],
    ['takes what there is and asks supply for the rest', 4, false, 4, 6],
    ['asks for all of it where there is none', 0, false, 0, 10],
    ['made to order never takes free stock', 25, true, 0, 10],
  ] as const)('%s', (_, available, toOrder, reserved, awaited) => {
    const decision = decideLine(line(), stockOf(available), toOrder, 'main');
    expect([decision.line.reserved, decision.line.awaited]).toEqual([reserved, awaited]);
    expect(shortOf(decision.line)).toBe(10 - reserved);
  });
  it('asks for all of it where the product never had stock', () => {
    expect(decideLine(line(), undefined, false, 'main').line).toMatchObject({ reserved: 0, awaited: 10 });
  });
});

describe('supply that came in for a line', () => {
  it.each([
    ['is kept as far as the line lacks it', line({ awaited: 10 }), 6, true, 6, 0, 4],
    ['makes it whole', held(4, { awaited: 6 }), 6, true, 6, 0, 0],
    ['is free where stock served the line meanwhile', held(9, { awaited: 6 }), 6, true, 1, 5, 0],
    ['is free where the demand is gone', line({ awaited: 6 }), 6, false, 0, 6, 0],
    ['beyond what was awaited is not awaited below zero', line({ awaited: 2 }), 6, true, 6, 0, 0],
  ] as const)('%s', (_, before, quantity, isOpen, kept, excess, awaited) => {
    const decision = decidePegged(before, [at(quantity)], isOpen);
    const sum = (parts: readonly { quantity: number }[]) => parts.reduce((total, part) => total + part.quantity, 0);
    expect([sum(decision.kept), sum(decision.excess), decision.line.awaited]).toEqual([kept, excess, awaited]);
  });
});

describe('a line for which less was made than planned', () => {
  it.each([
    ['asks for the rest after its goods came', held(8, { awaited: 2 }), 2, 2, 2],
    ['asks for the rest before its goods came', line({ awaited: 10 }), 2, 2, 10],
    ['asks for nothing where stock served it', held(10, { awaited: 2 }), 2, 0, 0],
    ['asks for no more than it lacks', held(9, { awaited: 2 }), 2, 1, 1],
  ] as const)('%s', (_, before, missing, again, awaited) => {
    const decision = decideReplan(before, missing);
    expect([decision.again, decision.line.awaited]).toEqual([again, awaited]);
  });

  it('ends alike whether the goods or the news of the scrap come first', () => {
    const start = line({ awaited: 10 });
    const goodsFirst = decideReplan(decidePegged(start, [at(8)], true).line, 2);
    const newsFirst = decideReplan(start, 2);
    expect(decidePegged(newsFirst.line, [at(8)], true).line).toEqual(goodsFirst.line);
    expect(newsFirst.again).toBe(goodsFirst.again);
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
