/** The product as a process of its own, with durable settings, as `npm start` runs it. */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiClient, waitFor } from '../cli/api-client.ts';
import { ROOT } from '../paths.ts';

export type ServerProcess = {
  readonly url: string;
  readonly pid: number;
  /** From the start of the process to its first answer, ms. */
  readonly startMs: number;
  readonly stop: () => Promise<void>;
};

const START_MS_MAX = 120_000;

/** @param root where the sources are; another place than here for a start without anything built */
export async function startServer(dataFolder: string, root: string = ROOT): Promise<ServerProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const startedAt = performance.now();
  const child = spawn(process.execPath, [join(root, 'infra/local/start.ts')], {
    env: { ...process.env, PORT: String(port), TANDEM_DATA: dataFolder, TANDEM_SYNC: 'FULL' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  try {
    await Promise.race([
      waitFor('The first answer', () => isUp(url), START_MS_MAX, 5),
      ended.then(() => Promise.reject(new Error('The server ended before it answered'))),
    ]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, pid: child.pid ?? 0, startMs: performance.now() - startedAt, stop };
}

const isUp = (url: string): Promise<true | undefined> =>
  fetch(`${url}/v1/health`).then(
    (answer) => answer.ok || undefined,
    () => undefined,
  );

/** What a build reads. */
const SOURCES = [
  'domain',
  'functions',
  'infra',
  'shared',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'cdk.json',
];

/** Starts a copy of the sources that has nothing built, and throws it away again; ms to the first answer. */
export async function coldStartMs(): Promise<number> {
  const root = mkdtempSync(join(tmpdir(), 'tandem-cold-'));
  try {
    for (const name of SOURCES) cpSync(join(ROOT, name), join(root, name), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
    const server = await startServer(join(root, 'data'), root);
    await server.stop();
    return server.startMs;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

export type Login = { readonly email: string; readonly password: string };
export const loginOf = (name: string): Login => ({ email: `${name}@tandem.example`, password: 'Stop-watch-2026!' });

/** Signs a company up; answers its first person's access token. */
export async function signUp(url: string, name: string): Promise<string> {
  const api = apiClient(url);
  await api.post('/signup', { company: `Bench ${name}`, country: 'DE', currency: 'EUR', ...loginOf(name) });
  return signIn(url, name);
}

export async function signIn(url: string, name: string): Promise<string> {
  return (await apiClient(url).post<{ accessToken: string }>('/auth/token', loginOf(name))).accessToken;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
