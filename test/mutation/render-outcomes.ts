/** The result of a mutation run as Markdown, and where it goes in a page. */
import type { Mutant, Suite } from './mutant.ts';

export type Outcome = {
  readonly mutant: Mutant;
  /** The command that failed on the mutant; undefined where it survived. */
  readonly caughtBy: string | undefined;
  readonly reason: string;
  readonly seconds: number;
};

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

export function renderOutcomes(suite: Suite, outcomes: readonly Outcome[]): string {
  const caught = outcomes.filter(({ caughtBy }) => caughtBy !== undefined).length;
  const rows = outcomes.map(
    ({ mutant, caughtBy }) =>
      `| \`${mutant.id}\` | \`${mutant.file}\` | ${cell(mutant.breaks)} | ${caughtBy === undefined ? '**survived**' : 'caught'} |`,
  );
  return [
    `${caught} of ${outcomes.length} caught (\`npm run mutants -- --suite ${suite.name} --write\`).`,
    '',
    '| mutant | in | what it breaks | |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}

/** The page with the text between the suite's markers replaced. @throws Error where the page has no such markers */
export function withSection(page: string, name: string, text: string): string {
  const [start, end] = [`<!-- mutants: ${name} -->`, '<!-- end of mutants -->'];
  const from = page.indexOf(start);
  const to = page.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`The page has no place for the mutants of "${name}"`);
  return `${page.slice(0, from + start.length)}\n\n${text}\n\n${page.slice(to)}`;
}
