/** Puts a run's tables between the markers of `docs/performance.md`, and its plots beside it. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../paths.ts';
import { type Plot, renderPlot } from './svg-plot.ts';

export type Tables = Readonly<Record<'setting' | 'budgets' | 'load' | 'requests' | 'items' | 'tenants', string>>;
export type Plots = Readonly<Record<'loops' | 'latency' | 'growth', Plot>>;

const BEGIN = '<!-- figures -->';
const END = '<!-- /figures -->';

/** Under which conditions: read times as ratios within one run, for machines differ. */
export function setting(full: boolean, tookMs: number): string {
  const [processor] = cpus();
  const command = `npm run bench${full ? ' -- --full' : ''}`;
  const machine = `${cpus().length} cores (${processor?.model.trim() ?? 'unknown'}), Node ${process.version}`;
  return `Measured by \`${command}\` on ${machine}, ${new Date().toISOString().slice(0, 10)}, in ${Math.round(tookMs / 1_000)} s.`;
}

export function writePerformance(tables: Tables, plots: Plots): void {
  const folder = join(ROOT, 'docs', 'performance');
  mkdirSync(folder, { recursive: true });
  for (const [name, plot] of Object.entries(plots)) writeFileSync(join(folder, `${name}.svg`), renderPlot(plot));
  const text = sections(tables);
  const path = join(ROOT, 'docs', 'performance.md');
  writeFileSync(path, betweenMarkers(readFileSync(path, 'utf8'), text));
  console.log(text);
}

/** @throws Error where the document has lost its markers */
export function betweenMarkers(document: string, text: string): string {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`docs/performance.md must hold ${BEGIN} and then ${END}`);
  return `${document.slice(0, begin)}${BEGIN}\n\n${text}\n\n${document.slice(end)}`;
}

const sections = ({ setting: where, budgets, load, requests, items, tenants }: Tables): string =>
  [
    where,
    budgets,
    '### Loops under load',
    '![Whole loops a minute by clients](performance/loops.svg)',
    'Loop T. First each client begins a loop when its last one is closed; then loops arrive evenly at 60 % of that rate, ' +
      'and their time runs from the moment at which they were due.',
    load,
    '### Requests under that load, p50 / p95 / p99 in ms',
    '![Requests by kind and clients](performance/latency.svg)',
    'Each is timed from the moment at which it was due: in a loop, when the answer before it had come. An invoice is made ' +
      'by the system, and timed from the dispatch that it bills to the list that shows it.',
    requests,
    '### As a tenant’s data grow',
    '![Read, list, search and loop by number of accounts](performance/growth.svg)',
    'The accounts are written straight into the engine’s file, as the items that the API would have made, without their ' +
      'events and audit entries; what is measured goes over HTTP. Times are p50; of loop T the server’s machine time.',
    items,
    '### As tenants become many',
    'All of them signed up over HTTP; every one is read from, up to ten of them run loops.',
    tenants,
  ].join('\n\n');
