/**
 * What `npm start` runs: builds what has changed, then becomes the local cloud.
 *
 * Settings: `PORT` (4000), `TANDEM_DATA` (`.tandem`), `LOG_LEVEL` (`warn`; `info` shows each refusal),
 * `TANDEM_RATE_FACTOR` (100: times the plan's requests a minute), `TANDEM_SYNC` (`FULL`; with `NORMAL` a power cut may
 * take the last moment, `kill -9` nothing). `--explain` lists what of the stacks needs nothing on a laptop, and why.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { processEnvironment } from '../../shared/runtime/environment.ts';
import { ensureSynthesised } from '../synth.ts';
import { ensureBundled, MAIN } from './bundle.ts';
import { ownDataFolder } from './data-folder.ts';
import type { LogLevel } from './log.ts';
import type { RunSettings } from './main.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const LOG_LEVELS: readonly LogLevel[] = ['silent', 'error', 'warn', 'info'];

/**
 * Node lets its heap grow to several times of what is in use; on a laptop that is shared with an editor and a browser
 * it is kept near it. Without these the process takes twice the memory and a tenth less processor time.
 */
const SMALL_HEAP = ['--max-semi-space-size=8', '--heap-growing-percent=40'];
/** glibc's heaps: one for each thread would each keep the memory of a password hash. */
const FEW_ARENAS = { MALLOC_ARENA_MAX: '2' };

type StartSettings = Omit<RunSettings, 'assembly' | 'made' | 'isNew'>;

function readSettings(begunAtMs: number): StartSettings {
  const { PORT = '4000', TANDEM_DATA, LOG_LEVEL = 'warn', TANDEM_SYNC = 'FULL' } = processEnvironment();
  const { TANDEM_RATE_FACTOR: rateFactor } = processEnvironment();
  if (rateFactor !== undefined && !(Number(rateFactor) > 0)) throw new Error('TANDEM_RATE_FACTOR must be above 0');
  const port = Number(PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`PORT must be a port, not "${PORT}"`);
  const logLevel = LOG_LEVELS.find((level) => level === LOG_LEVEL.toLowerCase());
  if (logLevel === undefined) throw new Error(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}`);
  if (TANDEM_SYNC !== 'FULL' && TANDEM_SYNC !== 'NORMAL') throw new Error('TANDEM_SYNC must be FULL or NORMAL');
  return {
    port,
    folder: resolve(TANDEM_DATA ?? join(ROOT, '.tandem')),
    logLevel,
    synchronous: TANDEM_SYNC,
    explain: process.argv.includes('--explain'),
    ...(rateFactor === undefined ? {} : { rateFactor }),
    begunAtMs,
  };
}

async function prepare(settings: StartSettings): Promise<RunSettings> {
  // First of all: a second start must not rebuild the code below the feet of the one that runs.
  const data = ownDataFolder(settings.folder);
  const isNew = !existsSync(data.databaseFile);
  data.release();
  const [{ assembly, made }, bundled] = await Promise.all([ensureSynthesised(), ensureBundled()]);
  return { ...settings, isNew, assembly, made: made || bundled ? 'built and ' : '' };
}

/**
 * Replaces this process, and with it what the build has loaded, by the bundle. Where the system cannot (Windows), the
 * bundle runs here instead.
 */
async function become(settings: RunSettings): Promise<void> {
  const given = JSON.stringify(settings);
  if (process.execve !== undefined && process.platform !== 'win32') {
    const environment = { ...FEW_ARENAS, ...processEnvironment() };
    process.execve(process.execPath, [process.execPath, ...SMALL_HEAP, MAIN, given], environment);
  }
  const { runTandem } = (await import(pathToFileURL(MAIN).href)) as typeof import('./main.ts');
  await runTandem(settings);
}

if (import.meta.main) {
  try {
    await become(await prepare(readSettings(Date.now())));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
