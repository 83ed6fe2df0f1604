/** The audit chain of a record: each entry holds the hash of the one before, so that an edit or a gap shows. */
import { createHash } from 'node:crypto';
import type { Item } from './entity.ts';

export type Changes = Record<string, { from: unknown; to: unknown }>;
const KERNEL_FIELDS: ReadonlySet<string> = new Set(['tenantId', 'version', 'createdAt', 'updatedAt', 'auditHash']);

/** JSON with sorted keys, so that the same value has the same text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${canonicalJson(inner)}`).join(',')}}`;
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** Leaf paths that differ, such as `lines.0.delivered`, with the value before and after. */
export function changesBetween(before: Item, after: Item): Changes {
  const changes: Changes = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (!KERNEL_FIELDS.has(name)) collect(changes, name, before[name], after[name]);
  }
  return changes;
}

function collect(changes: Changes, path: string, before: unknown, after: unknown): void {
  if (Object.is(before, after)) return;
  if (isTree(before) && isTree(after) && Array.isArray(before) === Array.isArray(after)) {
    const [from, to] = [before as Item, after as Item];
    for (const name of new Set([...Object.keys(from), ...Object.keys(to)]))
      collect(changes, `${path}.${name}`, from[name], to[name]);
    return;
  }
  changes[path] = { from: before ?? null, to: after ?? null };
}

const isTree = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The hash of an entry: over everything in it but the hash itself. */
export function entryHash(entry: Item): string {
  const { hash: _, tenantId: _t, version: _v, createdAt: _c, updatedAt: _u, ...signed } = entry;
  return sha256(canonicalJson(signed));
}

/** A created record's entry holds the digest of its content rather than a copy: later entries tell the values back to it. */
export const contentDigest = (record: Item): string =>
  sha256(canonicalJson(Object.fromEntries(Object.entries(record).filter(([name]) => !KERNEL_FIELDS.has(name)))));
