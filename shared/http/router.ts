/** Finds the route of a request among those of one module. */
import type { Route } from '../module.ts';
import { reject } from '../rejection.ts';

export type Matched = { readonly route: Route; readonly params: Readonly<Record<string, string>> };
type Compiled = { readonly route: Route; readonly segments: readonly string[] };

export const API_PREFIX = '/v1';

/** First path segments of a module's routes: what the gateway sends to its function. */
export const topSegments = (routes: readonly Route[]): string[] => [
  ...new Set(routes.map(({ path }) => path.split('/')[1] ?? '')),
];

/**
 * Compiles a route table to a matcher. A literal segment wins over a parameter. The path comes percent-decoded from the
 * gateway (payload 2.0); decoding again would read `%25` wrongly.
 * @throws Rejection 404 for an unknown path, 405 with `Allow` for a known one with another method
 */
export function createRouter(routes: readonly Route[]): (method: string, rawPath: string) => Matched {
  const compiled: Compiled[] = routes
    .map((route) => ({ route, segments: route.path.split('/').slice(1) }))
    .sort((a, b) => parameterCount(a) - parameterCount(b));
  return (method, rawPath) => {
    const path = rawPath.startsWith(`${API_PREFIX}/`) ? rawPath.slice(API_PREFIX.length) : rawPath;
    const parts = path.split('/').slice(1);
    const fitting = compiled.flatMap(({ route, segments }) => {
      const params = matchSegments(segments, parts);
      return params === undefined ? [] : [{ route, params, shape: shapeOf(segments) }];
    });
    // OpenAPI: a literal path comes first, for all methods: `accept` is no id of an invitation.
    const matches = fitting.filter(({ shape }) => shape === fitting[0]?.shape);
    // RFC 9110, 9.3.2: HEAD is GET, of whose answer the gateway leaves out the body.
    const found = matches.find(({ route }) => route.method === (method === 'HEAD' ? 'GET' : method));
    if (found !== undefined) return found;
    if (matches.length === 0) throw reject('not_found', 'route.not_found', 'There is nothing at this path.');
    const allow = [...new Set(matches.map(({ route }) => route.method))].join(', ');
    throw reject('method_not_allowed', 'route.method_not_allowed', `This path allows ${allow}.`, {
      headers: { allow },
    });
  };
}

/** What a path is besides the names of its parameters. */
const shapeOf = (segments: readonly string[]): string =>
  segments.map((segment) => (isParameter(segment) ? '{}' : segment)).join('/');
const isParameter = (segment: string): boolean => segment.startsWith('{');
const parameterCount = ({ segments }: Compiled): number => segments.filter(isParameter).length;

function matchSegments(segments: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  if (segments.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = parts[index] ?? '';
    if (isParameter(segment)) params[segment.slice(1, -1)] = part;
    else if (segment !== part) return undefined;
  }
  return params;
}
