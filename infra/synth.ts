/**
 * Bundles and templates for the local cloud, made in a process of their own (the CDK alone takes 400 MB) and only when
 * the sources have changed. This file loads neither CDK nor esbuild before it knows that it needs them.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fingerprint } from './fingerprint.ts';
import { ASSEMBLY, BUNDLES } from './paths.ts';

export type Synthesis = {
  /** The cloud assembly: `<stack>.template.json` of each stack, and `manifest.json`, which lists them. */
  readonly assembly: string;
  /** The bundles that the templates' functions name by their handlers. */
  readonly bundles: string;
  /** False where all was there already. */
  readonly made: boolean;
};

/** Part of API keys: a key of a laptop is refused everywhere else. */
const LOCAL_STAGE = 'local';
const MARK = 'tandem.fingerprint';

/** Whether `outdir` and the bundles stand for the sources as they are now. */
export function isFresh(outdir: string = ASSEMBLY): boolean {
  const marks = [join(outdir, MARK), `${BUNDLES}.fingerprint`];
  if (!marks.every((mark) => existsSync(mark))) return false;
  const now = fingerprint();
  return marks.every((mark) => readFileSync(mark, 'utf8') === now);
}

/** Makes bundles and templates in this process, whatever stands there. */
export async function synthesise(outdir: string = ASSEMBLY): Promise<Synthesis> {
  // Taken before the work: a source that changes meanwhile makes the result stale, not fresh.
  const now = fingerprint();
  const [{ buildFunctions }, { declareTandem, tandemApp }, { modules }] = await Promise.all([
    import('./build.ts'),
    import('./tandem.ts'),
    import('../domain/modules.ts'),
  ]);
  await buildFunctions(BUNDLES);
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  const app = tandemApp({ outdir, context: { stage: LOCAL_STAGE }, validate: false });
  declareTandem(app, modules, BUNDLES);
  app.synth();
  writeFileSync(join(outdir, MARK), now);
  writeFileSync(`${BUNDLES}.fingerprint`, now);
  return { assembly: outdir, bundles: BUNDLES, made: true };
}

/**
 * What a parent process calls: returns at once where nothing has changed, else makes it in a child.
 * @throws Error with the child's last words where it fails
 */
export async function ensureSynthesised(outdir: string = ASSEMBLY): Promise<Synthesis> {
  const ready = { assembly: outdir, bundles: BUNDLES, made: false };
  if (isFresh(outdir)) return ready;
  const release = await onlyMaker();
  try {
    // Another one may have made it while this one waited.
    if (isFresh(outdir)) return ready;
    await makeInChild(outdir);
    return { ...ready, made: true };
  } finally {
    release();
  }
}

const WAIT_MS = 100;
/** A maker that was killed leaves its lock behind; none takes as long as this. */
const MAKING_MS_MAX = 120_000;

/** Waits until nobody else makes bundles and templates, such as another worker of the tests: they share the files. */
async function onlyMaker(): Promise<() => void> {
  const lock = `${BUNDLES}.lock`;
  mkdirSync(dirname(lock), { recursive: true });
  for (;;) {
    try {
      mkdirSync(lock);
      return () => rmSync(lock, { recursive: true, force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (since > 0 && Date.now() - since > MAKING_MS_MAX) rmSync(lock, { recursive: true, force: true });
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  }
}

async function makeInChild(outdir: string): Promise<void> {
  const child = spawn(process.execPath, [import.meta.filename, outdir], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-8000);
  });
  const code = await new Promise((done) => child.on('close', done));
  if (code !== 0) throw new Error(`Synthesis failed:\n${said}`);
}

if (import.meta.main) {
  const outdir = resolve(process.argv[2] ?? ASSEMBLY);
  const start = performance.now();
  const { made } = isFresh(outdir) ? { made: false } : await synthesise(outdir);
  console.log(`${made ? 'Synthesised' : 'Unchanged'} in ${Math.round(performance.now() - start)} ms: ${outdir}`);
}
