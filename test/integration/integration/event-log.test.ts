/** `GET /events`, `/events/{eventId}` and `/event-types`, as an integrator uses them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SETTLED_AFTER_MS } from '../../../shared/events/read-log.ts';
import { type Body, createWorld, type TestTenant, type World } from '../../harness/world.ts';

let world: World;
let tenant: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  world = await createWorld({ seed: 'event log' });
  [tenant, other] = [await world.tenant(), await world.tenant()];
  for (const each of [tenant, other]) {
    for (const sku of ['A', 'B', 'C'])
      await each.post('/catalog/products', {
        sku,
        name: sku,
        kind: 'service',
        listPrice: { amount: '1', currency: 'EUR' },
      });
    const { body: account } = await each.post('/crm/accounts', { name: 'Keller' });
    const lines = [{ sku: 'A', quantity: '1' }];
    const { body: deal } = await each.post('/crm/opportunities', { accountId: account.id, name: 'Deal', lines });
    await each.post(`/crm/opportunities/${deal.id}/win`);
  }
  await world.settle();
}, 60_000);
afterAll(() => world.close());

const typesOf = ({ data }: Body): string[] => data.map(({ type }: Body) => type);

/** Reads on until the head; the events and the cursor to come back with. */
async function readAll(who: TestTenant, query = '') {
  const found: Body[] = [];
  let { body } = await who.get(`/events?${query}`);
  found.push(...body.data);
  while (body.nextCursor !== null) {
    body = (await who.get(`/events?${query}&after=${encodeURIComponent(body.nextCursor)}`)).body;
    found.push(...body.data);
  }
  return { found, resumeCursor: body.resumeCursor as string };
}

describe('the event log', () => {
  it('gives the envelopes of the tenant, all of them, in the order of their making', async () => {
    const { found } = await readAll(tenant);
    expect(found).toEqual(tenant.events());
    expect(new Set(found.map(({ tenantId }) => tenantId))).toEqual(new Set([tenant.id]));
  });

  it('is paged, each event once', async () => {
    world.clock.advance(SETTLED_AFTER_MS + 1);
    const { found, resumeCursor } = await readAll(tenant, 'limit=2');
    expect(found).toEqual(tenant.events());
    const later = await tenant.get(`/events?limit=2&after=${encodeURIComponent(resumeCursor)}`);
    expect(later.body).toMatchObject({ data: [], nextCursor: null });
  });

  it.each([
    ['catalog.*', /^catalog\./],
    ['catalog.product.*', /^catalog\.product\./],
    ['crm.opportunity.won', /^crm\.opportunity\.won$/],
    ['*', /./],
  ])('type=%s', async (pattern, expected) => {
    const { found } = await readAll(tenant, `type=${pattern}&limit=1`);
    expect(found).toEqual(tenant.events().filter(({ type }) => expected.test(type)));
    expect(found.length).toBeGreaterThan(0);
  });

  it('gives the events of one loop', async () => {
    const [won] = tenant.events('crm.opportunity.won');
    const { found } = await readAll(tenant, `correlationId=${won?.correlationId}&limit=1`);
    expect(found).toEqual(tenant.events().filter(({ correlationId }) => correlationId === won?.correlationId));
    expect(found.length).toBeGreaterThan(2);
  });

  it('gives an event by its id', async () => {
    for (const event of tenant.events()) expect((await tenant.get(`/events/${event.id}`)).body).toEqual(event);
  });

  it.each([
    ['a type that nobody says', 'type=catalog.product.eaten', 'unknown_event_type'],
    ['a module that there is not', 'type=space.*', 'unknown_event_type'],
    ['a pattern of another kind', 'type=*.created', 'request.invalid'],
    ['a cursor of nobody', 'after=e30.abc', 'list.bad_cursor'],
    ['a limit of nothing', 'limit=0', 'request.invalid'],
    ['a parameter that there is not', 'cursor=x', 'request.invalid'],
  ])('refuses %s', async (_, query, code) => {
    expect(await tenant.get(`/events?${query}`)).toMatchObject({ status: 422, body: { code } });
  });

  it('takes a cursor of this company and this query only', async () => {
    const after = (query: string, cursor: string) => `/events?${query}&after=${encodeURIComponent(cursor)}`;
    const { resumeCursor: all } = await readAll(tenant);
    const { resumeCursor: theirs } = await readAll(other);
    const { resumeCursor: wins } = await readAll(tenant, 'type=crm.opportunity.won');
    for (const path of [after('', theirs), after('', wins), after('type=catalog.*', all)]) {
      const { status, body } = await tenant.get(path);
      expect({ status, code: body.code, pointer: body.errors?.[0].pointer }).toEqual({
        ...{ status: 422, code: 'list.bad_cursor', pointer: '/query/after' },
      });
    }
    expect((await tenant.get(after('limit=7', all))).status).toBe(200);
  });
});

describe('who sees what', () => {
  it.each<[who: string, roles: string[], patterns: string[], expected: RegExp]>([
    ['a viewer sees everything', ['viewer'], [], /./],
    ['a key for products sees products', [], ['integration.event:read', 'catalog.product:read'], /^catalog\.product\./],
    ['a key for all of crm sees crm', [], ['integration.event:read', 'crm.*'], /^crm\./],
    ['a key for the log alone sees nothing', [], ['integration.event:read'], /^$/],
  ])('%s', async (_, roles, patterns, expected) => {
    const caller = tenant.as(roles, patterns);
    const { found } = await readAll(caller, 'limit=2');
    const visible = tenant.events().filter(({ type }) => expected.test(type));
    expect(found).toEqual(visible);
    for (const { id, type } of tenant.events()) {
      expect((await caller.get(`/events/${id}`)).status, type).toBe(expected.test(type) ? 200 : 404);
    }
  });

  it('nobody sees the log without the permission for it', async () => {
    for (const path of ['/events', `/events/${tenant.events()[0]?.id}`, '/event-types'])
      expect((await tenant.as(['sales'], ['crm.*']).get(path)).status).toBe(403);
  });

  it('an event of another company is as one that there is not, in the same words', async () => {
    const [theirs] = other.events();
    const foreign = await tenant.get(`/events/${theirs?.id}`);
    const unknown = await tenant.get(`/events/${world.runtime.ids.next('evt')}`);
    expect(foreign.status).toBe(404);
    expect({ ...foreign.body, instance: '' }).toEqual({ ...unknown.body, instance: '' });
  });
});

describe('the catalogue', () => {
  it('has a schema and an example of each type that was said here', async () => {
    const { body } = await tenant.get('/event-types');
    for (const type of new Set(tenant.events().map((event) => event.type)))
      expect(body.data.find((entry: Body) => entry.type === type)).toMatchObject({ example: { type } });
  });

  it('can be had of one module', async () => {
    const { body } = await tenant.get('/event-types?module=sales');
    expect(typesOf(body).every((type) => type.startsWith('sales.'))).toBe(true);
    expect(typesOf(body)).toContain('sales.order.confirmed');
  });
});
