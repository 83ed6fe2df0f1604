/** Finds the local cloud, or starts it for the time of a command. One process owns the data folder; all else is HTTP. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { waitFor } from './api-client.ts';

export type Server = {
  readonly url: string;
  /** True where this command started it, and so ends it. */
  readonly own: boolean;
  stop(): Promise<void>;
};

const START = fileURLToPath(new URL('../local/start.ts', import.meta.url));
const START_MS = 60_000;

/** The address from `--url`, or the local cloud on `PORT` (4000 unless set), started here if nothing answers there. */
export async function findServer(given?: string): Promise<Server> {
  const url = given ?? `http://127.0.0.1:${process.env.PORT ?? '4000'}`;
  if (await answers(url)) return { url, own: false, stop: async () => {} };
  if (given !== undefined) throw new Error(`Nothing answers at ${given}`);
  const child = spawn(process.execPath, [START], { stdio: ['ignore', 'ignore', 'inherit'] });
  await waitFor(
    'The start of the local cloud',
    async () => {
      if (child.exitCode !== null)
        throw new Error(`The local cloud ended with exit code ${child.exitCode}; \`npm start\` says why`);
      return (await answers(url)) ? true : undefined;
    },
    START_MS,
    100,
  );
  return { url, own: true, stop: () => stop(child) };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/v1/health`)).ok;
  } catch {
    return false;
  }
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
