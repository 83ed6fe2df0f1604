/**
 * `npm run simulate -- --seeds 1000 [--from 1] [--tenants 3] [--level 1|2|3] [--bail]`, or `--seed N [--trace]` for one
 * alone. Ends with 1 where a run found something, and says how to run that one again.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Outcome } from './outcome.ts';
import { runMany } from './run-many.ts';
import { type RunOptions, runsOf } from './runs.ts';
import { emptySum, finalLine, type Sum } from './sum.ts';

const { values: given } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    at: { type: 'string' },
    tenants: { type: 'string' },
    level: { type: 'string', default: '3' },
    workers: { type: 'string', default: String(Math.min(2, availableParallelism())) },
    trace: { type: 'boolean', default: false },
    bail: { type: 'boolean', default: false },
  },
});

const level = Number(given.level);
if (level !== 1 && level !== 2 && level !== 3) throw new Error('--level is 1, 2 or 3');
const options: RunOptions = {
  level,
  from: Number(given.seed ?? given.from),
  seeds: given.seed === undefined ? Number(given.seeds) : 1,
  tenants: Number(given.tenants ?? (level === 3 ? 3 : 1)),
  at: given.at,
  keepTrace: given.trace,
};
const FINDINGS_SHOWN = 8;
const LINES_SHOWN = 25;

function show({ replay, findings, lines }: Outcome): void {
  const told = findings.slice(0, FINDINGS_SHOWN).map((finding) => `  ${finding}`);
  const more = findings.length > FINDINGS_SHOWN ? [`  and ${findings.length - FINDINGS_SHOWN} more`] : [];
  const steps = options.keepTrace ? [] : lines.slice(-LINES_SHOWN).map((line) => `    ${line}`);
  process.stderr.write(
    `\nFAILED: npm run simulate -- ${replay}\n${[...told, ...more].join('\n')}\n  the last steps:\n${steps.join('\n')}\n`,
  );
}

function progress(sum: Sum): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${sum.runs} runs, ${sum.failed} failed, ${sum.steps} steps `);
}

/** One run in this process. */
async function runOne(sum: Sum): Promise<void> {
  for await (const outcome of runsOf(options, 0, 1)) {
    sum.add(outcome);
    if (options.keepTrace) process.stdout.write(`${outcome.lines.join('\n')}\n`);
    if (outcome.findings.length > 0) show(outcome);
    process.stdout.write(`trace hash ${outcome.hash}\n`);
  }
}

/** Many in workers. */
const runAll = (sum: Sum) =>
  runMany(options, {
    workers: Number(given.workers),
    bail: given.bail,
    onOutcome: (outcome) => {
      sum.add(outcome);
      progress(sum);
      if (outcome.findings.length > 0) show(outcome);
    },
  });

const sum = emptySum();
const startedMs = performance.now();
const isAlone = given.seed !== undefined || given.at !== undefined;
await (isAlone ? runOne(sum) : runAll(sum));
process.stdout.write(`\n${finalLine(sum, (performance.now() - startedMs) / 1_000)}\n`);
process.exitCode = sum.failed > 0 || sum.runs === 0 ? 1 : 0;
