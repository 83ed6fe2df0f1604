/** What the benchmark shows beside its times: units of one loop of each kind. */
import { measure } from '../cost/measure.ts';
import { tableDollars, totalOf } from '../cost/price-model.ts';
import { sumOf } from '../cost/step-count.ts';
import type { LoopKind } from './bench-shop.ts';

export type LoopCount = { readonly writeUnits: number; readonly readUnits: number; readonly dollars: number };

/** Units of one loop of each kind, and the dollars of the table alone; `npm run cost` has them step by step. */
export async function countLoops(): Promise<Readonly<Record<LoopKind, LoopCount>>> {
  const { loops } = (await measure()).counts;
  const count = (kind: LoopKind): LoopCount => {
    const total = totalOf(loops[kind]);
    return { writeUnits: sumOf(total.writeUnits), readUnits: sumOf(total.readUnits), dollars: tableDollars(total) };
  };
  return { S: count('S'), T: count('T'), M: count('M') };
}
