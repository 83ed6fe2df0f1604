/** Cursor paging: `?limit=&cursor=` → `{ data, nextCursor }`. A cursor is signed and bound to tenant and list. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Context } from '../context.ts';
import type { WithCustom } from '../custom-fields/custom-field.entity.ts';
import type { CustomFilters } from '../custom-fields/custom-fields.schema.ts';
import { customFilter } from '../custom-fields/filter-custom-fields.ts';
import { rejectField } from '../rejection.ts';
import { canonicalJson, sha256 } from '../table/audit-chain.ts';
import type { Entity, Stored } from '../table/entity.ts';
import { foldText } from '../table/entity.ts';
import type { ListPage, ListPosition } from '../table/records.ts';
import { profileOf } from '../tenancy.ts';
import { Instant } from '../values/time.ts';
import { queryNumber } from './query-number.ts';

export const PAGE_LIMIT_MAX = 200;
export const LIMIT_DEFAULT = 50;

/** The query parameters of every list; extend it with the list's own filters. */
export const PageQuery = z.strictObject({
  limit: queryNumber(1, PAGE_LIMIT_MAX).default(LIMIT_DEFAULT),
  cursor: z.string().max(2_000).optional(),
  updatedSince: Instant.optional(),
});
export type PageQuery = z.infer<typeof PageQuery>;

/** The answer of every list. */
export const pageOf = <Resource extends z.ZodType>(resource: Resource) =>
  z.object({ data: z.array(resource), nextCursor: z.string().nullable() });
export type Page<Resource> = { data: Resource[]; nextCursor: string | null };

export type ListRequest<Fields> = {
  /** `all`, or the name of one of the entity's lists. */
  readonly list?: string;
  readonly values?: readonly string[];
  /** Values of further lists of this name: each is read when the one before it has ended. */
  readonly thenValues?: readonly (readonly string[])[];
  /** Beginning of the sort attribute, as typed; folded here. */
  readonly search?: string | undefined;
  readonly where?: (record: Stored<Fields>) => boolean;
  readonly ascending?: boolean;
};

/** A list's fixed rows stand before its records, and count towards the limit of a page as they do. */
export type WithFixedRows<Resource> = { readonly fixed?: readonly Resource[] };

/**
 * Reads one page of a list and turns its records into resources; what the query asks of the tenant's own fields holds for
 * each of them. @throws Rejection 422 `list.bad_cursor`, or as `customFilter`
 */
export async function readPage<Fields extends object, Resource>(
  context: Context,
  entity: Entity<Fields>,
  query: PageQuery & { readonly customFields?: CustomFilters | undefined },
  request: ListRequest<Fields> & WithFixedRows<Resource>,
  present: (record: Stored<Fields>) => Resource | Promise<Resource>,
): Promise<Page<Resource>> {
  const { limit, cursor, updatedSince, ...filters } = query;
  const { list = 'all', values = [], thenValues = [], search, where, ascending = false, fixed = [] } = request;
  const lists = [values, ...thenValues];
  const binding = sha256(canonicalJson([entity.name, list, lists, search ?? '', filters, updatedSince ?? '']));
  const start: Place = cursor === undefined ? { list: 0, fixed: 0 } : await openCursor<Place>(context, binding, cursor);
  const custom = await customFilter(context, entity, query);
  const options = {
    ascending,
    startsWith: search === undefined ? undefined : foldText(search),
    where:
      where === undefined && updatedSince === undefined && custom === undefined
        ? undefined
        : (record: Stored<Fields>) =>
            (updatedSince === undefined || record.updatedAt >= updatedSince) &&
            (where?.(record) ?? true) &&
            (custom?.(record as WithCustom) ?? true),
  };
  const from = start.fixed ?? fixed.length;
  const ahead = fixed.slice(from, from + limit);
  const room = limit - ahead.length;
  const found: Stored<Fields>[] = [];
  let place: Place | undefined = room === 0 ? { list: 0, fixed: from + limit } : { ...start, fixed: undefined };
  while (place !== undefined && found.length < room) {
    const page: ListPage<Fields> = await context.records.list(entity, list, lists[place.list] ?? [], {
      ...options,
      limit: room - found.length,
      after: place.after,
    });
    found.push(...page.records);
    if (page.next !== undefined) {
      place = { list: place.list, after: page.next };
      break;
    }
    place = place.list + 1 < lists.length ? { list: place.list + 1 } : undefined;
  }
  const data = [...ahead, ...(await Promise.all(found.map(present)))];
  return { data, nextCursor: place === undefined ? null : await sealCursor(context, binding, place) };
}

/** Where the next page begins: which of the lists, behind which of its records, and how many fixed rows are over. */
type Place = {
  readonly list: number;
  readonly after?: ListPosition | undefined;
  readonly fixed?: number | undefined;
};

async function signature(context: Context, binding: string, payload: string): Promise<string> {
  const { cursorKey } = await profileOf(context);
  return createHmac('sha256', cursorKey)
    .update(`${context.tenantId}.${binding}.${payload}`)
    .digest('base64url')
    .slice(0, 22);
}

/**
 * A cursor that holds a place: signed, and bound to the tenant and to what `binding` says of the query.
 */
export async function sealCursor(context: Context, binding: string, place: object): Promise<string> {
  const payload = Buffer.from(JSON.stringify(place)).toString('base64url');
  return `${payload}.${await signature(context, binding, payload)}`;
}

/**
 * The place in a cursor that this tenant was given for this query.
 * @throws Rejection 422 `list.bad_cursor` at the query parameter that holds it
 */
export async function openCursor<Held extends object>(
  context: Context,
  binding: string,
  cursor: string,
  parameter = 'cursor',
): Promise<Held> {
  const [payload = '', given = ''] = cursor.split('.');
  const expected = await signature(context, binding, payload);
  // Compared as bytes, of which a sign that is not ASCII has more than one.
  const [sent, right] = [Buffer.from(given), Buffer.from(expected)];
  if (sent.length !== right.length || !timingSafeEqual(sent, right))
    throw rejectField(`/query/${parameter}`, 'list.bad_cursor', 'is not a cursor of this list');
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Held;
}
