/**
 * What can be exported: every list of every module, found among their routes. An export reads through the list itself,
 * so that it shows what the list shows, and needs what the list needs.
 */
import { z } from 'zod';
import { isHeld } from '../../../shared/authz/roles.ts';
import type { Context } from '../../../shared/context.ts';
import { fieldErrors } from '../../../shared/http/read-input.ts';
import { VIEW_PARAMETERS } from '../../../shared/http/view-answer.ts';
import type { PermissionName, TenantRoute } from '../../../shared/module.ts';
import { reject, rejectField } from '../../../shared/rejection.ts';
import { allModules, allPermissions } from '../registry.ts';
import { TENANT_KIND } from './export.schema.ts';

export type ListKind = {
  readonly kind: string;
  readonly alias: string | undefined;
  readonly route: TenantRoute;
  /** Schema of one row. */
  readonly row: z.ZodType;
};

/** Query parameters that page and select fields are the job's own. */
const PAGING: ReadonlySet<string> = new Set(['limit', 'cursor', ...VIEW_PARAMETERS]);
export const TENANT_PERMISSION: PermissionName = 'platform.tenant:export';

/** Kinds by their whole names, in the order of the modules. */
export async function listKinds(): Promise<readonly ListKind[]> {
  const found = (await allModules()).flatMap(({ routes }) =>
    routes.flatMap((route) => {
      const row = route.access === 'tenant' ? rowOf(route) : undefined;
      return row === undefined || route.access !== 'tenant' ? [] : [{ kind: kindOf(route.path), route, row }];
    }),
  );
  const lastWords = found.map(({ kind }) => lastWord(kind));
  return found.map((kind, index) => {
    const word = lastWords[index] ?? '';
    const isOnlyOne = word !== kind.kind && lastWords.filter((other) => other === word).length === 1;
    return { ...kind, alias: isOnlyOne ? word : undefined };
  });
}

/** `/crm/accounts` → `crm.accounts` */
const kindOf = (path: string): string => path.slice(1).replaceAll('/', '.');
const lastWord = (kind: string): string => kind.slice(kind.lastIndexOf('.') + 1);

/** The rows of a list that is read page by page and needs nothing in its path; undefined for any other route. */
function rowOf({ method, path, response }: TenantRoute): z.ZodType | undefined {
  if (method !== 'GET' || path.includes('{') || !(response instanceof z.ZodObject)) return undefined;
  const { data, nextCursor } = response.shape;
  return nextCursor !== undefined && data instanceof z.ZodArray ? (data.element as z.ZodType) : undefined;
}

/** @throws Rejection 422 `/kind` */
export async function needListKind(name: string): Promise<ListKind> {
  const kinds = await listKinds();
  const found = kinds.find(({ kind, alias }) => kind === name || alias === name);
  if (found !== undefined) return found;
  const names = [...kinds.map(({ kind }) => kind), TENANT_KIND].join(', ');
  throw rejectField('/kind', 'unknown_kind', `must be one of ${names}`);
}

/** The permission that an export of the kind needs beside the right to export. */
export const permissionOfKind = async (kind: string): Promise<PermissionName> =>
  kind === TENANT_KIND ? TENANT_PERMISSION : (await needListKind(kind)).route.permission;

/** Whether the caller holds the kind's permission; a kind that is no more is nobody's. */
export async function mayExport(context: Context, kind: string): Promise<boolean> {
  const kinds = await listKinds();
  const name = kind === TENANT_KIND ? TENANT_PERMISSION : kinds.find((each) => each.kind === kind)?.route.permission;
  const permission = (await allPermissions()).find((known) => known.name === name);
  return permission !== undefined && isHeld(context.permissions, permission);
}

/** @throws Rejection 403 where the caller may not read what the export would show */
export async function expectMayExport(context: Context, kind: string): Promise<void> {
  if (await mayExport(context, kind)) return;
  const permission = await permissionOfKind(kind);
  throw reject('forbidden', 'auth.forbidden', `This needs the permission ${permission}.`, { facts: { permission } });
}

/** Names of the filters that a list takes. */
export const filterNames = ({ route }: ListKind): string[] =>
  route.query instanceof z.ZodObject ? Object.keys(route.query.shape).filter((name) => !PAGING.has(name)) : [];

/**
 * The query of one page of the list.
 * @throws Rejection 422 with the pointer of each filter that the list does not take
 */
export function pageQuery({ route }: ListKind, filters: Readonly<Record<string, string>>, cursor?: string): unknown {
  const own = Object.keys(filters).filter((name) => PAGING.has(name));
  if (own.length > 0) throw rejectField(`/filters/${own[0]}`, 'not_a_filter', 'belongs to the pages of the list');
  const parsed = route.query?.safeParse(
    { ...filters, limit: '200', ...(cursor === undefined ? {} : { cursor }) },
    { reportInput: true },
  );
  if (parsed === undefined) return {};
  if (parsed.success) return parsed.data;
  const errors = fieldErrors(parsed.error, '/filters');
  throw reject('invalid', 'request.invalid', 'Some filters break a rule.', { errors });
}
