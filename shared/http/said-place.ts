/**
 * Where what a request made is to be found: `Location` beside 201 and 202, which follows from the routes. Long work is a
 * job whatever the caller prefers, so that `Prefer: respond-async` (RFC 7240) is kept wherever the answer is 202.
 */
import type { ModuleManifest, TenantRoute } from '../module.ts';
import type { ApiEvent, ApiResult } from './api-event.ts';
import { API_PREFIX } from './router.ts';

const MAKES: ReadonlySet<number> = new Set([201, 202]);
const PARAMETER = /\{([^}]+)\}/g;

/** The answer with the address of the record in it, where one route reads it by its id. */
export function sayPlace(
  result: ApiResult,
  manifest: ModuleManifest,
  params: unknown,
  event: Pick<ApiEvent, 'headers'>,
): ApiResult {
  if (!MAKES.has(result.statusCode) || result.body === '') return result;
  const { id } = JSON.parse(result.body) as { readonly id?: unknown };
  const place = typeof id === 'string' ? placeOf(manifest, id, params as Readonly<Record<string, string>>) : undefined;
  const isAsync = result.statusCode === 202 && /(^|[,;\s])respond-async\b/i.test(event.headers.prefer ?? '');
  return {
    ...result,
    headers: {
      ...result.headers,
      ...(place === undefined ? {} : { location: place }),
      ...(isAsync ? { 'preference-applied': 'respond-async' } : {}),
    },
  };
}

function placeOf({ routes }: ModuleManifest, id: string, params: Readonly<Record<string, string>>): string | undefined {
  for (const route of routes) {
    if (route.method !== 'GET' || route.access !== 'tenant' || !route.path.endsWith('}')) continue;
    const own = { ...params, [lastParameter(route)]: id };
    if (route.params?.safeParse(own).success !== true) continue;
    return API_PREFIX + route.path.replaceAll(PARAMETER, (_, name: string) => encodeURIComponent(own[name] ?? ''));
  }
  return undefined;
}

const lastParameter = ({ path }: TenantRoute): string => [...path.matchAll(PARAMETER)].at(-1)?.[1] ?? '';
