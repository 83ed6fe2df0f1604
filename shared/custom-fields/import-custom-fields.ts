/** Custom fields in the rows of an import: the columns that name them, and the values of a row by field. */
import { z } from 'zod';
import type { Context } from '../context.ts';
import { FILTER_PREFIX } from './filter-names.ts';
import { knownFields } from './known-fields.ts';

/** `customFields`: an object of values by name, as an answer shows it. */
export const NESTED_COLUMN = 'customFields';

/** In a row's schema: values by name, as text where they come from a table; an export to a table has them as JSON. */
export const rowCustomFields = z.preprocess(parsed, z.record(z.string(), z.unknown()).optional());

function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

export type CustomColumn = { readonly name: string; readonly label: string; readonly required: boolean };

/** The columns of a kind of records beside its own: `customFields.<name>`, each known by its label too. */
export async function customColumns(context: Context, kind: string | undefined): Promise<readonly CustomColumn[]> {
  if (kind === undefined) return [];
  const { active } = await knownFields(context, kind, { fresh: true });
  return active.map(({ name, label, required }) => ({ name: FILTER_PREFIX + name, label, required }));
}

/** The values of a row with its custom columns put together: `{ sku, customFields: { region } }`. */
export function gatherCustom(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const own = Object.entries(values).filter(([name]) => name.startsWith(FILTER_PREFIX));
  if (own.length === 0) return values;
  const others = Object.fromEntries(Object.entries(values).filter(([name]) => !name.startsWith(FILTER_PREFIX)));
  const nested = typeof others[NESTED_COLUMN] === 'object' ? others[NESTED_COLUMN] : {};
  const columns = Object.fromEntries(own.map(([name, value]) => [name.slice(FILTER_PREFIX.length), value]));
  return { ...others, [NESTED_COLUMN]: { ...nested, ...columns } };
}
