/**
 * The local cloud itself as one file of plain JavaScript: a third of the memory and half of the time that a start from
 * the sources takes, where Node strips the types of sixty files and loads the SDK's hundreds.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const FOLDER = join(ROOT, 'dist', 'local');
const MARK = join(FOLDER, 'fingerprint');
export const MAIN = join(FOLDER, 'main.mjs');

/** Some dependencies are CommonJS and call `require` for Node's own modules, which an ES module does not have. */
const REQUIRE_BANNER =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/** A digest of what the bundle is made of: names and contents. */
function fingerprint(): string {
  const hash = createHash('sha256');
  const folders = ['infra/local', 'shared'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => relative(ROOT, join(entry.parentPath, entry.name))),
  );
  for (const path of [...folders, 'package-lock.json'].sort()) hash.update(path).update(readFileSync(join(ROOT, path)));
  return hash.digest('hex');
}

/** Makes the bundle unless it stands for the sources as they are now; answers whether it did. */
export async function ensureBundled(): Promise<boolean> {
  const now = fingerprint();
  if (existsSync(MAIN) && existsSync(MARK) && readFileSync(MARK, 'utf8') === now) return false;
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: ROOT,
    entryPoints: [join('infra', 'local', 'main.ts')],
    outfile: MAIN,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    // Not the names: errors are known by theirs, and keeping minified ones costs a call for each closure that is made.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    banner: { js: REQUIRE_BANNER },
    logLevel: 'warning',
  });
  writeFileSync(MARK, now);
  return true;
}
