/** A digest of everything that templates and bundles are made from, so that an unchanged tree is not built again. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT } from './paths.ts';

const FOLDERS = ['domain', 'functions', 'shared', 'infra/constructs', 'infra/stacks'];
const FILES = ['package-lock.json', 'cdk.json'];

/** The digest of the sources: names and contents, in the order of names. Some 20 ms for a thousand files. */
export function fingerprint(): string {
  const hash = createHash('sha256');
  for (const path of [
    ...FILES,
    ...sourcesIn('infra', false),
    ...FOLDERS.flatMap((name) => sourcesIn(name, true)),
  ].sort()) {
    const content = readFileSync(join(ROOT, path));
    hash.update(`${path}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

function sourcesIn(folder: string, recursive: boolean): string[] {
  return readdirSync(join(ROOT, folder), { recursive, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}
