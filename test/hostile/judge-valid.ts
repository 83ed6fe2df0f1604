/** The judgement on an answer to a body that the description allows. */
import type { Route } from '../../shared/module.ts';
import type { RouteKey } from '../e2e/valid-requests.ts';
import { type HostileCompany, routes } from './hostile-company.ts';
import { differences } from './read-back.ts';

/** Refusals of what no schema can say: a rule of the field, a state, a limit; sign-in too often after wrong passwords. */
const REFUSALS: ReadonlySet<number> = new Set([401, 402, 404, 409, 413, 422, 429]);

/**
 * Whose answer is what was decided, not what was sent: the revision of a bill of materials that is in force today, and a
 * production order on the earliest day on which it can be made.
 */
const DECIDED: ReadonlySet<RouteKey> = new Set(['POST /catalog/boms', 'POST /production/orders']);

/** The address at which a record that was just made is read; undefined where no route reads one. */
function readerOf({ method, path }: Route, id: unknown): string | undefined {
  const isRead = routes.some(
    ([, route]) => route.method === 'GET' && route.path.replace(/\/\{\w+\}$/, '/') === `${path}/`,
  );
  return method === 'POST' && isRead && typeof id === 'string' ? `${path}/${id}` : undefined;
}

/** In words; nothing where the body was taken and reads back as sent, or was refused with a reason and nothing kept. */
export async function faultsOfValid(
  { product, furnished, send, writesNothing }: HostileCompany,
  key: RouteKey,
  route: Route,
  body: unknown,
): Promise<string[]> {
  const before = product.writes();
  const answer = await send(key, route, { body });
  if (answer.status >= 400) {
    const isKept = !(await writesNothing(key, before, () => send(key, route, { body })));
    return [
      ...(isKept ? ['is refused, and something was written'] : []),
      ...(REFUSALS.has(answer.status) ? [] : [`is refused with ${answer.status} ${answer.text}`]),
    ];
  }
  const isRecord = route.method === 'PATCH' || !route.path.includes('{');
  const faults = isRecord && answer.status !== 204 && !DECIDED.has(key) ? differences(body, answer.body) : [];
  await product.settled();
  const reader = readerOf(route, answer.body?.id);
  if (reader === undefined || DECIDED.has(key)) return faults;
  return [...faults, ...differences(body, await furnished.company.get(reader)).map((fault) => `${reader}${fault}`)];
}
