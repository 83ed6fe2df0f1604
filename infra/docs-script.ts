/** Scalar's script for browsers, packed beside the bundles for the function that serves `/docs`. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT } from './paths.ts';

const SOURCE = join(ROOT, 'node_modules/@scalar/api-reference/dist/browser/standalone.js');

/** Writes the packed script where it is not the same already: its time stays, and so does the asset's digest. */
export function packDocsScript(outdir: string): void {
  const target = join(outdir, 'assets/scalar.js.gz');
  const packed = packedScript();
  if (existsSync(target) && readFileSync(target).equals(packed)) return;
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, packed);
}

let kept: Buffer | undefined;

/** Without the note of a source map, which we do not serve. */
export function packedScript(): Buffer {
  kept ??= gzipSync(readFileSync(SOURCE, 'utf8').replace(/\n\/\/# sourceMappingURL=\S+\s*$/, '\n'), { level: 9 });
  return kept;
}
