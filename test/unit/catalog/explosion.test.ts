import { describe, expect, it } from 'vitest';
import { type ExplosionNode, explode, type Structure } from '../../../domain/catalog/explosion.ts';
import type { EffectiveBom } from '../../../domain/catalog/queries/bom-of.ts';

const SCALE = 1_000_000;
const product = (id: string, kind: 'manufactured' | 'purchased', cost = 0) =>
  [id, { id, sku: id, name: id, kind, unit: 'EA', standardCost: cost * SCALE }] as const;
const bom = (
  productId: string,
  batch: number,
  components: Record<string, number>,
  minutes = 0,
): readonly [string, EffectiveBom] => [
  productId,
  {
    bomId: `bom-${productId}`,
    revision: 1,
    batchQuantity: batch * SCALE,
    components: Object.entries(components).map(([id, quantity]) => ({
      lineId: id,
      productId: id,
      sku: id,
      kind: 'purchased',
      quantity: quantity * SCALE,
    })),
    operations:
      minutes === 0
        ? []
        : [{ workCentreId: 'w', workCentreName: 'Assembly', minutes: minutes * SCALE, hourlyRate: 36 * SCALE }],
  },
];

const bicycle: Structure = {
  currency: 'EUR',
  products: new Map([
    product('BIKE', 'manufactured'),
    product('WHEEL', 'manufactured'),
    product('FRAME', 'purchased', 80),
    product('RIM', 'purchased', 15),
    product('SPOKE', 'purchased', 0.2),
  ]),
  boms: new Map([bom('BIKE', 1, { FRAME: 1, WHEEL: 2 }, 60), bom('WHEEL', 1, { RIM: 1, SPOKE: 32 }, 20)]),
};

const leaves = (node: ExplosionNode): [string, number][] =>
  node.components.length === 0
    ? [[node.product.sku, node.quantity / SCALE]]
    : node.components.flatMap((component) => leaves(component));

describe('P3: quantity of a child is the parent’s times the component’s over the batch', () => {
  it('through two levels', () => {
    expect(leaves(explode(bicycle, 'BIKE', 3 * SCALE))).toEqual([
      ['FRAME', 3],
      ['RIM', 6],
      ['SPOKE', 192],
    ]);
  });

  it('where a batch yields more than one', () => {
    const dough: Structure = {
      ...bicycle,
      products: new Map([product('ROLL', 'manufactured'), product('FLOUR', 'purchased', 1)]),
      boms: new Map([bom('ROLL', 8, { FLOUR: 1 })]),
    };
    expect(leaves(explode(dough, 'ROLL', SCALE))).toEqual([['FLOUR', 0.125]]);
  });

  it('G6: one material inside two sub-assemblies counts twice', () => {
    const shared: Structure = {
      ...bicycle,
      products: new Map(['A', 'B', 'C'].map((id) => product(id, 'manufactured'))).set(...product('M', 'purchased', 1)),
      boms: new Map([bom('A', 1, { B: 1, C: 1 }), bom('B', 1, { M: 1 }), bom('C', 1, { M: 1 })]),
    };
    expect(leaves(explode(shared, 'A', SCALE)).reduce((sum, [, quantity]) => sum + quantity, 0)).toBe(2);
  });
});

describe('P6: cost is material and the time of the operations at every level', () => {
  it('rolls up', () => {
    const root = explode(bicycle, 'BIKE', 2 * SCALE);
    // Frames 160, rims 60, spokes 25.60; two hours of assembly 72, four wheels of 20 minutes 48.
    expect(root.materialMinor).toBe(16_000 + 6_000 + 2_560);
    expect(root.operationsMinor).toBe(7_200 + 4_800);
  });

  it('takes a bought product at its own cost even where an old bill is kept', () => {
    const bought = { ...bicycle, boms: new Map([bom('BIKE', 1, { FRAME: 1, WHEEL: 2 })]) };
    expect(leaves(explode(bought, 'BIKE', SCALE))).toEqual([
      ['FRAME', 1],
      ['WHEEL', 2],
    ]);
  });

  it('is refused where the tree grows beyond all reason', () => {
    const ids = Array.from({ length: 20 }, (_, level) => `L${level}`);
    const structure: Structure = {
      currency: 'EUR',
      products: new Map(ids.map((id) => product(id, 'manufactured'))).set(...product('M', 'purchased', 1)),
      boms: new Map(
        ids.slice(0, -1).map((id, level) => {
          const [key, value] = bom(id, 1, { [`L${level + 1}`]: 1 });
          return [key, { ...value, components: [...value.components, ...value.components] }] as const;
        }),
      ),
    };
    expect(() => explode(structure, 'L0', SCALE)).toThrow('more than 5000 nodes');
  });
});
