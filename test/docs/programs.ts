/** Programs of `docs/examples`, started as a reader would, and what they print. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { waitFor } from '../../infra/cli/api-client.ts';
import { lastOfLines } from './matching.ts';

const PRINT_MS = 10_000;

export type Program = { readonly child: ChildProcess; readonly ended: Promise<number | null> };
export type Programs = {
  /** Starts one; its output and errors go to the common lines. */
  readonly start: (command: string, args: readonly string[], environment: Readonly<Record<string, string>>) => Program;
  /** Waits until these lines were printed, after those that were waited for before. `…` stands for anything. */
  readonly print: (shown: readonly string[]) => Promise<void>;
  /** Everything printed so far. */
  readonly lines: readonly string[];
  /** Ends what still runs. */
  readonly stop: () => Promise<void>;
};

export function startPrograms(): Programs {
  const [lines, running]: [string[], Program[]] = [[], []];
  let seen = 0;
  return {
    lines,
    start: (command, args, environment) => {
      const child = spawn(command, args, {
        env: { ...process.env, ...environment },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      for (const input of [child.stdout, child.stderr])
        createInterface({ input }).on('line', (line) => lines.push(line));
      const ended = new Promise<number | null>((resolve) => {
        child.once('close', resolve);
        child.once('error', () => resolve(null));
      });
      const program = { child, ended };
      running.push(program);
      return program;
    },
    print: async (shown) => {
      const what = () => `${JSON.stringify(shown)} after line ${seen} of ${JSON.stringify(lines)}`;
      const last = await waitFor('What is shown', async () => lastOfLines(shown, lines, seen), PRINT_MS).catch(() => {
        throw new Error(`was not printed: ${what()}`);
      });
      seen = last;
    },
    stop: async () => {
      for (const { child } of running) if (child.exitCode === null) child.kill('SIGKILL');
      await Promise.all(running.map(({ ended }) => ended));
    },
  };
}
