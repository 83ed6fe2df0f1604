/** The running local cloud, as `start.ts` launches it from its bundle: until Ctrl-C. */
import { spawn } from 'node:child_process';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { processEnvironment } from '../../shared/runtime/environment.ts';
import { type LocalCloud, patientDelay, startLocalCloud } from './cloud.ts';
import type { LogLevel } from './log.ts';

export type RunSettings = {
  readonly port: number;
  readonly folder: string;
  readonly assembly: string;
  readonly logLevel: LogLevel;
  readonly synchronous: 'FULL' | 'NORMAL';
  readonly explain: boolean;
  /** Times the plans' rates of requests; as the template has it where it is not given. */
  readonly rateFactor?: string;
  /** What was made on the way here, for the greeting; empty where nothing had changed. */
  readonly made: string;
  /** The data folder was empty. */
  readonly isNew: boolean;
  /** When the start began, ms since 1970. */
  readonly begunAtMs: number;
};

/** From `infra/local` and from its bundle in `dist/local` alike. */
const DEMO = join(import.meta.dirname, '..', '..', 'infra', 'cli', 'demo.ts');
/** The first retry of a message; then twice as long each time, up to what the queue says. */
const FIRST_RETRY_MS = 250;

/** @throws Error in words for a person */
export async function runTandem(settings: RunSettings): Promise<LocalCloud> {
  const { port, folder, assembly, logLevel, synchronous } = settings;
  const cloud = await startLocalCloud({
    data: { folder },
    port,
    template: assembly,
    loader: 'bundle',
    logLevel,
    synchronous,
    environment: settings.rateFactor === undefined ? {} : { RATE_FACTOR: settings.rateFactor },
    retryDelay: patientDelay(FIRST_RETRY_MS),
  });
  console.log(greeting(cloud, settings).join('\n'));
  stopOnSignals(cloud);
  if (settings.isNew) await offerDemo(cloud);
  return cloud;
}

function greeting({ url, types, notes }: LocalCloud, { folder, made, begunAtMs, explain }: RunSettings): string[] {
  const seconds = ((Date.now() - begunAtMs) / 1000).toFixed(1);
  const near = relative(process.cwd(), folder);
  return [
    `Tandem is at ${url} (${made}started in ${seconds} s)`,
    `Data: ${near === '' || near.startsWith('..') ? folder : near}. Stop with Ctrl-C.`,
    ...types.unknown.map(({ type, resources }) => `Not known to the local cloud: ${type} (${resources.join(', ')})`),
    ...notes.map((note) => `Note: ${note}`),
    ...(explain
      ? types.notNeeded.map(({ type, count, reason }) => `Nothing runs for ${type} (${count}): ${reason}`)
      : []),
  ];
}

/** At a terminal the demo company is a key away; elsewhere it is said how to come by it. */
async function offerDemo({ url, port }: LocalCloud): Promise<void> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    console.log(`Nothing is in it yet. In another terminal: npm run demo, or sign up with POST ${url}/v1/signup`);
    return;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question('Nothing is in it yet. Make the demo company and show the loop? [Y/n] ');
  terminal.close();
  if (/^n/i.test(answer.trim())) return;
  const environment = { ...processEnvironment(), PORT: String(port) };
  spawn(process.execPath, [DEMO], { stdio: ['ignore', 'inherit', 'inherit'], env: environment });
}

/** Stops cleanly at the first signal; a second one does not wait. */
function stopOnSignals(cloud: LocalCloud): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void cloud.stop().then(() => process.exit(0));
    });
  }
}

if (import.meta.main) {
  try {
    await runTandem(JSON.parse(process.argv[2] ?? '{}') as RunSettings);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
