/** One row a route of the API, with what a probe of it needs; a route that cannot be asked about fails the build. */
import { modules } from '../../domain/modules.ts';
import type { Route } from '../../shared/module.ts';
import { addressOf, keyOf, READABLE, type RouteKey, type ValidRequest } from '../e2e/valid-requests.ts';
import type { Parameter } from '../harness/api-description.ts';
import type { Scene } from './scene.ts';

/** What a route does to records. */
/** Parameters that say where a list goes on. */
export const CURSORS: ReadonlySet<string> = new Set(['cursor', 'after']);

export const KINDS = ['read', 'list', 'create', 'change', 'delete', 'public'] as const;
export type Kind = (typeof KINDS)[number];

export type Row = {
  readonly key: RouteKey;
  readonly route: Route;
  readonly kind: Kind;
  /** The request as ours may make it. */
  readonly own: ValidRequest;
  /** The furnished record that the path names; undefined where it names none. */
  readonly part: string | undefined;
  /** Query parameters as the API describes them. */
  readonly query: readonly Parameter[];
};

/** The chart's codes are the same for every company: the one parameter of a path that is no id. */
const NO_RECORD = '{accountCode}';
const CODE_OF_THE_CHART = '6200';

function kindOf({ access, method, path }: Route, query: readonly Parameter[]): Kind {
  if (access === 'public') return 'public';
  if (method === 'GET') return query.some(({ name }) => CURSORS.has(name)) ? 'list' : 'read';
  if (method === 'DELETE') return 'delete';
  return method === 'POST' && !path.includes('{') ? 'create' : 'change';
}

const allRoutes = modules.flatMap(({ routes }) => routes);

/** @throws Error that names every route without a request or a record of its own in `test/e2e` */
export function rowsOf({ product, ours, requests }: Scene, routes: readonly Route[] = allRoutes): Row[] {
  const missing: string[] = [];
  const rows = routes.map((route): Row => {
    const key = keyOf(route);
    const { parameters = [] } = product.description.document.paths[route.path]?.[route.method.toLowerCase()] ?? {};
    const query = parameters.filter(({ in: place }) => place === 'query');
    const own = requests.ours[key];
    const named = route.path.includes('{') && !route.path.includes(NO_RECORD);
    const part = named ? partOf(route, own, ours.ids) : undefined;
    if ((own === undefined && route.method !== 'GET') || (named && part === undefined)) missing.push(key);
    return { key, route, kind: kindOf(route, query), own: own ?? {}, part, query };
  });
  if (missing.length > 0) throw new Error(`Routes without a row in test/e2e: ${missing.join(', ')}`);
  return rows;
}

function partOf({ method, path }: Route, own: ValidRequest | undefined, ids: Scene['ours']['ids']) {
  const part = method === 'GET' ? READABLE[path] : Object.entries(ids).find(([, id]) => id === own?.id)?.[0];
  return part !== undefined && ids[part] !== undefined ? part : undefined;
}

/** The address of a row with this id in its path, or with our own. */
export const at = (row: Row, scene: Scene, id = scene.ours.ids[row.part ?? ''] ?? CODE_OF_THE_CHART): string =>
  addressOf(row.route.path, id);
