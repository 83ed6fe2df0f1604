/**
 * Bundles and templates for the local cloud, made in a process of their own (the CDK alone takes 400 MB) and only when
 * the sources have changed. This file loads neither CDK nor esbuild before it knows that it needs them.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
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
  if (isFresh(outdir)) return { assembly: outdir, bundles: BUNDLES, made: false };
  const child = spawn(process.execPath, [import.meta.filename, outdir], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-8000);
  });
  const code = await new Promise((done) => child.on('close', done));
  if (code !== 0) throw new Error(`Synthesis failed:\n${said}`);
  return { assembly: outdir, bundles: BUNDLES, made: true };
}

if (import.meta.main) {
  const outdir = resolve(process.argv[2] ?? ASSEMBLY);
  const start = performance.now();
  const { made } = isFresh(outdir) ? { made: false } : await synthesise(outdir);
  console.log(`${made ? 'Synthesised' : 'Unchanged'} in ${Math.round(performance.now() - start)} ms: ${outdir}`);
}
