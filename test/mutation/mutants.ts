/**
 * `npm run mutants -- [--suite faults] [--only <id>] [--jobs 2] [--write]`: applies each mutant to a copy of the repository,
 * runs the suite's commands there, and says which were caught. Ends with 1 where a suite catches fewer than it must, and
 * where its commands fail on the sound product. `--write` puts the result into docs/proof.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Mutant, Suite } from './mutant.ts';
import { type Outcome, renderOutcomes, withSection } from './render-outcomes.ts';
import { SUITES } from './suites.ts';
import { makeWorkingCopy, type WorkingCopy } from './working-copy.ts';

const SOUND_LIMIT_MS = 600_000;
/** A mutant may make the proof slower; past this factor of the sound run (and never under a minute) it counts as hung. */
const SLOWER_MAX = 4;
const LIMIT_MS_MIN = 60_000;

const { values } = parseArgs({
  options: {
    suite: { type: 'string' },
    only: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    write: { type: 'boolean', default: false },
  },
});

let short = false;
for (const suite of SUITES.filter(({ name }) => values.suite === undefined || values.suite === name)) {
  const outcomes = await runSuite(suite);
  const caught = outcomes.filter((outcome) => outcome.caughtBy !== undefined).length;
  console.log(`${suite.name}: ${caught} of ${outcomes.length} mutants caught`);
  short ||= caught < outcomes.length * suite.caughtAtLeast;
  if (values.write && values.only === undefined) writeSection(suite, outcomes);
}
process.exitCode = short ? 1 : 0;

async function runSuite(suite: Suite): Promise<Outcome[]> {
  const mutants = suite.mutants.filter(({ id }) => values.only === undefined || values.only === id);
  const copies = Array.from({ length: Math.min(Number(values.jobs), mutants.length) }, makeWorkingCopy);
  try {
    const limits = await limitsOnSound(suite, copies);
    const waiting = [...mutants];
    const outcomes: Outcome[] = [];
    const work = async (copy: WorkingCopy) => {
      for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
        const outcome = await judge(suite, limits, copy, mutant);
        outcomes.push(outcome);
        const result = outcome.caughtBy === undefined ? 'SURVIVED' : 'caught';
        console.log(
          `${outcomes.length}/${mutants.length} ${result} ${mutant.id} ${outcome.seconds} s ${outcome.reason}`,
        );
      }
    };
    await Promise.all(copies.map(work));
    const place = new Map(mutants.map(({ id }, index) => [id, index]));
    return outcomes.sort((a, b) => (place.get(a.mutant.id) ?? 0) - (place.get(b.mutant.id) ?? 0));
  } finally {
    for (const copy of copies) copy.remove();
  }
}

/** How long each command may take, measured on the sound product under the same load as the mutants will make. */
async function limitsOnSound(suite: Suite, copies: readonly WorkingCopy[]): Promise<number[]> {
  const limits: number[] = [];
  for (const command of suite.commands) {
    const startedAt = performance.now();
    const verdicts = await Promise.all(copies.map((copy) => copy.run(command, SOUND_LIMIT_MS)));
    const failed = verdicts.find((verdict) => verdict.failed);
    if (failed !== undefined) throw new Error(`"${command.join(' ')}" fails without a mutant: ${failed.reason}`);
    limits.push(Math.max(LIMIT_MS_MIN, SLOWER_MAX * (performance.now() - startedAt)));
  }
  return limits;
}

async function judge(suite: Suite, limits: readonly number[], copy: WorkingCopy, mutant: Mutant): Promise<Outcome> {
  const startedAt = performance.now();
  const seconds = () => Math.round((performance.now() - startedAt) / 1000);
  return copy.with(mutant, async () => {
    for (const [index, command] of suite.commands.entries()) {
      const { failed, reason } = await copy.run(command, limits[index] ?? LIMIT_MS_MIN);
      if (failed) return { mutant, caughtBy: command.join(' '), reason, seconds: seconds() };
    }
    return { mutant, caughtBy: undefined, reason: '', seconds: seconds() };
  });
}

function writeSection(suite: Suite, outcomes: readonly Outcome[]): void {
  const path = join(resolve(import.meta.dirname, '../..'), 'docs/proof.md');
  writeFileSync(path, withSection(readFileSync(path, 'utf8'), suite.name, renderOutcomes(suite, outcomes)));
}
