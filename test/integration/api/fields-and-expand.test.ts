/** `?fields=` and `?expand=` on every GET of signed-in callers. */
import { beforeAll, describe, expect, it } from 'vitest';
import { modules } from '../../../domain/modules.ts';
import { EXPANDED_MAX, expandAnswer, expandTargets } from '../../../shared/http/expand-answer.ts';
import { createWorld, type TestTenant, type World } from '../../harness/world.ts';

let world: World;
let tenant: TestTenant;
let account: string;
let contact: string;
let opportunity: string;
beforeAll(async () => {
  world = await createWorld();
  tenant = await world.tenant();
  account = (await tenant.post('/crm/accounts', { name: 'Rad & Tat' })).body.id;
  const child = await tenant.post('/crm/accounts', { name: 'Rad & Tat Nord', parentAccountId: account });
  contact = (await tenant.post('/crm/contacts', { accountId: child.body.id, name: 'Grace' })).body.id;
  const deal = { name: 'Ten bikes', accountId: account };
  opportunity = (await tenant.post('/crm/opportunities', deal)).body.id;
});
const refusal = async (path: string, by = tenant) => {
  const { status, body } = await by.get(path);
  return [status, body.code, body.errors?.[0]?.pointer];
};

describe('fields', () => {
  it('are those of the record that were asked for, and its ETag stays', async () => {
    const { status, body, headers } = await tenant.get(`/crm/accounts/${account}?fields=id,name`);
    expect([status, body, headers.etag]).toEqual([200, { id: account, name: 'Rad & Tat' }, '"1"']);
  });
  it('of a list are those of its records, and its cursor goes on', async () => {
    const { body } = await tenant.get('/crm/accounts?fields=name&limit=1');
    expect(Object.keys(body)).toEqual(['data', 'nextCursor']);
    expect(body.data).toEqual([{ name: 'Rad & Tat Nord' }]);
    const next = await tenant.get(`/crm/accounts?fields=id&limit=1&cursor=${encodeURIComponent(body.nextCursor)}`);
    expect(next.body.data).toEqual([{ id: account }]);
  });
  it.each([
    ['fields=nothing', '/query/fields'],
    ['fields=id,name.first', '/query/fields'],
    ['fields=', '/query/fields'],
    ['fields=__proto__', '/query/fields'],
    [`fields=${Array.from({ length: 101 }, () => 'id').join()}`, '/query/fields'],
  ])('%s is refused with its pointer', async (query, pointer) => {
    expect(await refusal(`/crm/accounts/${account}?${query}`)).toEqual([422, expect.any(String), pointer]);
  });
  it('given twice, or to a request that changes something, are refused', async () => {
    expect((await refusal(`/crm/accounts?fields=id&fields=name`)).slice(0, 2)).toEqual([422, 'request.invalid']);
    const changed = await tenant.post('/crm/accounts?fields=id', { name: 'Other' });
    expect([changed.status, changed.body.errors[0].pointer]).toEqual([422, '/query/fields']);
  });
  it('work on every list and record that a signed-in caller may GET', async () => {
    const lists = modules.flatMap(({ routes }) =>
      routes.filter(({ method, access, path }) => method === 'GET' && access === 'tenant' && !path.includes('{')),
    );
    expect(lists.length).toBeGreaterThan(25);
    for (const { path } of lists) {
      const { body } = await tenant.get(`${path}?fields=no_such_field_is_anywhere`);
      expect([path, body.errors?.[0]?.pointer]).toEqual([path, expect.stringMatching(/^\/query\//)]);
    }
  });
});

describe('expand', () => {
  it('puts a record beside its id, in one record and in a list', async () => {
    const one = await tenant.get(`/crm/contacts/${contact}?expand=account`);
    expect(one.body).toMatchObject({ id: contact, account: { name: 'Rad & Tat Nord', id: one.body.accountId } });
    const list = await tenant.get('/crm/opportunities?expand=account&fields=id,account.name');
    expect(list.body.data).toEqual([{ id: opportunity, account: { name: 'Rad & Tat' } }]);
  });
  it('goes to a second level, and no further', async () => {
    const { body } = await tenant.get(`/crm/contacts/${contact}?expand=account.parentAccount`);
    expect(body.account.parentAccount).toMatchObject({ id: account, name: 'Rad & Tat', parentAccountId: null });
    expect(await refusal(`/crm/contacts/${contact}?expand=account.parentAccount.parentAccount`)).toEqual([
      422,
      'not_expandable',
      '/query/expand',
    ]);
  });
  it('gives null for an id that is null', async () => {
    const { body } = await tenant.get(`/crm/accounts/${account}?expand=parentAccount`);
    expect([body.parentAccountId, body.parentAccount]).toEqual([null, null]);
  });
  it.each(['name', 'nothing', 'id', 'parentAccountId', 'account', '', 'constructor', 'parentAccount.nothing'])(
    'of "%s" is refused with its pointer',
    async (path) => {
      expect(await refusal(`/crm/accounts/${account}?expand=${path}`)).toEqual([
        422,
        'not_expandable',
        '/query/expand',
      ]);
    },
  );
  it('needs the permission of what is expanded', async () => {
    const reader = tenant.as([], ['crm.contact:read']);
    expect((await reader.get(`/crm/contacts/${contact}`)).status).toBe(200);
    expect(await refusal(`/crm/contacts/${contact}?expand=account`, reader)).toEqual([
      403,
      'auth.forbidden',
      undefined,
    ]);
  });
  it('reads each record once and all of them in one call', async () => {
    const calls: string[] = [];
    const { client } = tenant.context().deps.table;
    const send = client.send.bind(client);
    client.send = ((command: { constructor: { name: string } }) => {
      calls.push(command.constructor.name);
      return send(command as never);
    }) as typeof client.send;
    await tenant.get('/crm/contacts');
    const alone = calls.splice(0).length;
    await tenant.get('/crm/contacts?expand=account');
    client.send = send;
    expect(calls.length).toBe(alone + 1);
  });
  it(`refuses to put more than ${EXPANDED_MAX} records into an answer`, async () => {
    const idOf = (index: number) => `acc_${String(index).padStart(26, '0')}`;
    const page = (count: number) => ({
      data: Array.from({ length: count }, (_, index) => ({ accountId: idOf(index) })),
    });
    const crm = modules.filter(({ name }) => name === 'crm');
    const expansion = {
      context: tenant.context(),
      holder: { roles: ['owner'], patterns: [] },
      targets: expandTargets(crm),
      presentAs: (_target: unknown, body: unknown) => body,
    };
    await expandAnswer(page(EXPANDED_MAX), [['account']], expansion);
    await expect(expandAnswer(page(EXPANDED_MAX + 1), [['account']], expansion)).rejects.toMatchObject({
      code: 'expand.too_many',
    });
  });
});
