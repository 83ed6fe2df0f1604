/**
 * Y2: one company's token on every route, with every id of another company: in the path, in the body, in a filter, as a
 * cursor, as an idempotency key. What it gets is what it gets for ids that never were, and nothing of the other moves.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modules } from '../../domain/modules.ts';
import type { Route } from '../../shared/module.ts';
import type { Body } from '../harness/world.ts';
import { unknownIdLike } from './breakages.ts';
import { type Furnished, furnish } from './furnish.ts';
import { type Answer, openProduct, type Product } from './local-product.ts';
import { addressOf, keyOf, READABLE, type RouteKey, type ValidRequest, validRequests } from './valid-requests.ts';

const routes = modules
  .flatMap((module) => module.routes)
  .filter(({ access }) => access === 'tenant')
  .map((route): [RouteKey, Route] => [keyOf(route), route]);

const CANARY = 'Kanarienvogel';
let product: Product;
let ours: Furnished;
let theirs: Furnished;
let requests: Readonly<Record<RouteKey, ValidRequest>>;
let theirDigest: string;
beforeAll(async () => {
  product = await openProduct();
  theirs = await furnish(product, await product.company(CANARY), CANARY);
  const secrets = [CANARY, CANARY.toLowerCase(), theirs.ids.tenant ?? ''];
  ours = await furnish(product, await product.company('Alpha', { secrets }), 'Alpha');
  requests = validRequests(ours);
  await product.settled();
  theirDigest = product.digest(theirs.ids.tenant);
});
afterAll(async () => {
  await product.settled();
  const digest = product.digest(theirs.ids.tenant);
  await product.stop();
  expect(product.faults.join('\n')).toBe('');
  expect(digest, 'the other company’s records changed').toBe(theirDigest);
});

const send = (method: string, address: string, { body, ifMatch }: ValidRequest, headers = {}): Promise<Answer> =>
  ours.company.call(method, address, {
    ...(body === undefined ? {} : { body }),
    ...(ifMatch === undefined ? {} : { ifMatch }),
    headers,
  });

/** An answer without what must differ: the request’s own id, and the id that was asked for. */
const wordsOf = ({ status, body }: Answer, asked: string): Body =>
  JSON.parse(JSON.stringify({ status, ...body, instance: '' }).replaceAll(asked, 'the id'));
const isEmpty = ({ status, body }: Answer): boolean => status === 200 && body.data?.length === 0;

/** Ids that the two companies share, since the person or the code is the same for all. */
const isOwn = (id: string): boolean => !/^[a-z]{2,5}_[0-9a-hjkmnp-tv-z]{26}$/.test(id);

describe('the watch over all answers', () => {
  it('sees a text of the other company where there is one', async () => {
    await product.caller(theirs.company.token, [CANARY]).get('/tenant');
    expect(product.faults.splice(0)).toEqual([expect.stringContaining(`tells "${CANARY}"`)]);
  });
});

describe('another company’s id in the path', () => {
  const withId = routes.filter(([, { path }]) => path.includes('{') && !path.includes('{accountCode}'));
  it.each(withId)('%s answers as for an id that never was (404)', async (key, route) => {
    const own = route.method === 'GET' ? READABLE[route.path] : undefined;
    const row = requests[key] ?? {};
    const name = own ?? Object.entries(ours.ids).find(([, id]) => id === row.id)?.[0];
    const foreign = theirs.ids[name ?? ''];
    if (foreign === undefined || isOwn(foreign)) throw new Error(`${key} has no row for ids of another company`);
    const unknown = unknownIdLike(foreign.split('_')[0] ?? '');
    for (const ifMatch of [undefined, 1, 2, 3]) {
      const request = {
        ...row,
        ...(row.ifMatch === undefined && ifMatch === undefined ? {} : { ifMatch: ifMatch ?? 1 }),
      };
      const answer = await send(route.method, addressOf(route.path, foreign), request);
      const never = await send(route.method, addressOf(route.path, unknown), request);
      expect(answer.status).toBe(404);
      expect(wordsOf(answer, foreign)).toEqual(wordsOf(never, unknown));
    }
  });
});

describe('another company’s id in the body', () => {
  type Place = { readonly name: string; readonly id: string; readonly put: (value: string) => unknown };

  /** Every place of a body where an id or a code of ours stands that could be another company’s. */
  function placesOf(value: unknown, put: (changed: unknown) => unknown, name = ''): Place[] {
    if (typeof value === 'string') return /^[a-z]{2,5}_[0-9a-z]{26}$/.test(value) ? [{ name, id: value, put }] : [];
    if (Array.isArray(value))
      return value.flatMap((item, index) => placesOf(item, (changed) => put(value.with(index, changed)), name));
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([field, inner]) =>
      placesOf(inner, (changed) => put({ ...value, [field]: changed }), `${name}/${field}`),
    );
  }
  /** Bodies in which a route takes an id in another field than in its row of valid-requests.ts. */
  const others = (): [RouteKey, ValidRequest][] => {
    const { ids } = ours;
    const lines = [{ sku: 'BELL', quantity: '1' }];
    const amount = { amount: '1.00', currency: 'EUR' };
    return [
      ['POST /logistics/returns', { body: { salesOrderId: ids.done, lines } }],
      ['POST /finance/payments', { body: { salesOrderId: ids.drafted, amount } }],
      ['POST /finance/payments', { body: { accountId: ids.account, amount } }],
      ['POST /finance/refunds', { body: { accountId: ids.account, amount } }],
      ['POST /procurement/orders', { body: { requisitionIds: [ids.requisition] } }],
      ['POST /procurement/orders', { body: { requisitionIds: [ids.requisition], vendorId: ids.vendor } }],
      ['POST /procurement/requisitions/order', { body: { vendorId: ids.vendor } }],
      ['POST /imports', { body: { kind: 'accounts', uploadId: ids.upload } }],
      [
        'POST /production/orders/{productionOrderId}/complete',
        {
          id: ids.toComplete ?? '',
          body: { quantity: '1', operations: [{ workCentreId: ids.workCentre, minutes: '1' }] },
        },
      ],
    ];
  };

  it('is refused as one that never was, in every field that takes an id, and writes nothing', async () => {
    const wrong: string[] = [];
    const seen: string[] = [];
    await product.settled();
    const before = product.digest();
    const writing = routes.filter(([, { method, body }]) => method !== 'GET' && body !== undefined);
    for (const [key, row] of [...writing.map(([key]) => [key, requests[key] ?? {}] as const), ...others()]) {
      const route = routes.find(([known]) => known === key)?.[1];
      for (const { name, id, put } of placesOf(row.body, (body) => body)) {
        const part = Object.entries(ours.ids).find(([, own]) => own === id)?.[0] ?? '';
        const foreign = theirs.ids[part];
        if (route === undefined || foreign === undefined) throw new Error(`${key} ${name}: whose id is ${id}?`);
        if (name === '/ownerId') continue;
        seen.push(`${key} ${name}`);
        const unknown = unknownIdLike(id.split('_')[0] ?? '');
        const ask = (value: string) =>
          send(route.method, addressOf(route.path, row.id), {
            ...row,
            body: put(value) as NonNullable<ValidRequest['body']>,
          });
        const [answer, never] = [await ask(foreign), await ask(unknown)];
        const same = JSON.stringify(wordsOf(answer, foreign)) === JSON.stringify(wordsOf(never, unknown));
        if (!([404, 422].includes(answer.status) || isEmpty(answer)) || !same)
          wrong.push(`${key} ${name}: ${answer.status} ${answer.body.code}, never: ${never.status} ${never.body.code}`);
      }
    }
    expect(wrong.join('\n')).toBe('');
    expect(seen.length).toBeGreaterThan(20);
    expect(product.digest()).toBe(before);
  });

  it('has been tried in every field that the description says takes an id', () => {
    const tried = new Set(
      [...Object.entries(requests), ...others()].flatMap(([key, row]) =>
        placesOf(row.body, (body) => body).map(({ name }) => `${key} ${name}`),
      ),
    );
    const fields = routes.flatMap(([key, { method, path }]) => {
      const schema = JSON.stringify(product.description.bodySchema(method, path) ?? {});
      const named = [...schema.matchAll(/"(\w+Ids?)":\{[^{}]*(?:\{[^{}]*)?\^[a-z]{3}_\[/g)].map(([, name]) => name);
      return named.map((name) => [key, name ?? ''] as const);
    });
    expect(fields.length).toBeGreaterThan(15);
    const untried = fields.filter(
      ([key, name]) => ![...tried].some((place) => place.startsWith(`${key} /`) && place.endsWith(`/${name}`)),
    );
    expect(untried.map(([key, name]) => `${key} ${name}`)).toEqual([]);
  });

  it('an owner who is no member of the company shows nothing of who it is', async () => {
    const account = await ours.company.post('/crm/accounts', { name: 'Owned elsewhere', ownerId: theirs.ids.member });
    expect(account.ownerId).toBe(theirs.ids.member);
    expect((await ours.company.call('GET', `/users/${theirs.ids.member}`)).status).toBe(404);
  });
});

describe('another company’s records in a list', () => {
  const lists = routes.filter(([, { method, query }]) => method === 'GET' && query !== undefined);
  const theirOf: Readonly<Record<string, string>> = {
    ...{
      accountId: 'account',
      opportunityId: 'toWin',
      salesOrderId: 'done',
      invoiceId: 'doneInvoice',
      vendorId: 'vendor',
    },
    ...{ purchaseOrderId: 'toPay', ownerId: 'user', source: 'doneInvoice', document: 'done', recordId: 'account' },
  };
  it.each(lists)('%s has none by a filter, whatever the id', async (_key, route) => {
    const { parameters = [] } = product.description.document.paths[route.path]?.get ?? {};
    const named = parameters.filter(({ in: place, name }) => place === 'query' && /Id$|^(source|document)$/.test(name));
    for (const { name, schema } of named) {
      if (name === 'externalId') continue;
      const part = theirOf[name];
      const id = theirs.ids[part ?? ''];
      if (id === undefined) throw new Error(`The filter ${name} has no id of another company in this test`);
      const ask = (value: string) => ours.company.call('GET', `${addressOf(route.path, 'none')}?${name}=${value}`);
      const unknown = unknownIdLike(id.split('_')[0] ?? '');
      const [answer, never] = [await ask(id), await ask(unknown)];
      expect(wordsOf(answer, id)).toEqual(wordsOf(never, unknown));
      if (answer.status === 200) expect(answer.body.data).toEqual([]);
      else expect(answer.status).toBe(404);
      expect(product.description.fits(schema, id)).toBe(true);
    }
  });

  it.each(lists.filter(([, { path }]) => !path.includes('{')))(
    '%s shows ours alone, page by page',
    async (_key, route) => {
      const { parameters = [] } = product.description.document.paths[route.path]?.get ?? {};
      const isList = parameters.some(({ name }) => name === 'cursor');
      const needed = parameters.find(({ in: place, required }) => place === 'query' && required)?.name;
      const filter = needed === undefined ? '' : `${needed}=${ours.ids[theirOf[needed] ?? '']}&`;
      const own = await ours.company.call('GET', `${route.path}?${filter}${isList ? 'limit=1' : ''}`);
      expect(own.status).toBe(200);
      if (!isList) return;
      const theirFilter = needed === undefined ? '' : `${needed}=${theirs.ids[theirOf[needed] ?? '']}&`;
      const { nextCursor } = await theirs.company.get(`${route.path}?${theirFilter}limit=1`);
      const cursors = [nextCursor, own.body.nextCursor].filter((cursor) => cursor !== null);
      for (const cursor of cursors.slice(0, 1)) {
        const answer = await ours.company.call(
          'GET',
          `${route.path}?${filter}limit=1&cursor=${encodeURIComponent(cursor)}`,
        );
        const expected = cursor === nextCursor ? [422, 'list.bad_cursor'] : [200, undefined];
        expect([answer.status, answer.body.code]).toEqual(expected);
      }
    },
  );
});

describe('another company’s name of something', () => {
  it('an SKU, a location, a unit and an external id of theirs are unknown here', async () => {
    await theirs.company.post('/catalog/products', {
      sku: 'ONLY-THEIRS',
      name: CANARY,
      kind: 'service',
      externalId: 'theirs',
    });
    theirDigest = product.digest(theirs.ids.tenant);
    const { call, post } = ours.company;
    const lines = [{ sku: 'ONLY-THEIRS', quantity: '1' }];
    const body = { accountId: ours.ids.account, name: 'x', lines };
    expect((await call('POST', '/crm/opportunities', { body })).body.errors).toEqual([
      { pointer: '/lines/0/sku', code: 'unknown_sku', message: expect.any(String) },
    ]);
    for (const filter of ['sku=ONLY-THEIRS', 'externalId=theirs', `q=${CANARY}`])
      expect((await ours.company.get(`/catalog/products?${filter}`)).data).toEqual([]);
    for (const path of ['crm/accounts', 'crm/contacts', 'crm/opportunities', 'procurement/vendors'])
      expect((await ours.company.get(`/${path}?q=${CANARY}`)).data).toEqual([]);
    // The names are free for us: what is unique is unique in a company.
    await post('/catalog/products', { sku: 'ONLY-THEIRS', name: 'Ours', kind: 'service', externalId: 'theirs' });
  });
});

describe('another company’s request', () => {
  it('shares no idempotency key: the same key and request has its own effect here', async () => {
    const [request, key] = [{ name: 'Twin' }, 'one-key-for-both'];
    const first = await theirs.company.call('POST', '/crm/tasks', {
      ...{ key, body: { accountId: theirs.ids.account, subject: 'Twin', dueOn: '2027-01-01' } },
    });
    const made = await theirs.company.call('POST', '/crm/accounts', { key, body: request });
    await product.settled();
    theirDigest = product.digest(theirs.ids.tenant);
    const answer = await ours.company.call('POST', '/crm/accounts', { key, body: request });
    expect([first.status, made.status, answer.status]).toEqual([201, 201, 201]);
    expect(answer.headers['idempotency-replayed']).toBeUndefined();
    expect(answer.body.id).not.toBe(made.body.id);
  });

  it('shares no correlation: their loop’s id, sent as ours, tells only what we did', async () => {
    const correlation = theirs.ids.doneLoop ?? '';
    const headers = { 'x-correlation-id': correlation };
    await send('POST', '/crm/accounts', { body: { name: 'Under their flag' } }, headers);
    await product.settled();
    const { status, body } = await ours.company.call('GET', `/loops/${correlation}`);
    if (status === 200) expect(JSON.stringify(body)).not.toContain(theirs.ids.done);
    else expect(status).toBe(404);
  });

  it('opens nothing: a token of ours is for one company, and theirs cannot be asked for', async () => {
    const ask = (tenantId: string | undefined) =>
      product.anonymous.call('POST', '/auth/token', { body: { refreshToken: ours.company.refreshToken, tenantId } });
    const [answer, never] = [await ask(theirs.ids.tenant), await ask(unknownIdLike('ten'))];
    expect([answer.status, answer.body.code]).toEqual([403, 'auth.not_a_member']);
    expect(answer.body.detail).toBe(never.body.detail);
  });

  it('keeps its audit trail and its import to itself', async () => {
    for (const part of ['account', 'done', 'doneInvoice', 'user', 'tenant', 'apiKey']) {
      const id = theirs.ids[part] ?? '';
      expect([part, (await ours.company.call('GET', `/audit?recordId=${id}`)).status]).toEqual([part, 404]);
    }
    const { ids } = theirs;
    for (const id of [`${ids.tenant}#account#${ids.account}`, `t#${ids.tenant}`, '..', '%2523'])
      expect((await ours.company.call('GET', `/audit?recordId=${encodeURIComponent(id)}`)).status).toBe(404);
  });
});
