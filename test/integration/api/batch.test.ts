/** `POST /batch`: many requests in one, each as if it had come by itself. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createWorld, type TestTenant, type World } from '../../harness/world.ts';

let world: World;
let tenant: TestTenant;
beforeEach(async () => {
  world = await createWorld();
  tenant = await world.tenant();
});
const create = (name: string) => ({ method: 'POST', path: '/crm/accounts', body: { name } });
const accounts = async () =>
  (await tenant.get('/crm/accounts?fields=name')).body.data.map(({ name }: { name: string }) => name);

describe('a batch', () => {
  it('carries out its operations in order, each with its own status, ETag and answer', async () => {
    const { status, body } = await tenant.post('/batch', {
      operations: [create('A'), { method: 'GET', path: '/v1/crm/accounts?limit=5&fields=name' }, create('B')],
    });
    expect(status).toBe(207);
    const [first, list, second] = body.results;
    expect([first.status, first.headers.etag, first.body.name]).toEqual([201, '"1"', 'A']);
    expect([list.status, list.body]).toEqual([200, { data: [{ name: 'A' }], nextCursor: null }]);
    expect(second.body.name).toBe('B');
  });

  it('goes on after one that is refused, which says why as a problem', async () => {
    const { body } = await tenant.post('/batch', {
      operations: [
        create('A'),
        { method: 'POST', path: '/crm/accounts', body: { nothing: 1 } },
        { method: 'GET', path: '/no/such/path' },
        { method: 'DELETE', path: '/crm/accounts' },
        { method: 'PATCH', path: '/crm/accounts/acc_none', body: {} },
        create('B'),
      ],
    });
    const answers = body.results.map(({ status, body: said }: { status: number; body: { code?: string } }) => [
      status,
      said.code,
    ]);
    expect(answers).toEqual([
      [201, undefined],
      [422, 'request.invalid'],
      [404, 'route.not_found'],
      [405, 'route.method_not_allowed'],
      [404, 'route.no_such_id'],
      [201, undefined],
    ]);
    expect(await accounts()).toEqual(['B', 'A']);
  });

  it('changes a record under its version', async () => {
    const { body: made } = await tenant.post('/crm/accounts', { name: 'A' });
    const change = (ifMatch: string) => ({
      ...{ method: 'PATCH', path: `/crm/accounts/${made.id}`, body: { name: `at ${ifMatch}` } },
      headers: { 'if-match': ifMatch },
    });
    const { body } = await tenant.post('/batch', { operations: [change('"1"'), change('"1"'), change('"2"')] });
    expect(body.results.map(({ status }: { status: number }) => status)).toEqual([200, 412, 200]);
    expect(await accounts()).toEqual(['at "2"']);
  });

  it('does nothing twice where it is sent again with its key, also after it was cut off half-way', async () => {
    const operations = [create('A'), create('B'), create('C')];
    await tenant.post('/batch', { operations: operations.slice(0, 2) }, { key: 'k' });
    const { body } = await tenant.post('/batch', { operations }, { key: 'k' });
    const replayed = body.results.map(
      ({ headers }: { headers: Record<string, string> }) => headers['idempotency-replayed'],
    );
    expect(replayed).toEqual(['true', 'true', undefined]);
    expect(await accounts()).toEqual(['C', 'B', 'A']);
    const other = await tenant.post('/batch', { operations: [create('X'), ...operations.slice(1)] }, { key: 'k' });
    expect(other.body.results[0].body.code).toBe('idempotency.key_reused');
    expect(await accounts()).toEqual(['C', 'B', 'A']);
  });

  it('gives nobody more than they may', async () => {
    const reader = tenant.as([], ['platform.me:read', 'crm.account:read']);
    const { status, body } = await reader.post('/batch', {
      operations: [{ method: 'GET', path: '/crm/accounts' }, create('A'), { method: 'GET', path: '/users' }],
    });
    expect([status, ...body.results.map((result: { status: number }) => result.status)]).toEqual([207, 200, 403, 403]);
  });

  it.each(['/batch', '/v1/batch', '/signup', '/auth/token'])('has no %s within it', async (path) => {
    const { body } = await tenant.post('/batch', { operations: [{ method: 'POST', path, body: {} }] });
    expect([body.results[0].status, body.results[0].body.code]).toEqual([422, 'batch.not_here']);
  });

  it.each([
    ['none', [], '/operations'],
    ['more than 100', Array.from({ length: 101 }, () => create('A')), '/operations'],
    [
      'another header',
      [{ ...create('A'), headers: { authorization: 'Bearer x' } }],
      '/operations/0/headers/authorization',
    ],
    ['a path of another host', [{ method: 'GET', path: 'http://example.com/' }], '/operations/0/path'],
  ])('with %s is refused as a whole', async (_name, operations, pointer) => {
    const { status, body } = await tenant.post('/batch', { operations });
    expect([status, body.errors[0].pointer]).toEqual([422, pointer]);
    expect(await accounts()).toEqual([]);
  });
});
