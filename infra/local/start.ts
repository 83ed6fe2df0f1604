/**
 * What `npm start` runs: builds what changed, then the local cloud until Ctrl-C.
 *
 * Settings: `PORT` (4000), `TANDEM_DATA` (`.tandem`), `LOG_LEVEL` (`warn`; `info` shows each refusal),
 * `TANDEM_SYNC` (`FULL`; `NORMAL` is faster and may lose the last moment in a power cut). `--explain` lists what of the
 * stacks needs nothing on a laptop, and why.
 */
import { join, relative, resolve } from 'node:path';
import { processEnvironment } from '../../shared/runtime/environment.ts';
import { ensureSynthesised } from '../synth.ts';
import { type LocalCloud, patientDelay, startLocalCloud } from './cloud.ts';
import { ownDataFolder } from './data-folder.ts';
import type { LogLevel } from './log.ts';

type StartSettings = {
  readonly port: number;
  readonly folder: string;
  readonly logLevel: LogLevel;
  readonly synchronous: 'FULL' | 'NORMAL';
};

const ROOT = join(import.meta.dirname, '..', '..');
const LOG_LEVELS: readonly LogLevel[] = ['silent', 'error', 'warn', 'info'];
/** The first retry of a message; then twice as long each time, up to what the queue says. */
const FIRST_RETRY_MS = 250;

function readSettings(): StartSettings {
  const { PORT = '4000', TANDEM_DATA, LOG_LEVEL = 'warn', TANDEM_SYNC } = processEnvironment();
  const port = Number(PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`PORT must be a port, not "${PORT}"`);
  const logLevel = LOG_LEVELS.find((level) => level === LOG_LEVEL.toLowerCase());
  if (logLevel === undefined) throw new Error(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}`);
  return {
    port,
    folder: resolve(TANDEM_DATA ?? join(ROOT, '.tandem')),
    logLevel,
    synchronous: TANDEM_SYNC === 'NORMAL' ? 'NORMAL' : 'FULL',
  };
}

/** Starts the product on this machine. @throws Error in words for a person */
export async function startTandem(): Promise<LocalCloud> {
  const begun = performance.now();
  const { port, folder, logLevel, synchronous } = readSettings();
  // First of all: a second start must not rebuild the code below the feet of the one that runs.
  ownDataFolder(folder).release();
  const { assembly, made } = await ensureSynthesised();
  const cloud = await startLocalCloud({
    data: { folder },
    port,
    template: assembly,
    loader: 'bundle',
    logLevel,
    synchronous,
    retryDelay: patientDelay(FIRST_RETRY_MS),
  });
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(describe(cloud, folder, `${made ? 'built and ' : ''}started in ${seconds} s`).join('\n'));
  return cloud;
}

function describe(cloud: LocalCloud, folder: string, how: string): string[] {
  const { unknown, notNeeded } = cloud.types;
  const shown = relative(process.cwd(), folder);
  return [
    `Tandem is at ${cloud.url} (${how})`,
    `Data: ${shown === '' || shown.startsWith('..') ? folder : shown}. Stop with Ctrl-C.`,
    ...unknown.map(({ type, resources }) => `Not known to the local cloud: ${type} (${resources.join(', ')})`),
    ...cloud.notes.map((note) => `Note: ${note}`),
    ...(process.argv.includes('--explain')
      ? notNeeded.map(({ type, count, reason }) => `Nothing runs for ${type} (${count}): ${reason}`)
      : []),
  ];
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
    stopOnSignals(await startTandem());
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
