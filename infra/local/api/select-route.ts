/**
 * Selects a route as an HTTP API does: among those whose method and path fit, the most specific path, segment by
 * segment (literal, `{parameter}`, `{proxy+}`), then a named method before `ANY`; `$default` when nothing fits.
 */
import type { ApiRoute } from './read-api.ts';

export type SelectedRoute = { readonly route: ApiRoute; readonly pathParameters: Readonly<Record<string, string>> };
export type SelectRoute = (method: string, path: string) => SelectedRoute | undefined;

type Compiled = { readonly route: ApiRoute; readonly method: string; readonly segments: readonly string[] };

const segmentsOf = (path: string): string[] => path.split('/').slice(1);
const isGreedy = (segment: string): boolean => segment.endsWith('+}');
const isParameter = (segment: string): boolean => segment.startsWith('{');

/** 0 literal, 1 parameter, 2 greedy: the lower, the more specific. */
const rankOf = (segment: string): number => (isGreedy(segment) ? 2 : isParameter(segment) ? 1 : 0);

function bySpecificity(a: Compiled, b: Compiled): number {
  for (let index = 0; index < Math.max(a.segments.length, b.segments.length); index += 1) {
    const difference = rankOf(a.segments[index] ?? '') - rankOf(b.segments[index] ?? '');
    if (difference !== 0) return difference;
  }
  return Number(a.method === 'ANY') - Number(b.method === 'ANY');
}

/** Compiles the routes. @throws Error for a key that is not `METHOD /path` or `$default` */
export function compileRoutes(routes: readonly ApiRoute[]): SelectRoute {
  const fallback = routes.find(({ key }) => key === '$default');
  const compiled = routes
    .filter(({ key }) => key !== '$default')
    .map((route): Compiled => {
      const [, method = '', path = ''] = /^([A-Z]+) (\/.*)$/.exec(route.key) ?? [];
      if (method === '') throw new Error(`The route key ${route.key} is not known to the local cloud`);
      return { route, method, segments: segmentsOf(path) };
    })
    .sort(bySpecificity);
  return (method, path) => {
    const parts = segmentsOf(path);
    for (const candidate of compiled) {
      if (candidate.method !== method && candidate.method !== 'ANY') continue;
      const pathParameters = matchSegments(candidate.segments, parts);
      if (pathParameters !== undefined) return { route: candidate.route, pathParameters };
    }
    return fallback === undefined ? undefined : { route: fallback, pathParameters: {} };
  };
}

function matchSegments(segments: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    if (isGreedy(segment)) {
      const rest = parts.slice(index).join('/');
      // A greedy variable stands for at least one character.
      if (rest === '') return undefined;
      parameters[segment.slice(1, -2)] = rest;
      return parameters;
    }
    const part = parts[index];
    if (part === undefined) return undefined;
    if (isParameter(segment)) {
      if (part === '') return undefined;
      parameters[segment.slice(1, -1)] = part;
    } else if (segment !== part) return undefined;
  }
  return segments.length === parts.length ? parameters : undefined;
}
