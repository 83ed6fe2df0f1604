/** The committed counts, and what differs from them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoopKind } from '../bench/bench-shop.ts';
import type { Counts, Durations } from './measure.ts';
import { totalOf, usageOfLoop } from './price-model.ts';
import { dollarsOf } from './prices.ts';
import { sumOf } from './step-count.ts';

const BUDGET = join(import.meta.dirname, 'budget.json');
const DURATIONS = join(import.meta.dirname, 'durations.json');
export const ACCEPT = 'npm run cost -- --accept';

/** A budget this much above what is measured guards nothing. */
const SLACK = 0.05;

const readJson = <Value>(path: string): Value => JSON.parse(readFileSync(path, 'utf8')) as Value;
const writeJson = (path: string, value: unknown): void => writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);

export const readBudget = (): Counts => readJson(BUDGET);
export const readDurations = (): Durations => readJson(DURATIONS);
export const writeBudget = (counts: Counts): void => writeJson(BUDGET, counts);
/** Milliseconds are the machine's: kept apart from the counts, and measured anew only when asked. */
export const writeDurations = (durations: Durations): void => {
  const rounded = Object.entries(durations).map(([kind, ms]) => [kind, Math.round(ms * 10) / 10]);
  writeJson(DURATIONS, Object.fromEntries(rounded));
};

/** What costs more than its budget, or so much less that the budget is stale; in words. */
export function budgetFindings(measured: Counts, budget: Counts): string[] {
  const found = new Map(figures(measured));
  const allowed = new Map(figures(budget));
  return [...new Set([...allowed.keys(), ...found.keys()])].flatMap((path) => {
    const [figure, limit] = [found.get(path) ?? 0, allowed.get(path) ?? 0];
    if (figure > limit) return [`${inWords(path)}: ${figure}, over its budget of ${limit}`];
    if (limit > figure * (1 + SLACK)) return [`${inWords(path)}: ${figure}, its budget of ${limit} is stale`];
    return [];
  });
}

/** DESIGN 13, for a whole loop. The dollars are all of AWS, not the table alone. */
export const DESIGN: Readonly<Partial<Record<LoopKind, { writeUnits: number; readUnits: number; dollars: number }>>> = {
  S: { writeUnits: 300, readUnits: 100, dollars: 0.00035 },
  M: { writeUnits: 520, readUnits: 160, dollars: 0.0006 },
};

export type DesignFigure = { readonly what: string; readonly figure: number; readonly budget: number };

export function designFigures(counts: Counts, durations: Durations): DesignFigure[] {
  return (['S', 'M'] as const).flatMap((kind) => {
    const design = DESIGN[kind];
    if (design === undefined) return [];
    const { writeUnits, readUnits } = totalOf(counts.loops[kind]);
    return [
      { what: `loop ${kind}: write units`, figure: sumOf(writeUnits), budget: design.writeUnits },
      { what: `loop ${kind}: read units`, figure: sumOf(readUnits), budget: design.readUnits },
      {
        what: `loop ${kind}: USD in AWS`,
        figure: dollarsOf(usageOfLoop(counts, durations, kind)),
        budget: design.dollars,
      },
    ];
  });
}

/** Every number with its path, such as `loops.M.steps.planning.writeUnits.table`. */
function figures(value: unknown, path = ''): [path: string, figure: number][] {
  if (typeof value === 'number') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => figures(part, path === '' ? name : `${path}.${name}`));
}

const inWords = (path: string): string =>
  path.replace(/^loops\.(\w)\.steps\.(\w+)\./, 'loop $1, step $2, ').replace(/^loops\.(\w)\./, 'loop $1, ');
