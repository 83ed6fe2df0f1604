/** Figures as tables in plain words: what was measured, and for a budget whether it is met. */
import type { ItemsStep, TenantsStep } from './growth.ts';
import type { LoadResult } from './load-loops.ts';
import type { Percentiles } from './measure.ts';
import { REQUEST_KINDS } from './request-kinds.ts';
import type { Plot } from './svg-plot.ts';

export type Figure = {
  readonly what: string;
  readonly value: string;
  readonly budget: string;
  readonly met: boolean | undefined;
};

export function renderBudgets(figures: readonly Figure[]): string {
  const verdict = ({ met }: Figure) => (met === undefined ? '' : met ? 'met' : '**not met**');
  return table(
    ['what', 'measured', 'budget', ''],
    figures.map((figure) => [figure.what, figure.value, figure.budget, verdict(figure)]),
  );
}

export function renderLoad(loads: readonly LoadResult[]): string {
  return table(
    ['clients', 'loops a minute', 'server’s time a loop, ms', 'open loop: arrivals a minute', 'p50 / p95 / p99, ms'],
    loads.map(({ clients, closed, offeredAMinute, loop }) => [
      String(clients),
      whole(closed.aMinute),
      closed.machineMs.toFixed(1),
      whole(offeredAMinute),
      triple(loop),
    ]),
  );
}

export function renderRequests(loads: readonly LoadResult[]): string {
  return table(
    ['request', ...loads.map(({ clients }) => `${clients} client${clients === 1 ? '' : 's'}`)],
    REQUEST_KINDS.map((kind) => [kind, ...loads.map(({ requests }) => triple(requests[kind]))]),
  );
}

export function renderItems(steps: readonly ItemsStep[]): string {
  return table(
    [
      'accounts',
      'read one',
      'list of 50',
      'search',
      'loop T',
      'units of loop T',
      'file, bytes an item',
      'memory',
      'start',
    ],
    steps.map((step) => [
      whole(step.items),
      `${step.readOne.p50.toFixed(2)} ms`,
      `${step.list.p50.toFixed(2)} ms`,
      `${step.search.p50.toFixed(2)} ms`,
      `${step.machineMs.toFixed(1)} ms`,
      String(step.units),
      whole(step.fileBytesPerItem),
      `${whole(step.memoryMiB)} MiB`,
      `${(step.startMs / 1_000).toFixed(2)} s`,
    ]),
  );
}

export function renderTenants(steps: readonly TenantsStep[]): string {
  return table(
    ['tenants', 'list, p50', 'loop T', 'memory', 'a sign-up'],
    steps.map(({ tenants, list, machineMs, memoryMiB, signUpMs }) => [
      whole(tenants),
      `${list.p50.toFixed(2)} ms`,
      `${machineMs.toFixed(1)} ms`,
      `${whole(memoryMiB)} MiB`,
      `${whole(signUpMs)} ms`,
    ]),
  );
}

export const loopsPlot = (loads: readonly LoadResult[], budget: number): Plot => ({
  title: 'Whole loops T a minute',
  xLabel: 'clients',
  yLabel: 'loops a minute',
  series: [{ name: 'Tandem', points: loads.map(({ clients, closed }) => [clients, closed.aMinute]) }],
  line: { name: '40 × Tryton’s best', y: budget },
});

export const latencyPlot = (loads: readonly LoadResult[]): Plot => ({
  title: 'Requests in an open loop, p95',
  xLabel: 'clients',
  yLabel: 'ms from the moment a request was due',
  series: (['read one', 'list', 'win', 'complete', 'dispatch', 'pay'] as const).map((kind) => ({
    name: kind,
    points: loads.map(({ clients, requests }) => [clients, requests[kind].p95]),
  })),
});

export const growthPlot = (steps: readonly ItemsStep[]): Plot => ({
  title: 'As a tenant’s data grow',
  xLabel: 'accounts',
  yLabel: 'ms, p50; of a loop its server time',
  logX: true,
  series: [
    { name: 'read one', points: steps.map(({ items, readOne }) => [items, readOne.p50]) },
    { name: 'list of 50', points: steps.map(({ items, list }) => [items, list.p50]) },
    { name: 'search', points: steps.map(({ items, search }) => [items, search.p50]) },
    { name: 'loop T ÷ 10', points: steps.map(({ items, machineMs }) => [items, machineMs / 10]) },
  ],
});

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const whole = (value: number): string => Math.round(value).toLocaleString('en');
const triple = ({ p50, p95, p99, count }: Percentiles): string =>
  count === 0 ? '' : [p50, p95, p99].map((ms) => ms.toFixed(ms < 10 ? 1 : 0)).join(' / ');
