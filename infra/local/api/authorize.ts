/** Asks a route's Lambda authorizer (simple responses), and remembers its answer as long as it says. */
import type { LocalFunction } from '../lambda/functions.ts';
import { authorizerEvent, type GatewayPlace, type GatewayRequest } from './gateway-event.ts';
import type { Authorizer } from './read-api.ts';
import type { SelectedRoute } from './select-route.ts';

export type Refusal = { readonly outcome: 'unauthorized' | 'forbidden' | 'failed'; readonly reason?: string };
export type Authorization = { readonly outcome: 'allowed'; readonly context: unknown } | Refusal;

export type Authorize = (request: GatewayRequest, selected: SelectedRoute) => Promise<Authorization>;

type SimpleResponse = { readonly isAuthorized?: unknown; readonly context?: Readonly<Record<string, unknown>> };
const REMEMBERED_MAX = 10_000;

export function openAuthorizer(
  functions: ReadonlyMap<string, LocalFunction>,
  place: GatewayPlace,
  region: string,
): Authorize {
  const remembered = new Map<string, { readonly until: number; readonly authorization: Authorization }>();
  return async (request, selected) => {
    const { authorizer } = selected.route;
    if (authorizer === undefined) return { outcome: 'allowed', context: undefined };
    const identity = authorizer.identitySources.map((source) => identityOf(source, request, selected));
    // What the identity source lacks is refused without a call.
    if (identity.some((value) => value === undefined || value === '')) return { outcome: 'unauthorized' };
    const sources = identity.map(String);
    const key = JSON.stringify([authorizer.id, ...sources]);
    const known = remembered.get(key);
    if (known !== undefined && known.until > request.timeMs) return known.authorization;
    const event = authorizerEvent(request, selected, place, region, sources);
    const authorization = await ask(functions, authorizer, event);
    if (authorizer.resultTtlMs > 0 && sources.length > 0) {
      if (remembered.size >= REMEMBERED_MAX) remembered.clear();
      remembered.set(key, { until: request.timeMs + authorizer.resultTtlMs, authorization });
    }
    return authorization;
  };
}

function identityOf(source: string, request: GatewayRequest, { route }: SelectedRoute): string | undefined {
  const [, kind, name = ''] = /^\$(request\.header|request\.querystring)\.(.+)$/.exec(source) ?? [];
  if (kind === 'request.header') return request.headers[name.toLowerCase()];
  if (kind === 'request.querystring') return new URLSearchParams(request.rawQuery).get(name) ?? undefined;
  if (source === '$context.routeKey') return route.key;
  throw new Error(`The identity source ${source} is not known to the local cloud`);
}

async function ask(
  functions: ReadonlyMap<string, LocalFunction>,
  authorizer: Authorizer,
  event: unknown,
): Promise<Authorization> {
  const target = functions.get(authorizer.functionArn);
  if (target === undefined) return { outcome: 'failed', reason: `no function ${authorizer.functionArn}` };
  try {
    const answer = (await target.invoke(event)) as SimpleResponse | undefined;
    if (answer?.isAuthorized === true) return { outcome: 'allowed', context: answer.context };
    return answer?.isAuthorized === false
      ? { outcome: 'forbidden' }
      : { outcome: 'failed', reason: 'the authorizer gave no simple response' };
  } catch (error) {
    // A function may refuse by this one error message.
    if (error instanceof Error && error.message === 'Unauthorized') return { outcome: 'unauthorized' };
    return { outcome: 'failed', reason: String(error) };
  }
}
