/**
 * Bundles every function in one esbuild run with shared chunks: one asset for all functions, in less than a second.
 * The bundle that runs on the laptop is the artefact that is deployed.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type BuildOptions, build, type Metafile, type OutputFile, type Plugin } from 'esbuild';
import { packDocsScript } from './docs-script.ts';
import { BUNDLES, ROOT } from './paths.ts';

export type BuildReport = {
  readonly outdir: string;
  readonly milliseconds: number;
  /** Of the deployed asset: without the source maps, which stay beside it. */
  readonly bytes: number;
  readonly files: number;
  /** For each handler file, what a cold start reads: the entry and the chunks it imports statically. */
  readonly entries: readonly { readonly name: string; readonly bytes: number }[];
};

/** Some dependencies are CommonJS and call `require` for Node's own modules, which an ES module does not have. */
const REQUIRE_BANNER =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/** Zod's own messages are read in English only; its fifty other languages would be a quarter of every bundle. */
const ENGLISH_MESSAGES: Plugin = {
  name: 'english-messages',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, ({ path }) => ({
      contents: "export { default as en } from './en.js';",
      resolveDir: dirname(path),
    }));
  },
};

/**
 * ElectroDB gives keys and parameters here and never sends (DESIGN 4). Its client is left out: it is CommonJS, and
 * would bring the SDK in whole, with commands that no function may call.
 */
const NO_ELECTRODB_CLIENT: Plugin = {
  name: 'no-electrodb-client',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^@aws-sdk\/(lib|util)-dynamodb$/ }, ({ path, importer }) =>
      /[\\/]node_modules[\\/]electrodb[\\/]/.test(importer) ? { path, namespace: 'left-out' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: 'module.exports = {};' }));
  },
};

const OPTIONS = {
  absWorkingDir: ROOT,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  outExtension: { '.js': '.mjs' },
  outbase: 'functions',
  entryNames: '[dir]/[name]',
  chunkNames: 'chunks/[hash]',
  banner: { js: REQUIRE_BANNER },
  minify: true,
  legalComments: 'none',
  plugins: [ENGLISH_MESSAGES, NO_ELECTRODB_CLIENT],
  metafile: true,
  write: false,
  logLevel: 'warning',
} as const satisfies BuildOptions;

/**
 * Builds all functions into `outdir`; files that did not change keep their place and time. `maps` puts the source maps
 * beside the bundles, for the stack traces of a deployment; they are no part of the asset, and take a third longer.
 */
export async function buildFunctions(outdir: string = BUNDLES, { maps = false } = {}): Promise<BuildReport> {
  const start = performance.now();
  const { outputFiles, metafile } = await build({
    ...OPTIONS,
    entryPoints: functionEntries(),
    outdir,
    sourcemap: maps ? 'external' : false,
  });
  writeChanged(outdir, outputFiles);
  packDocsScript(outdir);
  const code = outputFiles.filter(({ path }) => !path.endsWith('.map'));
  return {
    outdir,
    milliseconds: Math.round(performance.now() - start),
    bytes: code.reduce((sum, { contents }) => sum + contents.length, 0),
    files: code.length,
    entries: entrySizes(metafile),
  };
}

/** Files under `functions/` that export a handler, as paths from the root: what the stack can name as a function. */
export function functionEntries(): string[] {
  const folder = join(ROOT, 'functions');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return files
    .filter((name) => /^export const handler\b/m.test(readFileSync(join(folder, name), 'utf8')))
    .map((name) => join('functions', name))
    .sort();
}

function writeChanged(outdir: string, files: readonly OutputFile[]): void {
  const wanted = new Set(files.map(({ path }) => path));
  for (const name of existsSync(outdir) ? readdirSync(outdir, { recursive: true, encoding: 'utf8' }) : []) {
    const path = join(outdir, name);
    if (/\.(mjs|map)$/.test(name) && !wanted.has(path)) rmSync(path);
  }
  for (const { path, contents } of files) {
    if (existsSync(path) && readFileSync(path).equals(contents)) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
  }
}

function entrySizes({ outputs }: Metafile): BuildReport['entries'] {
  const entries = Object.entries(outputs).filter(([, { entryPoint }]) => entryPoint?.startsWith('functions/') === true);
  return entries.map(([path, { entryPoint = '' }]) => {
    const reached = staticClosure(outputs, path);
    const bytes = [...reached].reduce((sum, file) => sum + (outputs[file]?.bytes ?? 0), 0);
    return { name: relative('functions', entryPoint).replace(/\.ts$/, ''), bytes };
  });
}

function staticClosure(outputs: Metafile['outputs'], from: string): Set<string> {
  const reached = new Set<string>();
  const pending = [from];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    const imports = outputs[path]?.imports ?? [];
    pending.push(
      ...imports.filter((one) => one.kind === 'import-statement' && one.external !== true).map((one) => one.path),
    );
  }
  return reached;
}

/** The report as lines for a person. */
export function describeBuild(report: BuildReport): string {
  const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(0)} kB`;
  const total = `${report.entries.length} functions, ${report.files} files, ${kilobytes(report.bytes)}`;
  return [
    `Bundled ${total} in ${report.milliseconds} ms`,
    ...report.entries.map(({ name, bytes }) => `  ${name.padEnd(26)} ${kilobytes(bytes).padStart(9)}`),
  ].join('\n');
}

if (import.meta.main)
  console.log(describeBuild(await buildFunctions(BUNDLES, { maps: process.argv.includes('--maps') })));
