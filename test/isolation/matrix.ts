/** Runs columns over rows: every probe's answer is held against what it must be, its twin's, and the watch. */
import { type Ask, hear, type Way } from './hear.ts';
import { KINDS, type Row } from './rows.ts';
import type { Scene } from './scene.ts';

export type Probe = {
  readonly ask: Ask;
  /** Of the outcome. */
  readonly expected: RegExp;
  /**
   * The same about what never was: it must be answered in the same words after the same calls to the table, so that
   * neither the answer nor its time tells what is there.
   */
  readonly twin?: { readonly ask: Ask; readonly foreign: string; readonly unknown: string };
  /** Whoever asks is theirs: the watch is over what is ours. */
  readonly isTheirs?: boolean;
};

export type Column = {
  readonly name: string;
  readonly way: Way;
  /** Whether a request of the column may write in our company; in theirs none may. */
  readonly writes?: boolean;
  /** Makes what the column needs; answers with the probes of a row: none where it does not apply. */
  readonly open: (scene: Scene) => Promise<(row: Row) => readonly Probe[]>;
};

export type Findings = {
  readonly cells: number;
  readonly requests: number;
  /** Requests that were compared with the same about what never was. */
  readonly pairs: number;
  /** Routes where the policy has refused a call to the table. */
  readonly denied: readonly string[];
  readonly faults: readonly string[];
  /** Rows of which an answer or a log line told what it must not. */
  readonly leaks: readonly string[];
};

/** What a column may take where others use the machine; it takes a second or two. */
export const COLUMN_MS = 180_000;
const REPLY_SHOWN = 300;
/** The seal of a cursor is made over the question too, which is another one. */
const unsigned = (words: string): string => words.replace(/("resumeCursor":"[\w-]+)\.[\w-]+/, '$1');

async function tryProbe(scene: Scene, { way }: Column, probe: Probe): Promise<{ leaks: string[]; faults: string[] }> {
  const { ask, twin, expected, isTheirs = false } = probe;
  const heard = await hear(scene, ask, way, isTheirs);
  const faults = heard.undescribed.map((fault) => `the answer ${fault}`);
  if (!expected.test(heard.outcome))
    faults.push(`${heard.outcome}, not ${expected}: ${heard.text.slice(0, REPLY_SHOWN)}`);
  if (twin === undefined) return { leaks: [...heard.leaks], faults };
  const never = await hear(scene, twin.ask, way, isTheirs);
  const words = unsigned(heard.words).replaceAll(twin.foreign, 'the id');
  const otherWords = unsigned(never.words).replaceAll(twin.unknown, 'the id');
  if (words !== otherWords) faults.push(`in other words than what never was: ${words} / ${otherWords}`);
  if (heard.calls !== never.calls) faults.push(`after other calls: ${heard.calls} / ${never.calls}`);
  return { leaks: [...heard.leaks, ...never.leaks], faults };
}

/** Runs a column over all rows. Nothing of theirs may change; of ours only where the column says so. */
export async function runColumn(scene: Scene, column: Column, rows: readonly Row[]): Promise<Findings> {
  const { product, theirs } = scene;
  const probesOf = await column.open(scene);
  await product.settled();
  const digest = () => product.digest(column.writes === true ? theirs.company.id : undefined);
  const before = digest();
  const counts = { cells: 0, requests: 0, pairs: 0 };
  const [faults, leaks, denied]: [string[], string[], string[]] = [[], [], []];
  for (const row of rows) {
    const probes = probesOf(row);
    scene.seams.denied.length = 0;
    if (probes.length > 0) counts.cells += 1;
    for (const probe of probes) {
      counts.requests += probe.twin === undefined ? 1 : 2;
      counts.pairs += probe.twin === undefined ? 0 : 1;
      const found = await tryProbe(scene, column, probe);
      const where = `${row.key} (${probe.ask.address})`;
      faults.push(...found.faults.map((fault) => `${where}: ${fault}`));
      if (found.leaks.length > 0) leaks.push(`${row.key}: tells ${found.leaks.slice(0, 3).join(', ')}`);
    }
    if (scene.seams.denied.length > 0) denied.push(row.key);
  }
  await product.settled();
  if (digest() !== before) faults.push('records have changed');
  return { ...counts, faults, leaks, denied };
}

/** The figures of a run, in words for `docs/proof.md`. */
export function summaryOf(rows: readonly Row[], found: ReadonlyMap<string, Findings>) {
  const total = (of: 'cells' | 'requests' | 'pairs') => found.values().reduce((sum, findings) => sum + findings[of], 0);
  const kinds = KINDS.map((kind) => `${rows.filter((row) => row.kind === kind).length} ${kind}`).join(', ');
  const [cells, requests, pairs] = [total('cells'), total('requests'), total('pairs')];
  const head = `${rows.length} routes (${kinds}) × ${found.size} columns: ${cells} cells, ${requests} requests, ${pairs} pairs`;
  const columns = [...found].map(([name, of]) => `  ${name}: ${of.cells} routes, ${of.requests} requests`);
  return { requests, text: [head, ...columns].join('\n') };
}
