/** Issue 3, "Bad input": every route, every field, every way to get it wrong; refused by name, and nothing changed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modules } from '../../domain/modules.ts';
import { isKeyed, type Route } from '../../shared/module.ts';
import type { Schema } from '../harness/api-description.ts';
import { checkBooks } from '../harness/books.ts';
import type { Body } from '../harness/world.ts';
import { type Breakage, breakagesOf, unknownIdLike } from './breakages.ts';
import { fieldRules } from './field-rules.ts';
import { type Furnished, furnish } from './furnish.ts';
import { type Answer, type Caller, openProduct, type Product, type Sent } from './local-product.ts';
import { addressOf, keyOf, READABLE, type RouteKey, type ValidRequest, validRequests } from './valid-requests.ts';

const routes = modules.flatMap((module) => module.routes).map((route): [RouteKey, Route] => [keyOf(route), route]);
const writing = routes.filter(([, { method }]) => method !== 'GET');
const withBody = routes.filter(([, { body }]) => body !== undefined);

let product: Product;
let furnished: Furnished;
let requests: Readonly<Record<RouteKey, ValidRequest>>;
beforeAll(async () => {
  product = await openProduct();
  furnished = await furnish(product, await product.company('Alpha'), 'Alpha');
  requests = validRequests(furnished);
});
afterAll(async () => {
  await product.stop();
  expect(product.faults.join('\n')).toBe('');
});

const rowOf = (key: RouteKey): ValidRequest => {
  const row = requests[key];
  if (row === undefined) throw new Error(`${key} has no row in valid-requests.ts`);
  return row;
};
const callerOf = ({ isPublic }: ValidRequest): Caller => (isPublic === true ? product.anonymous : furnished.company);
const send = (route: Route, row: ValidRequest, sent: Sent): Promise<Answer> =>
  callerOf(row).call(route.method, addressOf(route.path, row.id), {
    ...(row.ifMatch === undefined ? {} : { ifMatch: row.ifMatch }),
    ...sent,
  });

type Refusal = { readonly status: number; readonly code: string; readonly errors: { pointer: string; code: string }[] };
const refusalOf = ({ status, body }: Answer): Refusal => ({
  status,
  code: body?.code ?? '',
  errors: body?.errors ?? [],
});

/** Runs what must be refused, and holds that everything that is kept is as it was. */
async function changingNothing(refusals: () => Promise<void>): Promise<void> {
  await product.settled();
  const before = product.digest();
  await refusals();
  await product.settled();
  expect(product.digest(), 'something was written').toBe(before);
}

describe('a body that is wrong in one field', () => {
  /** What is wrong with a refusal: it must name the field, and its rule where there is one by name. */
  function faultOf({ pointer, code }: Breakage, { status, errors }: Refusal): string {
    if (status !== 422 && status !== 400) return `is answered with ${status}`;
    const named = errors.find((error) => error.pointer === pointer);
    if (named === undefined) return `is refused at ${errors.map((error) => error.pointer)}`;
    return code === undefined || code === named.code ? '' : `is refused as ${named.code}`;
  }
  /** Codes that a route gives out rather than looks up. */
  const names: readonly RouteKey[] = ['POST /catalog/products', 'PATCH /catalog/products/{productId}'];
  /** Who owns a record is not looked up: the directory of people is the platform's. */
  const isLookedUp = (key: RouteKey, { isUnknown = false, pointer }: Breakage) =>
    !isUnknown || !(pointer.endsWith('/ownerId') || (pointer === '/sku' && names.includes(key)));

  it.each(withBody)('%s is refused by the field’s pointer', async (key, route) => {
    const row = rowOf(key);
    const schema = product.description.bodySchema(route.method, route.path);
    if (schema === undefined) throw new Error('The body is not described');
    const faults: string[] = [];
    await changingNothing(async () => {
      for (const breakage of breakagesOf(product.description, schema, row.body ?? {})) {
        if (!isLookedUp(key, breakage)) continue;
        const fault = faultOf(breakage, refusalOf(await send(route, row, { body: breakage.body })));
        if (fault !== '') faults.push(`${breakage.what} ${fault}`);
      }
    });
    expect(faults.join('\n')).toBe('');
  });
});

describe('a body that is none', () => {
  const deep = `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`;
  const cases: readonly [what: string, body: string | Uint8Array, status: number, code: string, pointer?: string][] = [
    ['broken JSON', '{"name":', 400, 'request.malformed_json'],
    ['two values', '{}{}', 400, 'request.malformed_json'],
    ['a number that JSON does not know', '{"a":NaN}', 400, 'request.malformed_json'],
    ['bytes that are no text', Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d), 400, 'request.not_utf8'],
    ['a list', '[]', 422, 'request.invalid', ''],
    ['a text', '"x"', 422, 'request.invalid', ''],
    ['null', 'null', 422, 'request.invalid', ''],
    ['a prototype', '{"__proto__":{"admin":true}}', 400, 'request.unknown_field', '/__proto__'],
    ['a prototype within', '{"a":[{"__proto__":{}}]}', 400, 'request.unknown_field', '/a/0/__proto__'],
    ['a constructor', '{"constructor":{"prototype":{}}}', 422, 'request.invalid', '/constructor'],
    ['40 levels', deep, 400, 'request.too_deep'],
  ];
  const huge = Buffer.alloc(5 * 1024 * 1024 + 1, 'x');
  it.each(withBody)('%s refuses broken, hostile and oversized bodies', async (key, route) => {
    const row = rowOf(key);
    await changingNothing(async () => {
      for (const [what, body, status, code, pointer] of cases) {
        const refusal = refusalOf(await send(route, row, { body }));
        expect([what, refusal.status, refusal.code]).toEqual([what, status, code]);
        if (pointer !== undefined) expect(refusal.errors.map((error) => error.pointer)).toContain(pointer);
      }
      const over = refusalOf(await send(route, row, { body: huge }));
      expect([over.status, over.code]).toEqual([413, 'request.too_large']);
      const type = { 'content-type': 'application/x-www-form-urlencoded' };
      const form = refusalOf(await send(route, row, { body: 'name=x', headers: type }));
      const takesForms = isKeyed(route) && route.formEncoded === true;
      const expected = takesForms ? [422, 'request.invalid'] : [415, 'request.not_json'];
      expect([form.status, form.code]).toEqual(expected);
    });
  });

  it.each(withBody.filter(([, { bodyOptional }]) => bodyOptional !== true))('%s needs one', async (key, route) => {
    const row = rowOf(key);
    await changingNothing(async () => {
      for (const sent of [{}, { body: '' }, { body: ' \n' }])
        expect(refusalOf(await send(route, row, sent))).toMatchObject({ status: 400, code: 'request.body_missing' });
    });
  });

  const takesNone = (route: Route) => route.body === undefined && !(isKeyed(route) && route.raw !== undefined);
  it.each(writing.filter(([, route]) => takesNone(route)))('%s takes none', async (key, route) => {
    const row = rowOf(key);
    await changingNothing(async () => {
      for (const body of ['{"reason":"x"}', '[]', 'x'])
        expect(refusalOf(await send(route, row, { body }))).toMatchObject({ status: 422, code: 'request.no_body' });
    });
  });
});

describe('a request that breaks a rule of the field', () => {
  it('is refused with code and pointer, and changes nothing', async () => {
    const wrong: string[] = [];
    for (const [answer, request, body, ifMatch] of fieldRules(furnished)) {
      const [method = '', path = ''] = request.split(' ');
      await changingNothing(async () => {
        const sent = { ...(body === undefined ? {} : { body }), ...(ifMatch === undefined ? {} : { ifMatch }) };
        const { status, code, errors } = refusalOf(await furnished.company.call(method, path, sent));
        const got = [status, code, ...errors.slice(0, 1).map(({ pointer }) => pointer)].join(' ');
        if (got !== answer) wrong.push(`${request}: ${got}, not ${answer}`);
      });
    }
    expect(wrong.join('\n')).toBe('');
  });
});

describe('a query that breaks a rule', () => {
  const VALUES: Readonly<Record<string, string>> = {
    ...{
      from: '2026-01-01',
      to: '2026-12-31',
      recordId: 'x',
      document: `ord_${'0'.repeat(26)}`,
      salesOrderId: `ord_${'0'.repeat(26)}`,
    },
  };
  const WRONG = ['x', '0', '-1', '1.5', '1e999', '201', '2026-02-30', 'today', '\u0000', 'ord_1', '', '1e2', '0x10'];
  /** A number is sent as text, and a text of any kind may be looked for. */
  const wrongFor = (schema: Schema) =>
    WRONG.filter((text) => !product.description.fits(schema, schema.type === 'integer' ? Number(text) : text));
  it.each(routes.filter(([, { method }]) => method === 'GET'))('%s is refused by the parameter', async (key, route) => {
    const { company, ids } = furnished;
    const address = addressOf(route.path, ids[READABLE[route.path] ?? ''] ?? '6200');
    const caller = route.access === 'public' ? product.anonymous : company;
    const parameters = product.description.document.paths[route.path]?.get?.parameters ?? [];
    const queries = parameters.filter((parameter) => parameter.in === 'query');
    const required = queries.filter((parameter) => parameter.required).map(({ name }) => `${name}=${VALUES[name]}`);
    const cases: [query: string, name: string][] = [
      ...['surprise', '__proto__', 'constructor'].map((name): [string, string] => [`${name}=1`, name]),
      ...queries.flatMap(({ name, schema }) =>
        [...wrongFor(schema), 'y'.repeat(5_000)].map((text): [string, string] => [
          `${name}=${encodeURIComponent(text)}`,
          name,
        ]),
      ),
      ...queries.map(({ name }): [string, string] => [`${name}=1&${name}=1`, name]),
    ];
    const bare = required.length === 0 ? [] : (await caller.call('GET', address)).body.errors;
    expect(bare.map(({ pointer }: Body) => pointer)).toEqual(required.map((text) => `/query/${text.split('=')[0]}`));
    const faults: string[] = [];
    const others = (query: string) => required.filter((text) => !query.startsWith(`${text.split('=')[0]}=`));
    for (const [query, name] of cases) {
      const { status, errors } = refusalOf(
        await caller.call('GET', `${address}?${[...others(query), query].join('&')}`),
      );
      if (status !== 422 || !errors.some(({ pointer }) => pointer === `/query/${name}`))
        faults.push(`${key} ?${query.slice(0, 40)}: ${status} ${errors.map(({ pointer }) => pointer)}`);
    }
    expect(faults.join('\n')).toBe('');
  });
});

describe('an address', () => {
  const withId = routes.filter(([, { path }]) => path.includes('{'));
  it.each(withId)('%s of nothing, or of no id, is 404 in the same words', async (key, route) => {
    const row: ValidRequest = route.method === 'GET' ? {} : rowOf(key);
    const real = row.id ?? furnished.ids[READABLE[route.path] ?? ''] ?? '6200';
    const [prefix = ''] = real.split('_');
    const unknownRecord = isKeyed(route) ? '0'.repeat(real.length) : unknownIdLike(prefix);
    const unknown = real === '6200' ? '99999999' : unknownRecord;
    const body = row.body === undefined ? {} : { body: row.body };
    const query = route.path.startsWith('/finance/ledger') ? '?from=2026-01-01&to=2026-12-31' : '';
    await changingNothing(async () => {
      const of = async (id: string) =>
        refusalOf(await callerOf(row).call(route.method, addressOf(route.path, id) + query, { ...body, ifMatch: 1 }));
      const refusal = await of(unknown);
      expect([refusal.status, refusal.code]).toEqual([404, expect.stringMatching(/\.not_found$/)]);
      const wrong = ['x', `${prefix}_x`, `X${real}`, `${real}0000`, `${real}%00`, '%2e%2e', `xyz_${'0'.repeat(26)}`];
      for (const id of wrong) expect([id, (await of(id)).status]).toEqual([id, 404]);
    });
  });

  const paths = [...new Set(routes.map(([, { path }]) => path))];
  it.each(paths)('%s allows its methods and names them to any other (405)', async (path) => {
    const allowed = routes.filter(([, route]) => route.path === path).map(([, { method }]) => method as string);
    const address = addressOf(path, furnished.ids[READABLE[path] ?? ''] ?? 'x');
    await changingNothing(async () => {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((name) => !allowed.includes(name))) {
        const answer = await furnished.company.call(method, address, method === 'GET' ? {} : { body: {} });
        expect([method, answer.status, answer.body.code]).toEqual([method, 405, 'route.method_not_allowed']);
        expect(String(answer.headers.allow).split(', ').sort()).toEqual([...new Set(allowed)].sort());
      }
    });
  });

  it.each(['', '/', '/nothing', '/crm', '/crm/nothing', '//crm/accounts', '/crm//accounts', '/CRM/accounts'])(
    '"/v1%s" is nothing (404)',
    async (path) => {
      for (const caller of [furnished.company, product.anonymous])
        expect((await caller.call('GET', path)).body).toMatchObject({ status: 404, code: 'route.not_found' });
    },
  );
});

describe('the requests that all this was made of', () => {
  it('have a row for every route that writes, and an id for every one that reads a record', () => {
    expect(writing.filter(([key]) => requests[key] === undefined).map(([key]) => key)).toEqual([]);
    const reading = routes.filter(([, { method, path }]) => method === 'GET' && path.includes('{'));
    expect(reading.filter(([, { path }]) => READABLE[path] === undefined).map(([key]) => key)).toEqual([]);
  });
  it('are taken as they stand, each of them', async () => {
    const refused: string[] = [];
    for (const [key, route] of writing) {
      const row = rowOf(key);
      const answer = await send(route, row, row.body === undefined ? {} : { body: row.body });
      const expected = row.refusedWith ?? route.status ?? 200;
      if (answer.status !== expected) refused.push(`${key}: ${answer.status} ${answer.text}`);
    }
    expect(refused.join('\n')).toBe('');
    await product.settled();
    expect(product.cloud.deadLetters.list()).toEqual([]);
    expect(checkBooks(product.items())).toEqual([]);
  });
  it('are refused the second time where they can be had once only (409), and change nothing', async () => {
    /** What was done in part, or is no change of a state, and so can be done again. */
    const again = /receive|bill|pay|credit|allocate|rotate|test|replay|resend$/;
    const verbs = writing.filter(
      ([, { method, path }]) => method === 'POST' && /\}\/\w+$/.test(path) && !again.test(path),
    );
    expect(verbs.length).toBeGreaterThan(15);
    await changingNothing(async () => {
      for (const [key, route] of verbs) {
        const row = rowOf(key);
        const answer = await send(route, row, row.body === undefined ? {} : { body: row.body });
        expect([key, answer.status, answer.body.code]).toEqual([key, 409, expect.stringMatching(/^\w+\.\w+\.\w+$/)]);
      }
    });
  });
});
