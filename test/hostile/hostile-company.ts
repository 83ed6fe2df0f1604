/** One furnished company, and the judgement on every answer to a hostile request of it. */
import { modules } from '../../domain/modules.ts';
import type { Route } from '../../shared/module.ts';
import { type Furnished, furnish } from '../e2e/furnish.ts';
import { type Answer, openProduct, type Product, type Sent } from '../e2e/local-product.ts';
import { addressOf, keyOf, type RouteKey, type ValidRequest, validRequests } from '../e2e/valid-requests.ts';
import type { Mutation } from './mutations.ts';

export const routes = modules
  .flatMap((module) => module.routes)
  .map((route): [RouteKey, Route] => [keyOf(route), route]);
export const withBody = routes.filter(([, { body }]) => body !== undefined);

/** A wrong password is counted, so that nobody can go on guessing. */
const COUNTED: ReadonlySet<RouteKey> = new Set(['POST /auth/token']);

export type HostileCompany = {
  readonly product: Product;
  readonly furnished: Furnished;
  readonly rowOf: (key: RouteKey) => ValidRequest;
  /** Sends to a route as its row of valid-requests.ts says, whatever the record's version is by now. */
  readonly send: (key: RouteKey, route: Route, sent: Sent) => Promise<Answer>;
  /** Whether a refused request has left all as it was. @param before what had been written before it */
  readonly writesNothing: (key: RouteKey, before: number, again: () => Promise<unknown>) => Promise<boolean>;
  /** What is wrong with the answer to a changed body, in words; nothing where it is as it must be. */
  readonly faultsOfMutation: (key: RouteKey, route: Route, mutation: Mutation) => Promise<string[]>;
};

/** Opens the product and furnishes a company in it. */
export async function openHostileCompany(): Promise<HostileCompany> {
  const product = await openProduct();
  const furnished = await furnish(product, await product.company('Hostile'), 'Hostile');
  const requests = validRequests(furnished);
  await product.settled();

  const rowOf: HostileCompany['rowOf'] = (key) => {
    const row = requests[key];
    if (row === undefined) throw new Error(`${key} has no row in valid-requests.ts`);
    return row;
  };
  const send: HostileCompany['send'] = (key, route, { headers, ...sent }) => {
    const row = rowOf(key);
    const caller = row.isPublic === true ? product.anonymous : furnished.company;
    const precondition = row.ifMatch === undefined ? {} : { 'if-match': '*' };
    return caller.call(route.method, addressOf(route.path, row.id), {
      ...sent,
      headers: { ...precondition, ...headers },
    });
  };
  /** Whether the description takes the text as a body of the route. */
  const fits = ({ method, path }: Route, text: string): boolean => {
    const schema = product.description.bodySchema(method, path);
    return schema !== undefined && product.description.fits(schema, JSON.parse(text));
  };

  const writesNothing: HostileCompany['writesNothing'] = async (key, before, again) => {
    if (COUNTED.has(key) || product.writes() === before) return true;
    // The cloud keeps house now and then; what a refusal writes is written the second time as well.
    await product.settled();
    const now = product.writes();
    await again();
    return product.writes() === now;
  };
  const faultsOfMutation: HostileCompany['faultsOfMutation'] = async (key, route, { text, pointer }) => {
    const before = product.writes();
    const { status, body } = await send(key, route, { body: text });
    if (status < 400) {
      const faults = fits(route, text) ? [] : [`is taken (${status}), which the description does not allow`];
      await product.settled();
      return faults;
    }
    const wrote = (await writesNothing(key, before, () => send(key, route, { body: text })))
      ? []
      : ['is refused, and something was written'];
    if (fits(route, text)) return wrote;
    const errors: { pointer: string; code: string; message: string }[] = body.errors ?? [];
    const named = errors.find((error) => error.pointer === pointer || error.pointer.startsWith(`${pointer}/`));
    if (![400, 413, 422].includes(status)) return [...wrote, `is refused with ${status}`];
    if (named === undefined) return [...wrote, `is refused at "${errors.map((error) => error.pointer)}"`];
    return named.code === '' || named.message === '' ? [...wrote, 'is refused without a rule'] : wrote;
  };
  return { product, furnished, rowOf, send, writesNothing, faultsOfMutation };
}
