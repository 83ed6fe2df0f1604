/**
 * `npm run cost`: counts what one loop of each kind takes, step by step, and compares it with the committed budget.
 * `-- --accept` makes the counts the new budget and writes the tables of `docs/cost.md`; `-- --accept --time` measures
 * the milliseconds of the functions anew as well, which are this machine's and no count.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ACCEPT, budgetFindings, readBudget, readDurations, writeBudget, writeDurations } from './budget.ts';
import { measure } from './measure.ts';
import { COST_PAGE, costSections, fillSections } from './render-cost.ts';

await main();

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { accept: { type: 'boolean' }, time: { type: 'boolean' } } });
  const { counts, durations } = await measure();
  if (values.time === true) writeDurations(durations);
  if (values.accept === true) {
    writeBudget(counts);
    const page = readFileSync(COST_PAGE, 'utf8');
    writeFileSync(COST_PAGE, fillSections(page, costSections(counts, readDurations())));
    console.log('The counts are the budget now: infra/cost/budget.json, docs/cost.md.');
    return;
  }
  const { design = '', steps = '', loops = '' } = costSections(counts, readDurations());
  console.log([design, steps, loops].join('\n\n'));
  const findings = budgetFindings(counts, readBudget());
  if (findings.length === 0) {
    console.log('\nAll within the budget.');
    return;
  }
  console.error(`\n${findings.join('\n')}\n\nWhere that is right, accept it: ${ACCEPT}`);
  process.exitCode = 1;
}
