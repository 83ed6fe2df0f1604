/** The API as it was last accepted: its description, and with it a sample of every answer and every event. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Document } from '../harness/api-description.ts';
import { apiDescription } from '../harness/described.ts';

const FILE = new URL('./accepted.generated.json', import.meta.url);

export type Accepted = Pick<Document, 'paths' | 'webhooks' | 'components'>;

/** Words change as one likes: titles, summaries and descriptions are no part of what is promised. */
const WORDS = new Set(['summary', 'description', 'tags', 'x-roles', 'x-permission', 'security']);

/** A field of a record may bear the name of one of these words. */
function promised(value: unknown, isNames = false): unknown {
  if (Array.isArray(value)) return value.map((part) => promised(part));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => isNames || !WORDS.has(name))
      .map(([name, part]) => [
        name,
        name === 'example' ? part : promised(part, name === 'properties' || name === 'schemas'),
      ]),
  );
}

export function presentApi(): Accepted {
  const { paths, webhooks = {}, components } = apiDescription().document;
  return promised({ paths, webhooks, components: { schemas: components.schemas } }) as Accepted;
}

export const acceptedApi = (): Accepted => JSON.parse(readFileSync(FILE, 'utf8')) as Accepted;
export const acceptApi = (api: Accepted): void => writeFileSync(FILE, `${linesOf(api, 2)}\n`);

/** JSON with a line for each path, event and schema, so that a change of one shows as one. */
function linesOf(value: unknown, levels: number): string {
  if (levels === 0 || typeof value !== 'object' || value === null) return JSON.stringify(value);
  const lines = Object.entries(value).map(([name, part]) => `${JSON.stringify(name)}:${linesOf(part, levels - 1)}`);
  return `{\n${lines.join(',\n')}\n}`;
}
