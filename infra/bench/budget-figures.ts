/** What DESIGN 13 allows, beside what was measured. */

import type { LoopKind } from './bench-shop.ts';
import type { LoopCount } from './count-loops.ts';
import type { ItemsStep, TenantsStep } from './growth.ts';
import type { LoadResult, LoopSpeed } from './load-loops.ts';
import type { Percentiles } from './measure.ts';
import type { Figure } from './render-figures.ts';

/** All that a run of the benchmark measures. `stocked` is loop S, `levels` loop M, `loads` loop T. */
export type Run = {
  readonly coldStartMs: number;
  readonly warmStartMs: number;
  readonly stocked: LoopSpeed;
  readonly levels: LoopSpeed;
  readonly loads: readonly LoadResult[];
  /** One raw transaction of the engine: as the server commits, and with a sync of its own. */
  readonly raw: { readonly sharedMs: number; readonly syncedMs: number };
  readonly readOne: Percentiles;
  readonly memoryMiB: number;
  readonly items: readonly ItemsStep[];
  readonly tenants: readonly TenantsStep[];
  readonly counts: Readonly<Record<LoopKind, LoopCount>>;
};

/** Tryton 6.0 on PostgreSQL, the same loop T on this kind of machine (DESIGN 13). */
export const TRYTON_A_MINUTE = { one: 21, several: 31 };
const SEVERAL = 8;
const COUNT_BUDGETS = { S: [300, 100, 0.00035], M: [520, 160, 0.0006] } as const;

export function budgetFigures(run: Run): Figure[] {
  return [...speedFigures(run), ...listFigures(run), ...resourceFigures(run), ...countFigures(run)];
}

function speedFigures({ stocked, levels, loads, raw, readOne, items }: Run): Figure[] {
  const speedOf = (clients: number) => loads.find((load) => load.clients === clients)?.closed;
  const [one, several] = [speedOf(1), speedOf(SEVERAL)];
  const commits = items[0]?.commits ?? 0;
  const floorMs = raw.sharedMs * commits;
  return [
    atMost('loop S: machine time of the server', stocked.machineMs, 40, 'ms'),
    { what: 'loop S: from won to closed, one client', value: `${stocked.wallMs.toFixed(1)} ms`, ...OPEN },
    { what: 'loop M: machine time of the server', value: `${levels.machineMs.toFixed(1)} ms`, ...OPEN },
    ratio('loop T with one client', one?.aMinute ?? 0, TRYTON_A_MINUTE.one, 60, 'Tryton'),
    ratio('loop T with eight clients', several?.aMinute ?? 0, TRYTON_A_MINUTE.several, 40, 'Tryton’s best'),
    {
      what: `the floor: ${commits} raw transactions of the engine, as many as loop T commits`,
      value:
        `${floorMs.toFixed(1)} ms, and loop T takes ${((one?.wallMs ?? 0) / floorMs).toFixed(1)} times that; ` +
        `${(raw.syncedMs * commits).toFixed(1)} ms were each synced by itself`,
      ...OPEN,
    },
    atMost('one record read over HTTP, p50', readOne.p50, 1, 'ms', 2),
  ];
}

/** A page must not get slower as data grows: the largest step against the first, of 1,000. */
function listFigures({ items }: Run): Figure[] {
  const [small, large] = [items[0], items.find((step) => step.items === 100_000) ?? items.at(-1)];
  if (small === undefined || large === undefined) return [];
  const count = large.items.toLocaleString('en');
  const figure = (what: string, now: number, then: number, budgetMs: number): Figure => ({
    what: `${what}, p50`,
    value: `${now.toFixed(1)} ms, ${(now / then).toFixed(2)} times that of 1,000`,
    budget: `${budgetMs} ms, 1.2 times`,
    met: now <= budgetMs && now <= 1.2 * then,
  });
  return [
    figure(`50 of ${count} records`, large.list.p50, small.list.p50, 5),
    figure(`a name search in ${count} records`, large.search.p50, small.search.p50, 10),
  ];
}

function resourceFigures({ memoryMiB, warmStartMs, coldStartMs }: Run): Figure[] {
  return [
    atMost('memory of the local cloud after the load', memoryMiB, 250, 'MiB', 0),
    atMost('start to first answer, warm build', warmStartMs / 1_000, 3, 's'),
    atMost('start to first answer, nothing built', coldStartMs / 1_000, 10, 's'),
  ];
}

function countFigures({ counts }: Run): Figure[] {
  return (['S', 'M'] as const).flatMap((kind): Figure[] => {
    const { writeUnits, readUnits, dollars } = counts[kind];
    const [writes, reads, cost] = COUNT_BUDGETS[kind];
    return [
      atMost(`loop ${kind}: write units`, writeUnits, writes),
      atMost(`loop ${kind}: read units`, readUnits, reads),
      atMost(`loop ${kind}: DynamoDB in AWS (us-east-1, on demand)`, dollars, cost, 'USD', 5),
    ];
  });
}

const OPEN = { budget: '', met: undefined };

function atMost(what: string, value: number, budget: number, unit = '', digits = unit === '' ? 0 : 1): Figure {
  const shown = unit === '' ? String(value) : `${value.toFixed(digits)} ${unit}`;
  return { what, value: shown, budget: `${budget} ${unit}`.trim(), met: value <= budget };
}

function ratio(what: string, aMinute: number, peer: number, budget: number, peerName: string): Figure {
  return {
    what,
    value: `${aMinute.toFixed(0)} a minute, ${(aMinute / peer).toFixed(1)} times ${peerName}`,
    budget: `${budget} times`,
    met: aMinute >= budget * peer,
  };
}
