/** A tutorial in Markdown as steps: each `sh` block with the blocks after it that show what comes of it. */
const SHOWN = ['http', 'json', 'text', 'console'] as const;
type Shown = (typeof SHOWN)[number];
const isShown = (language: string): language is Shown => (SHOWN as readonly string[]).includes(language);

/** Code that Markdown has besides blocks between ``` at the start of a line. */
const HIDDEN = /^(?:\s+```|\s*~~~| {4}\S|\t)/;

export type Step = {
  /** Of the `sh` block's first line in the page. */
  readonly line: number;
  readonly shell: string;
  readonly shows: Readonly<Partial<Record<Shown, string>>>;
};
export type Section = { readonly title: string; readonly steps: readonly Step[] };

/** @throws Error for a block that is of no known kind, shown twice, or shown before there is a step */
export function readTutorial(page: string): Section[] {
  const sections: { title: string; steps: Step[] }[] = [];
  let block: { language: string; line: number; lines: string[] } | undefined;
  for (const [index, text] of page.split('\n').entries()) {
    if (block === undefined && HIDDEN.test(text)) throw new Error(`line ${index + 1}: code that nobody would run`);
    if (block === undefined && text.startsWith('## ')) sections.push({ title: text.slice(3), steps: [] });
    if (!text.startsWith('```')) {
      block?.lines.push(text);
      continue;
    }
    if (block === undefined) {
      block = { language: text.slice(3), line: index + 2, lines: [] };
      continue;
    }
    const section = sections.at(-1);
    if (section === undefined) throw new Error(`line ${block.line}: a block before the first section`);
    take(section.steps, block.language, block.line, block.lines.join('\n'));
    block = undefined;
  }
  if (block !== undefined) throw new Error(`line ${block.line}: a block without an end`);
  return sections.filter(({ steps }) => steps.length > 0);
}

function take(steps: Step[], language: string, line: number, text: string): void {
  if (language === 'sh') {
    steps.push({ line, shell: text, shows: {} });
    return;
  }
  if (!isShown(language)) throw new Error(`line ${line}: no block is known as "${language}"`);
  const step = steps.pop();
  if (step === undefined) throw new Error(`line ${line}: shows an answer, and nothing was asked`);
  if (step.shows[language] !== undefined) throw new Error(`line ${line}: a second ${language} for one step`);
  steps.push({ ...step, shows: { ...step.shows, [language]: text } });
}
