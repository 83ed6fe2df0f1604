/** Cursor paging: `?limit=&cursor=` → `{ data, nextCursor }`. A cursor is signed and bound to tenant and list. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { rejectField } from '../rejection.ts';
import { canonicalJson, sha256 } from '../table/audit-chain.ts';
import type { Entity, Stored } from '../table/entity.ts';
import { foldText } from '../table/entity.ts';
import type { ListPosition } from '../table/records.ts';
import { profileOf } from '../tenancy.ts';
import { Instant } from '../values/time.ts';

export const PAGE_LIMIT_MAX = 200;
const LIMIT_DEFAULT = 50;

/** The query parameters of every list; extend it with the list's own filters. */
export const PageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT_MAX).default(LIMIT_DEFAULT),
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
  /** Beginning of the sort attribute, as typed; folded here. */
  readonly search?: string | undefined;
  readonly where?: (record: Stored<Fields>) => boolean;
  readonly ascending?: boolean;
};

/** Reads one page of a list and turns its records into resources. @throws Rejection 422 `list.bad_cursor` */
export async function readPage<Fields extends object, Resource>(
  context: Context,
  entity: Entity<Fields>,
  query: PageQuery,
  request: ListRequest<Fields>,
  present: (record: Stored<Fields>) => Resource | Promise<Resource>,
): Promise<Page<Resource>> {
  const { limit, cursor, updatedSince, ...filters } = query;
  const { list = 'all', values = [], search, where, ascending = false } = request;
  const binding = sha256(canonicalJson([entity.name, list, values, search ?? '', filters, updatedSince ?? '']));
  const after = cursor === undefined ? undefined : await openCursor(context, binding, cursor);
  const page = await context.records.list(entity, list, values, {
    limit,
    after,
    ascending,
    startsWith: search === undefined ? undefined : foldText(search),
    where:
      where === undefined && updatedSince === undefined
        ? undefined
        : (record) => (updatedSince === undefined || record.updatedAt >= updatedSince) && (where?.(record) ?? true),
  });
  const data = await Promise.all(page.records.map(present));
  return { data, nextCursor: page.next === undefined ? null : await sealCursor(context, binding, page.next) };
}

async function signature(context: Context, binding: string, payload: string): Promise<string> {
  const { cursorKey } = await profileOf(context);
  return createHmac('sha256', cursorKey)
    .update(`${context.tenantId}.${binding}.${payload}`)
    .digest('base64url')
    .slice(0, 22);
}

async function sealCursor(context: Context, binding: string, position: ListPosition): Promise<string> {
  const payload = Buffer.from(JSON.stringify(position)).toString('base64url');
  return `${payload}.${await signature(context, binding, payload)}`;
}

async function openCursor(context: Context, binding: string, cursor: string): Promise<ListPosition> {
  const [payload = '', given = ''] = cursor.split('.');
  const expected = await signature(context, binding, payload);
  // Compared as bytes, of which a sign that is not ASCII has more than one.
  const [sent, right] = [Buffer.from(given), Buffer.from(expected)];
  if (sent.length !== right.length || !timingSafeEqual(sent, right))
    throw rejectField('/query/cursor', 'list.bad_cursor', 'is not a cursor of this list');
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as ListPosition;
}
