/** Goes through a tutorial's steps, and holds what comes of each against what the page shows. */

import { isText, lastOfLines, missingOf } from './matching.ts';
import type { Programs } from './programs.ts';
import type { Step } from './tutorial-page.ts';
import { type Command, type CurlCall, commandsOf, readCommand } from './tutorial-shell.ts';

const ASK_AGAIN_MS = 10_000;
const PAUSE_MS = 25;

type Answer = { readonly status: number; readonly headers: Headers; readonly text: string };
export type Follow = (step: Step) => Promise<void>;

/** @returns what takes one step after the other; variables and the answer that was kept last go along */
export function followTutorial(programs: Programs): Follow {
  const variables = new Map<string, string>();
  let kept: string | undefined;

  const act = async (command: Exclude<Command, CurlCall>): Promise<void> => {
    if (command.kind === 'set') for (const [name, value] of Object.entries(command.values)) variables.set(name, value);
    if (command.kind === 'take') variables.set(command.name, valueAt(kept, command.path));
    if (command.kind !== 'program') return;
    const program = programs.start(process.execPath, [command.file], command.environment);
    if (command.inBackground) return;
    const code = await program.ended;
    if (code !== 0) throw new Error(`${command.file} ended with ${code}: ${programs.lines.join('\n')}`);
  };

  return async ({ shell, shows }) => {
    let hasAsked = false;
    for (const text of commandsOf(shell)) {
      const command = readCommand(text, variables);
      if (command.kind !== 'curl') {
        await act(command);
        continue;
      }
      if (hasAsked) throw new Error('a second curl in one block: nobody could tell whose answer is shown');
      hasAsked = true;
      const answer = await ask(command, shows);
      if (command.isKept) kept = answer.text;
    }
    if (!hasAsked && (shows.http ?? shows.json ?? shows.text) !== undefined)
      throw new Error('an answer is shown, and nothing was asked');
    if (shows.console !== undefined) await programs.print(shows.console.split('\n'));
  };
}

/** Asks until the answer is as shown: once where it writes, for some seconds where it reads. */
async function ask(call: CurlCall, shows: Step['shows']): Promise<Answer> {
  if (shows.http !== undefined && !call.showsHead) throw new Error('a head is shown, and curl has no -i');
  for (const until = performance.now() + ASK_AGAIN_MS; ; ) {
    const { method, url, headers, body } = call;
    const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
    const answer = { status: response.status, headers: response.headers, text: await response.text() };
    const wrong = wrongWith(answer, shows);
    if (wrong.length === 0) return answer;
    if (method !== 'GET' || performance.now() > until)
      throw new Error(`${method} ${url}: ${wrong.join('; ')}\n${answer.status} ${answer.text}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

function wrongWith(answer: Answer, { http, json, text }: Step['shows']): string[] {
  const wrong: string[] = [];
  const [statusLine = '', ...headers] = http?.split('\n') ?? [];
  const shown = json === undefined ? undefined : JSON.parse(json);
  const status = http === undefined ? shown?.status : Number(statusLine.split(' ')[1]);
  if (http !== undefined && status !== answer.status) wrong.push(`the status is not that of "${statusLine}"`);
  if (answer.status >= 400 && status !== answer.status) wrong.push('it is refused, and that is not shown');
  for (const header of headers) {
    const [name = '', ...value] = header.split(': ');
    const actual = answer.headers.get(name);
    if (!isText(value.join(': '), actual ?? '')) wrong.push(`${name} is ${actual}`);
  }
  if (shown !== undefined) wrong.push(...missingOf(shown, parsed(answer.text)));
  if (text !== undefined && lastOfLines(text.split('\n'), answer.text.split('\n')) === undefined)
    wrong.push('the lines shown are not in it');
  return wrong;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What `take` gives: `data[0].id` of the answer that was kept. */
function valueAt(kept: string | undefined, path: string): string {
  let value: unknown = kept === undefined ? undefined : parsed(kept);
  for (const name of path.split(/[.[\]]+/).filter((part) => part !== ''))
    value = (value as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  if (typeof value !== 'string') throw new Error(`take ${path}: the answer that was kept has no such text: ${kept}`);
  return value;
}
