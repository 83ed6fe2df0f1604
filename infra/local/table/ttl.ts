// Time to live: which items have expired, and when.
import { memberOf } from './attribute-value.ts';
import type { TableSchema } from './table-schema.ts';
import type { Item } from './types.ts';

const FIVE_YEARS_S = 5 * 365 * 24 * 60 * 60;

/** When an item expires, in whole seconds since 1970; `undefined` if it does not, or its attribute is no number. */
export function expiryOf(table: TableSchema, item: Item): number | undefined {
  const value = table.ttlAttribute === undefined ? undefined : memberOf(item, table.ttlAttribute);
  const seconds = value !== undefined && 'N' in value ? Math.trunc(Number(value.N)) : Number.NaN;
  return Number.isSafeInteger(seconds) ? seconds : undefined;
}

/** The expiries due at `now` (ms): in the past, but by no more than five years (older ones are left, as documented). */
export function dueExpiries(now: number): { readonly after: number; readonly before: number } {
  const seconds = Math.floor(now / 1000);
  return { after: seconds - FIVE_YEARS_S, before: seconds };
}
