import { describe, expect, it } from 'vitest';
import {
  emptyStock,
  freeIncrement,
  mergeAllocations,
  putAt,
  reserveIncrement,
  spread,
  takeAllocations,
  takeFreeAt,
  takeReservedAt,
} from '../../../domain/inventory/levels.ts';
import type { Stock } from '../../../domain/inventory/stock.schema.ts';

const place = (id: string, pickable = true) => ({ id, code: id.toUpperCase(), pickable });
const [main, shelf, annex, quarantine] = [place('main'), place('shelf'), place('annex'), place('quarantine', false)];
const put = (goods: readonly (readonly [at: typeof main, quantity: number, pegged?: number | undefined])[]): Stock => {
  let stock = emptyStock('prd', 'SKU', 'average');
  for (const [at, quantity, pegged] of goods) stock = { ...stock, ...putAt(stock, at, quantity, pegged) };
  return stock;
};

describe('free goods for a demand', () => {
  it.each([
    [
      'come from the default location first',
      [
        [annex, 5],
        [main, 5],
      ],
      3,
      [['main', 3]],
    ],
    [
      'then from the others by code',
      [
        [shelf, 5],
        [annex, 5],
        [main, 2],
      ],
      8,
      [
        ['main', 2],
        ['annex', 5],
        ['shelf', 1],
      ],
    ],
    [
      'never from where nothing may be promised',
      [
        [quarantine, 9],
        [shelf, 1],
      ],
      5,
      [['shelf', 1]],
    ],
    [
      'leave out what is reserved',
      [
        [main, 5, 4],
        [shelf, 5],
      ],
      3,
      [
        ['main', 1],
        ['shelf', 2],
      ],
    ],
    ['are none where nothing is wanted', [[main, 5]], 0, []],
  ] as const)('%s', (_, goods, quantity, expected) => {
    const stock = put(goods.map(([at, count, pegged]) => [at, count, pegged]));
    expect(spread(stock, quantity, 'main').map((part) => [part.locationId, part.quantity])).toEqual(expected);
  });
});

describe('quantities by location', () => {
  it('goods that come in are available where they may be promised, and pegged ones are not', () => {
    expect(
      put([
        [main, 10, 4],
        [quarantine, 3],
      ]),
    ).toMatchObject({
      reserved: 4,
      available: 6,
      levels: { main: { onHand: 10, reserved: 4, free: 6 }, quarantine: { onHand: 3, reserved: 0, free: 3 } },
    });
  });

  it('free goods leave free goods only; reserved ones reserved only', () => {
    const stock = put([[main, 10, 4]]);
    expect(takeFreeAt(stock, 'main', 6)).toMatchObject({ available: 0, reserved: 4 });
    expect(() => takeFreeAt(stock, 'main', 7)).toThrow(RangeError);
    expect(takeReservedAt(stock, [{ locationId: 'main', quantity: 4 }])).toMatchObject({ available: 6, reserved: 0 });
    expect(() => takeReservedAt(stock, [{ locationId: 'main', quantity: 5 }])).toThrow(RangeError);
    expect(() => takeFreeAt(stock, 'shelf', 1)).toThrow(RangeError);
  });

  it('a location without goods is forgotten', () => {
    expect(takeFreeAt(put([[main, 2]]), 'main', 2).levels).toEqual({});
  });

  it('allocations are merged by location and taken from in their order', () => {
    const held = mergeAllocations(
      [{ locationId: 'a', quantity: 2 }],
      [
        { locationId: 'b', quantity: 3 },
        { locationId: 'a', quantity: 1 },
      ],
    );
    expect(held).toEqual([
      { locationId: 'a', quantity: 3 },
      { locationId: 'b', quantity: 3 },
    ]);
    expect(takeAllocations(held, 4)).toEqual({
      taken: [
        { locationId: 'a', quantity: 3 },
        { locationId: 'b', quantity: 1 },
      ],
      kept: [{ locationId: 'b', quantity: 2 }],
    });
  });
});

describe('S3: the write of a reservation', () => {
  it('says that the goods are still free, and needs no version', () => {
    expect(reserveIncrement({ available: 9 }, [{ locationId: 'main', quantity: 2 }], 0)).toEqual({
      add: { reserved: 2, available: -2, 'levels.main.reserved': 2, 'levels.main.free': -2 },
      atLeast: { available: 2, 'levels.main.free': 2 },
    });
  });
  it('is short only while no more is available than was seen', () => {
    expect(reserveIncrement({ available: 0 }, [], 5)).toEqual({
      add: { waiting: 5 },
      atLeast: {},
      atMost: { available: 0 },
    });
  });
  it('of a demand that is gone gives back goods and place in the queue', () => {
    expect(freeIncrement([{ locationId: 'main', quantity: 2 }], -3)).toEqual({
      add: { reserved: -2, available: 2, 'levels.main.reserved': -2, 'levels.main.free': 2, waiting: -3 },
      atLeast: { 'levels.main.reserved': 2 },
    });
  });
});
