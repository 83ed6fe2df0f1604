/**
 * The server as `npm start` runs it: the bundles of an installation of its own, durable settings, a process that can be
 * killed. The installation is a copy, so that a build that goes on beside the test does not change it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBundled, MAIN } from '../../infra/local/bundle.ts';
import type { RunSettings } from '../../infra/local/main.ts';
import { ensureSynthesised } from '../../infra/synth.ts';

export type Installation = {
  readonly assembly: string;
  readonly main: string;
  /** Where the data of each run may lie; removed with the installation. */
  readonly folder: string;
  readonly remove: () => void;
};

export async function install(): Promise<Installation> {
  const [{ assembly }] = await Promise.all([ensureSynthesised(), ensureBundled()]);
  const folder = mkdtempSync(join(tmpdir(), 'tandem-recovery-'));
  cpSync(assembly, join(folder, 'assembly'), { recursive: true });
  cpSync(MAIN, join(folder, 'local', 'main.mjs'));
  return {
    assembly: join(folder, 'assembly'),
    main: join(folder, 'local', 'main.mjs'),
    folder,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export type ServerProcess = {
  readonly pid: number;
  /** Resolves with the ms from the spawn to the first answer, or undefined where the process ended before it. */
  readonly ready: Promise<number | undefined>;
  /** Resolves with the exit code, null after a signal. */
  readonly ended: Promise<number | null>;
  /** What it wrote on standard error. */
  readonly said: () => string;
  readonly kill: () => Promise<void>;
  /** SIGTERM: takes nothing new, ends what is under way, closes the file. */
  readonly stop: () => Promise<number | null>;
};

const ASK_EVERY_MS = 10;

export function startServer({ assembly, main }: Installation, data: string, port: number): ServerProcess {
  const settings: RunSettings = {
    ...{ port, folder: data, assembly, logLevel: 'error', synchronous: 'FULL', explain: false },
    ...{ made: '', isNew: false, begunAtMs: Date.now() },
  };
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['--no-warnings', main, JSON.stringify(settings)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  return {
    pid: child.pid ?? 0,
    ready: firstAnswer(child, port).then((answers) => (answers ? performance.now() - startedAt : undefined)),
    ended,
    said: () => said,
    kill: async () => {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
  };
}

async function firstAnswer(child: ChildProcess, port: number): Promise<boolean> {
  while (child.exitCode === null && child.signalCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}/v1/health`).catch(() => undefined);
    if (answer?.ok === true) return true;
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
  return false;
}

/** A port that was free a moment ago. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
