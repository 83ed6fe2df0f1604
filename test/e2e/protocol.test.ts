/** CHECKLIST 2: idempotency keys, ETags and preconditions, cursors, methods, and the API's description, over HTTP. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TandemProblem, tandemClient } from '../../client/client.ts';
import { modules } from '../../domain/modules.ts';
import type { Route } from '../../shared/module.ts';
import type { Schema } from '../harness/api-description.ts';
import type { Body } from '../harness/world.ts';
import { type Furnished, furnish } from './furnish.ts';
import { type Answer, openProduct, type Product, type Sent } from './local-product.ts';
import { addressOf, keyOf, READABLE, type RouteKey, type ValidRequest, validRequests } from './valid-requests.ts';

const routes = modules
  .flatMap((module) => module.routes)
  .filter(({ access }) => access === 'tenant')
  .map((route): [RouteKey, Route] => [keyOf(route), route]);
/** Of a batch each operation has a key of its own, and so an answer of its own that is kept (`test/integration/api`). */
const posts = routes.filter(([, route]) => route.method === 'POST' && !('dispatches' in route));
const gets = routes.filter(([, { method }]) => method === 'GET');

let product: Product;
/** One to whom things are done once, one to whom they are done twice at the same time. */
let once: Furnished;
let twice: Furnished;
beforeAll(async () => {
  product = await openProduct();
  once = await furnish(product, await product.company('Once'), 'Once');
  twice = await furnish(product, await product.company('Twice'), 'Twice');
});
afterAll(async () => {
  const dead = product.cloud.deadLetters.list();
  await product.stop();
  expect(product.faults.join('\n')).toBe('');
  expect(dead).toEqual([]);
});

const send = (
  { company }: Furnished,
  route: Route,
  { id, body, ifMatch }: ValidRequest,
  sent: Sent = {},
): Promise<Answer> =>
  company.call(route.method, addressOf(route.path, id), {
    ...(body === undefined ? {} : { body }),
    ...(ifMatch === undefined ? {} : { ifMatch }),
    ...sent,
  });
const codeOf = ({ status, body }: Answer) => `${status} ${body?.code ?? ''}`;

async function changingNothing(calls: () => Promise<void>): Promise<void> {
  await product.settled();
  const before = product.digest();
  await calls();
  await product.settled();
  expect(product.digest(), 'something was written').toBe(before);
}

describe('a precondition', () => {
  const guarded = routes.filter(([, { ifMatch }]) => ifMatch === 'required');
  it.each(guarded)('%s needs If-Match (428), and refuses a stale or broken one (412)', async (key, route) => {
    const { ifMatch = 0, ...row } = validRequests(once)[key] ?? {};
    await changingNothing(async () => {
      expect(codeOf(await send(once, route, row))).toBe('428 request.if_match_required');
      for (const stale of [`"${ifMatch + 7}"`, `"${ifMatch}x"`, `W/"${ifMatch}"`, String(ifMatch), '"1", "2"', ''])
        expect([stale, codeOf(await send(once, route, row, { headers: { 'if-match': stale } }))]).toEqual([
          stale,
          '412 request.stale',
        ]);
    });
  });

  const verbs = posts.filter(([, { path }]) => path.includes('{'));
  it.each(verbs)('%s refuses a stale If-Match where one is sent (412)', async (key, route) => {
    const row = validRequests(once)[key] ?? {};
    await changingNothing(async () => {
      expect(codeOf(await send(once, route, { ...row, ifMatch: 99 }))).toBe('412 request.stale');
    });
  });

  it('is met by the ETag of the last answer, and by *', async () => {
    const path = `/crm/accounts/${once.ids.limited}`;
    const read = await once.company.call('GET', path);
    expect(read.headers.etag).toBe(`"${read.body.version}"`);
    const change = (phone: string, etag: unknown) =>
      once.company.call('PATCH', path, { body: { phone }, headers: { 'if-match': String(etag) } });
    const changed = await change('+49 30 1', read.headers.etag);
    expect([changed.status, changed.headers.etag]).toEqual([200, `"${read.body.version + 1}"`]);
    expect(codeOf(await change('+49 30 2', read.headers.etag))).toBe('412 request.stale');
    expect((await change('+49 30 3', changed.headers.etag)).status).toBe(200);
    expect((await change('+49 30 4', '*')).status).toBe(200);
  });

  it('lets one of ten who change the same version through, and no more', async () => {
    const path = `/crm/contacts/${once.ids.contact}`;
    const { version } = await once.company.get(path);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        once.company.call('PATCH', path, { body: { role: `Buyer ${index}` }, ifMatch: version }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200).length).toBe(1);
    expect(answers.filter(({ status }) => status === 412).length).toBe(9);
    expect((await once.company.get(path)).version).toBe(version + 1);
  });

  const records = gets.filter(([, { path, query }]) => path.includes('{') && query === undefined);
  it.each(records)('%s gives the version as ETag', async (_key, route) => {
    const { headers, body } = await once.company.call(
      'GET',
      addressOf(route.path, once.ids[READABLE[route.path] ?? '']),
    );
    expect(headers.etag).toBe(typeof body.version === 'number' ? `"${body.version}"` : undefined);
    expect(headers['cache-control']).toBe('no-store');
  });
});

describe('an Idempotency-Key', () => {
  /** Answers with a secret are not kept, and so are not given again. */
  const isSecret = (route: Route) => route.secret === true;

  it.each(posts)(
    '%s: the same request gives the same answer, flagged; another one is refused (422)',
    async (key, route) => {
      const { refusedWith, ...row } = validRequests(once)[key] ?? {};
      const sent = { key: `once ${key}`.replaceAll(' ', '-') };
      const first = await send(once, route, row, sent);
      expect(first.status, first.text).toBe(refusedWith ?? route.status ?? 200);
      if (refusedWith !== undefined) return;
      expect(first.headers['idempotency-replayed']).toBeUndefined();
      await changingNothing(async () => {
        const again = await send(once, route, row, sent);
        expect(again.headers['idempotency-replayed']).toBe('true');
        if (isSecret(route)) expect(codeOf(again)).toBe('409 idempotency.answer_not_kept');
        else expect([again.status, again.text]).toEqual([first.status, first.text]);
        expect(again.headers.etag).toBe(first.headers.etag);
        const quoted = await send(once, route, row, { key: `"${sent.key}"` });
        expect(quoted.headers['idempotency-replayed']).toBe('true');
        if (row.body === undefined) return;
        const other = { ...row, body: route.bodyOptional === true ? {} : { ...row.body, [field(row.body)]: null } };
        expect([422, 409]).toContain((await send(once, route, other, sent)).status);
      });
    },
  );
  const field = (body: object) => Object.keys(body)[0] ?? '';

  it('with another body that is right in itself is refused (422), and has no effect', async () => {
    const key = 'one-account';
    await once.company.post('/crm/accounts', { name: 'First' }, { key });
    await changingNothing(async () => {
      const other = await once.company.call('POST', '/crm/accounts', { key, body: { name: 'Second' } });
      expect(codeOf(other)).toBe('422 idempotency.key_reused');
    });
  });

  it.each(posts)('%s: of two at once one has its effect, and both get its answer', async (key, route) => {
    const { refusedWith, ...row } = validRequests(twice)[key] ?? {};
    if (refusedWith !== undefined) return;
    const sent = { key: `twice ${key}`.replaceAll(' ', '-') };
    const [one, two] = await Promise.all([send(twice, route, row, sent), send(twice, route, row, sent)]);
    const replays = [one, two].filter(({ headers }) => headers['idempotency-replayed'] === 'true');
    expect(replays.length, `${codeOf(one)} and ${codeOf(two)}`).toBe(1);
    const secretOnce = [`${route.status ?? 200} `, '409 idempotency.answer_not_kept'];
    if (isSecret(route)) expect([codeOf(one), codeOf(two)].sort()).toEqual(secretOnce);
    else expect([two.status, two.text]).toEqual([one.status, one.text]);
  });

  it('holds against twenty at once: one invoice paid once (F6)', async () => {
    const { company, ids } = once;
    const paid = (await company.get(`/finance/invoices/${ids.aheadInvoice}`)).paid;
    const body = { invoiceId: ids.aheadInvoice, amount: { amount: '1.00', currency: 'EUR' } };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => company.call('POST', '/finance/payments', { key: 'twenty', body })),
    );
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === 'true').length).toBe(19);
    const after = (await company.get(`/finance/invoices/${ids.aheadInvoice}`)).paid;
    expect(Number(after.amount) - Number(paid.amount)).toBeCloseTo(1);
  });

  it('holds for an effect that can be had once only: of many at once, each gets the answer of the one', async () => {
    const { company, ids } = twice;
    for (let round = 0; round < 5; round += 1) {
      const { id } = await company.post('/crm/opportunities', { accountId: ids.account, name: `Round ${round}` });
      const lose = () =>
        company.call('POST', `/crm/opportunities/${id}/lose`, { key: `lose-${id}`, body: { reason: 'Too late' } });
      const answers = await Promise.all(Array.from({ length: 20 }, lose));
      expect(answers.map(codeOf)).toEqual(answers.map(() => '200 '));
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    }
  });

  it('is of one caller and one address: another’s, or another path’s, is another key', async () => {
    const { company, ids } = once;
    const key = 'shared';
    const { key: apiKey } = await company.post('/api-keys', { name: 'second', scopes: ['crm.*'] });
    const task = { accountId: ids.account, subject: 'Call', dueOn: '2027-01-01' };
    const first = await company.post('/crm/tasks', task, { key });
    const second = await product.caller(apiKey).post('/crm/tasks', task, { key });
    expect(second.id).not.toBe(first.id);
    expect((await company.call('POST', '/crm/accounts', { key, body: { name: 'Other path' } })).status).toBe(201);
  });

  it('is not used up by a request that was refused', async () => {
    const key = 'second-try';
    expect((await once.company.call('POST', '/crm/accounts', { key, body: { name: 7 } })).status).toBe(422);
    expect((await once.company.call('POST', '/crm/accounts', { key, body: { name: 'Seven' } })).status).toBe(201);
  });

  it.each(['', ' ', 'two words', 'x'.repeat(256), 'ünïcode', '""'])('"%s" is none (400)', async (key) => {
    await changingNothing(async () => {
      const answer = await once.company.call('POST', '/crm/accounts', {
        body: { name: 'x' },
        headers: { 'idempotency-key': key },
      });
      expect(codeOf(answer)).toBe('400 idempotency.bad_key');
    });
  });

  it('makes a sign-up happen once', async () => {
    const body = {
      company: 'Twin',
      email: 'twin@twin.example',
      password: 'a long and secret phrase',
      country: 'DE',
      currency: 'EUR',
    };
    const call = () => product.anonymous.call('POST', '/signup', { body, key: 'sign-up-1' });
    const answers = await Promise.all([call(), call()]);
    answers.push(await call());
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(({ body: { tenant } }) => tenant.id)).size).toBe(1);
  });
});

describe('a list', () => {
  beforeAll(() => product.settled());
  const lists = gets.filter(([, { path }]) => {
    const { parameters = [] } = product?.description.document.paths[path]?.get ?? {};
    return product === undefined || parameters.some(({ name }) => name === 'cursor');
  });
  const needed: Readonly<Record<string, string>> = { '/inventory/reservations': 'salesOrderId' };
  const startOf = (path: string) =>
    addressOf(path, once.ids[READABLE[path] ?? '']) +
    (needed[path] === undefined ? '?' : `?salesOrderId=${once.ids.drafted}&`);
  const isList = (path: string) =>
    (product.description.document.paths[path]?.get?.parameters ?? []).some(({ name }) => name === 'cursor');
  const takes = (path: string, wanted: string) =>
    (product.description.document.paths[path]?.get?.parameters ?? []).some(({ name }) => name === wanted);

  /** By what a row is known; the whole of it may hold how long it has stood there. */
  const nameOf = ({ id, code, sku, line }: Body) => id ?? code ?? sku ?? line;
  async function pages(start: string, between?: (page: number) => Promise<void>): Promise<Body[][]> {
    const found: Body[][] = [];
    for (let cursor: string | null = ''; cursor !== null && found.length < 200; ) {
      const from: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page: Body = await once.company.get(start + from);
      found.push(page.data);
      await between?.(found.length);
      cursor = page.nextCursor;
    }
    return found;
  }

  it.each(lists)('%s pages without loss or double, and never over the limit', async (_key, route) => {
    if (!isList(route.path) || !takes(route.path, 'limit')) return;
    const start = startOf(route.path);
    const all = (await pages(`${start}limit=200`)).flat().map(nameOf);
    for (const limit of [2, 7]) {
      const found = await pages(`${start}limit=${limit}`);
      expect(found.flat().map(nameOf)).toEqual(all);
      expect(Math.max(...found.map(({ length }) => length))).toBeLessThanOrEqual(limit);
    }
  });

  it.each(lists)('%s shows what changed since an instant', async (_key, route) => {
    if (!takes(route.path, 'updatedSince')) return;
    const start = startOf(route.path);
    const all = (await pages(`${start}limit=200`)).flat().filter(({ updatedAt }) => updatedAt !== undefined);
    const instants = all.map(({ updatedAt }) => updatedAt).sort();
    const middle = instants[Math.floor(instants.length / 2)] ?? '2026-01-01T00:00:00.000Z';
    const since = (await pages(`${start}limit=50&updatedSince=${middle}`)).flat();
    const expected = all.filter(({ updatedAt }) => updatedAt >= middle);
    expect(since.map(nameOf).sort()).toEqual(expected.map(nameOf).sort());
    expect((await pages(`${start}updatedSince=2999-01-01T00:00:00Z`)).flat()).toEqual([]);
  });

  it('of records that are being added shows each that was there, once', async () => {
    const before: string[] = (await once.company.all('/crm/accounts')).map(({ id }) => id);
    const found = await pages('/crm/accounts?limit=2', async (page) => {
      if (page < 5) await once.company.post('/crm/accounts', { name: `Added ${page}` });
    });
    const seen: string[] = found.flat().map(({ id }) => id);
    expect(new Set(seen).size).toBe(seen.length);
    expect(before.filter((id) => !seen.includes(id))).toEqual([]);
  });

  it('takes its own cursor only: changed, cut, of another list or filter, or none at all, it is refused (422)', async () => {
    const { nextCursor } = await once.company.get('/crm/accounts?limit=1');
    const [payload = '', signature = ''] = nextCursor.split('.');
    const other = (text: string) => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
    const position = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const moved = Buffer.from(JSON.stringify({ ...position, gsi1sk: 'acc_0' })).toString('base64url');
    const wrong: [path: string, cursor: string][] = [
      ...[
        `${other(payload)}.${signature}`,
        `${payload}.${other(signature)}`,
        `${moved}.${signature}`,
        payload,
        `${payload}.`,
      ]
        .concat(
          `.${signature}`,
          'x',
          'e30.x',
          nextCursor.slice(0, -1),
          `${nextCursor}A`,
          `${payload}.${'é'.repeat(22)}`,
        )
        .map((cursor): [string, string] => ['/crm/accounts?', cursor]),
      ...[
        '/crm/contacts?',
        '/crm/opportunities?',
        '/sales/orders?',
        '/crm/accounts?q=o&',
        `/crm/accounts?ownerId=${once.ids.user}&`,
      ]
        .concat('/crm/accounts?updatedSince=2026-01-01T00:00:00Z&')
        .map((path): [string, string] => [path, nextCursor]),
    ];
    for (const [path, cursor] of wrong) {
      const answer = await once.company.call('GET', `${path}cursor=${encodeURIComponent(cursor)}`);
      expect([path, cursor, codeOf(answer)]).toEqual([path, cursor, '422 list.bad_cursor']);
      expect(answer.body.errors[0].pointer).toBe('/query/cursor');
    }
    expect((await once.company.call('GET', '/crm/accounts?cursor=')).status).toBe(422);
    const elsewhere = await twice.company.call('GET', `/crm/accounts?cursor=${encodeURIComponent(nextCursor)}`);
    expect(codeOf(elsewhere)).toBe('422 list.bad_cursor');
  });
});

describe('a method', () => {
  it('HEAD answers as GET does, without a body', async () => {
    for (const path of ['/crm/accounts', `/crm/accounts/${once.ids.account}`, '/health', '/me']) {
      const [head, get] = [await once.company.call('HEAD', path), await once.company.call('GET', path)];
      expect([path, head.status, head.text]).toEqual([path, 200, '']);
      expect([head.headers.etag, head.headers['content-type']]).toEqual([
        get.headers.etag,
        get.headers['content-type'],
      ]);
    }
    expect((await once.company.call('HEAD', '/crm/accounts/none')).status).toBe(404);
    expect((await product.anonymous.call('HEAD', '/crm/accounts')).status).toBe(401);
    expect((await once.company.call('HEAD', '/signup')).status).toBe(405);
  });

  it('OPTIONS and TRACE are refused with what is allowed (405)', async () => {
    const answer = await once.company.call('OPTIONS', `/crm/accounts/${once.ids.account}`);
    expect([answer.status, String(answer.headers.allow).split(', ').sort()]).toEqual([405, ['GET', 'PATCH']]);
    const trace = await once.company.call('TRACE', '/crm/accounts');
    expect([trace.status, String(trace.headers.allow).split(', ').sort()]).toEqual([405, ['GET', 'POST']]);
  });

  it.each([
    ['an encoded slash is one between segments, so that there is nothing', '/crm/accounts%2Fnone%2Fcontacts', 404],
    ['an encoded slash in a code', '/finance/ledger/62%2F00?from=2026-01-01&to=2026-02-01', 404],
    ['an encoded slash that is encoded again', '/finance/ledger/62%252F00?from=2026-01-01&to=2026-02-01', 404],
    ['an encoded letter', '/crm/%61ccounts', 200],
    ['a percent sign', '/crm/accounts/100%25', 404],
    ['a percent sign that begins nothing', '/crm/accounts/%', 400],
    ['bytes that are no text', '/crm/accounts/%E0%A4%A', 400],
    ['a way up', '/crm/../users', 404],
  ])('in an address %s', async (_what, path, status) => {
    expect((await once.company.call('GET', path)).status).toBe(status);
  });
});

describe('the description, GET /openapi.json,', () => {
  it('is OpenAPI 3.1: operations with ids, described parameters and answers, and references that lead somewhere', async () => {
    const { status, headers, body } = await product.anonymous.call('GET', '/openapi.json');
    expect([status, headers['content-type']]).toEqual([200, 'application/json']);
    expect(body).toMatchObject({
      openapi: expect.stringMatching(/^3\.1\.\d$/),
      info: { title: 'Tandem', version: expect.any(String) },
    });
    expect(body.servers).toEqual([{ url: '/v1' }]);
    const faults: string[] = [];
    const ids = new Set<string>();
    for (const [path, operations] of Object.entries<Record<string, Body>>(body.paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        const say = (text: string) => faults.push(`${method} ${path} ${text}`);
        if (ids.has(operation.operationId)) say('shares its id');
        ids.add(operation.operationId);
        const inPath = operation.parameters
          .filter((parameter: Body) => parameter.in === 'path')
          .map(({ name }: Body) => `{${name}}`);
        if (String(inPath) !== String(path.match(/\{\w+\}/g) ?? [])) say('names other parameters than its path');
        if (operation.parameters.some((parameter: Body) => parameter.schema === undefined))
          say('has a parameter without a schema');
        const answers = Object.values<Body>(operation.responses);
        if (answers.some(({ description, $ref }) => description === undefined && $ref === undefined))
          say('has an answer without words');
        if (!Object.keys(operation.responses).some((code) => code.startsWith('2'))) say('has no success');
        for (const scheme of operation.security.flatMap(Object.keys))
          if (body.components.securitySchemes[scheme] === undefined) say(`has an unknown scheme ${scheme}`);
      }
    }
    const text = JSON.stringify(body);
    for (const [, reference = ''] of text.matchAll(/"\$ref":"([^"]+)"/g)) product.description.resolve(reference);
    expect(text).not.toMatch(/"nullable"|"\$defs"|"definitions"/);
    expect(faults.join('\n')).toBe('');
    expect(ids.size).toBe(modules.flatMap((module) => module.routes).length);
  });

  it('is held against every answer of these suites: one that does not fit is seen', () => {
    const seen = (method: string, path: string, status: number, body: object, type = 'application/json') =>
      product.description.answerFaults(method, path, { status, type, body, text: JSON.stringify(body) });
    const { company } = once;
    expect(seen('GET', '/me', 200, {})).toContain("/ must have required property 'tenant'");
    expect(seen('GET', '/me', 201, {})).toEqual(['has the status 201, which is not described']);
    expect(seen('GET', '/me', 500, {})).toEqual(['is a 500']);
    expect(seen('GET', '/me', 404, { status: 404 })).toEqual(['refuses with application/json']);
    expect(seen('GET', '/me', 404, { status: 404 }, 'application/problem+json')).toContain(
      "/ must have required property 'code'",
    );
    expect(seen('DELETE', `/users/${company.userId}`, 204, {})).toEqual(['has a body where none is described']);
  });

  it('shows examples that its own schemas take', () => {
    const wrong = Object.entries(product.description.document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, { requestBody }]) => {
        const { schema, example } = (requestBody?.content['application/json'] ?? {}) as {
          schema?: Schema;
          example?: unknown;
        };
        return example === undefined || schema === undefined || product.description.fits(schema, example)
          ? []
          : [`${method} ${path}`];
      }),
    );
    expect(wrong).toEqual([]);
  });
});

describe('the typed client', () => {
  it('reads, writes and is told what is refused, in the description’s own shapes', async () => {
    const tandem = tandemClient(product.cloud.url, once.company.token);
    const { data: account } = await tandem.POST('/crm/accounts', { body: { name: 'By the client' } });
    const path = { accountId: account?.id ?? '' };
    const { data: read } = await tandem.GET('/crm/accounts/{accountId}', { params: { path } });
    expect(read?.name).toBe('By the client');
    const unknown = tandem.GET('/events/{eventId}', { params: { path: { eventId: `evt_${'0'.repeat(26)}` } } });
    await expect(unknown).rejects.toMatchObject({ problem: { status: 404, code: 'integration.event.not_found' } });
    await expect(tandemClient(product.cloud.url).GET('/me')).rejects.toBeInstanceOf(TandemProblem);
  });
});

/** Its large script stands beside the bundles, which these suites do not run: `test/infra/bundles.test.ts`. */
describe('the reference page', () => {
  it.each([
    ['/docs', 'text/html', /<div id="reference">/],
    ['/docs/start.js', 'text/javascript', /createApiReference/],
    ['/v1/openapi.json', 'application/json', /"openapi":"3\.1\.1"/],
  ])('%s loads without a sign-in', async (path, type, holds) => {
    const answer = await fetch(`${product.cloud.url}${path}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain(type);
    expect(await answer.text()).toMatch(holds);
  });
});
