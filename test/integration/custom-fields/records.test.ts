/** X1: a field that a tenant adds is at once in bodies, answers, filters, events and audit, on all five kinds. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorld, type TestTenant, type World } from '../../harness/world.ts';
import { change, faultsOf, field, KINDS, listOf, newRecord } from './five-kinds.ts';

let world: World;
let tenant: TestTenant;
beforeEach(async () => {
  world = await createWorld();
  tenant = await world.tenant();
});
afterEach(() => world.close());

const idsOf = async (path: string) => (await tenant.get(path)).body.data.map(({ id }: { id: string }) => id);

describe.each(KINDS)('a field of %s', (kind) => {
  it('can be said, is shown, is filtered by and is told by the audit from the moment that it is there (X1)', async () => {
    const before = (await newRecord(world, tenant, kind)).body;
    expect(before.customFields).toEqual({});
    await field(tenant, kind, { name: 'region', type: 'choice', options: ['north', 'south'] });
    await field(tenant, kind, { name: 'size', type: 'number' });
    const made = await newRecord(world, tenant, kind, { region: 'north', size: '12.5' });
    expect(made.body.customFields).toEqual({ region: 'north', size: '12.5' });
    const path = `${listOf(kind)}/${made.body.id}`;
    expect((await tenant.get(path)).body.customFields).toEqual({ region: 'north', size: '12.5' });
    expect((await tenant.get(`${listOf(kind)}/${before.id}`)).body.customFields).toEqual({ region: null, size: null });

    expect(await idsOf(`${listOf(kind)}?customFields.region=north`)).toEqual([made.body.id]);
    expect(await idsOf(`${listOf(kind)}?customFields.size.from=12&customFields.size.to=13`)).toEqual([made.body.id]);
    expect(await idsOf(`${listOf(kind)}?customFields.region=south`)).toEqual([]);

    const changed = await change(tenant, kind, made.body.id, { size: '13', region: null });
    expect(changed.body.customFields).toEqual({ region: null, size: '13' });
    const { data, verification } = (await tenant.get(`/audit?recordId=${made.body.id}`)).body;
    expect(verification.valid).toBe(true);
    expect(data.at(-1).changes).toEqual({
      'custom.size': { from: 12_500_000, to: 13_000_000 },
      'custom.region': { from: 'north', to: null },
    });
  });

  it('is refused at its place, and nothing is kept', async () => {
    await field(tenant, kind, { name: 'size', type: 'integer', unique: true });
    const { body } = await newRecord(world, tenant, kind, { size: 1 });
    const refused = await change(tenant, kind, body.id, { size: 'big', 'no~such': 1 });
    expect(refused.status).toBe(422);
    expect(faultsOf(refused)).toEqual(['/customFields/size not_an_integer', '/customFields/no~0such unknown_field']);
    const taken = await newRecord(world, tenant, kind, { size: 1 });
    expect([taken.status, taken.body.code]).toEqual([409, 'platform.custom_field.duplicate_value']);
    expect(taken.body.facts.existingId).toBe(body.id);
    expect((await tenant.get(`${listOf(kind)}/${body.id}`)).body.version).toBe(body.version);
    // The value is free again once its holder has another.
    await change(tenant, kind, body.id, { size: 2 });
    expect((await newRecord(world, tenant, kind, { size: 1 })).body.customFields).toEqual({ size: 1 });
  });

  it('that becomes required is asked for from then on: a record stays valid until it is changed', async () => {
    const { body } = await newRecord(world, tenant, kind);
    await field(tenant, kind, { name: 'region', type: 'text', required: true });
    expect((await tenant.get(`${listOf(kind)}/${body.id}`)).status).toBe(200);
    expect(faultsOf(await change(tenant, kind, body.id, {}))).toEqual(['/customFields/region required']);
    expect((await change(tenant, kind, body.id, { region: 'north' })).status).toBe(200);
    if (kind !== 'order') {
      expect(faultsOf(await newRecord(world, tenant, kind))).toEqual(['/customFields/region required']);
    }
  });
});

describe('a lookup', () => {
  it('names a record that is there, of its kind', async () => {
    const holder = (await newRecord(world, tenant, 'account')).body;
    await field(tenant, 'product', { name: 'maker', type: 'lookup', lookup: 'account' });
    const made = await newRecord(world, tenant, 'product', { maker: holder.id });
    expect(made.body.customFields).toEqual({ maker: holder.id });
    const wrong = `${holder.id.slice(0, -1)}${holder.id.endsWith('0') ? '1' : '0'}`;
    expect(faultsOf(await newRecord(world, tenant, 'product', { maker: wrong }))).toEqual([
      '/customFields/maker unknown_record',
    ]);
    expect(faultsOf(await newRecord(world, tenant, 'product', { maker: made.body.id }))).toEqual([
      '/customFields/maker not_an_id',
    ]);
  });

  it('and another field of the body may name one record', async () => {
    const top = (await newRecord(world, tenant, 'account')).body;
    const middle = await tenant.post('/crm/accounts', { name: 'Middle', parentAccountId: top.id });
    await field(tenant, 'account', { name: 'partner', type: 'lookup', lookup: 'account' });
    const body = { name: 'Child', parentAccountId: middle.body.id, customFields: { partner: middle.body.id } };
    const child = (await tenant.post('/crm/accounts', body)).body;
    // What the lookup read must not stand for the whole account: the chain above is still followed.
    const loop = await tenant.patch(
      `/crm/accounts/${top.id}`,
      { parentAccountId: child.id, customFields: { partner: child.id } },
      { ifMatch: top.version },
    );
    expect(faultsOf(loop)).toEqual(['/parentAccountId parent_cycle']);
  });
});

describe('the loop', () => {
  it('takes the values of the deal over to its order, by name and type, and tells them in both events', async () => {
    const options = ['air', 'sea'];
    await field(tenant, 'opportunity', { name: 'freight', type: 'choice', options });
    await field(tenant, 'opportunity', { name: 'weight', type: 'number' });
    await field(tenant, 'opportunity', { name: 'gate', type: 'text' });
    await field(tenant, 'order', { name: 'freight', type: 'choice', options });
    await field(tenant, 'order', { name: 'weight', type: 'integer' });
    await field(tenant, 'order', { name: 'gate', type: 'longText' });
    await field(tenant, 'order', { name: 'packed', type: 'boolean', default: false });
    await field(tenant, 'order', { name: 'signedBy', type: 'text', required: true });
    const deal = await newRecord(world, tenant, 'opportunity', { freight: 'sea', weight: '2.5', gate: 'B' });
    const won = await tenant.post(`/crm/opportunities/${deal.body.id}/win`);
    await world.settle();
    const { body: made } = await tenant.get(`/sales/orders/${won.body.salesOrderId}`);
    expect(made.customFields).toEqual({ freight: 'sea', weight: null, gate: null, packed: false, signedBy: null });
    const facts = (type: string) =>
      (tenant.events(type).at(-1)?.data as { customFields?: object } | undefined)?.customFields;
    expect(facts('crm.opportunity.won')).toEqual({ freight: 'sea', weight: '2.5', gate: 'B' });
    expect(facts('sales.order.confirmed')).toEqual({ freight: 'sea', packed: false });
    // Nothing of it stops the loop, and the same news again changes nothing.
    await world.redeliver(tenant, { copies: 2 });
    expect((await tenant.get(`/sales/orders/${made.id}`)).body.version).toBe(made.version);
  });
});

describe('events', () => {
  it('carry the values of a record that has some, and are as before where it has none', async () => {
    await newRecord(world, tenant, 'account');
    await field(tenant, 'account', { name: 'budget', type: 'money' });
    const plain = await newRecord(world, tenant, 'account');
    const rich = await newRecord(world, tenant, 'account', { budget: { amount: '12.50', currency: 'EUR' } });
    const [first, second, third] = tenant.events('crm.account.created').map(({ data }) => data);
    expect(first).not.toHaveProperty('customFields');
    expect(second).toEqual({ accountId: plain.body.id, name: plain.body.name });
    expect(third).toMatchObject({
      accountId: rich.body.id,
      customFields: { budget: { amount: '12.50', currency: 'EUR' } },
    });
  });
});

describe('filters', () => {
  it('are for filterable fields, ranges for what has an order, and pages hold on to them', async () => {
    await field(tenant, 'account', { name: 'tags', type: 'multiChoice', options: ['a', 'b', 'c'] });
    await field(tenant, 'account', { name: 'secret', type: 'text', filterable: false });
    await field(tenant, 'account', { name: 'since', type: 'date' });
    for (const since of ['2026-01-01', '2026-02-01', '2026-03-01'])
      await newRecord(world, tenant, 'account', { tags: since < '2026-03' ? ['a', 'b'] : ['c'], since });
    const faults = async (query: string) => faultsOf(await tenant.get(`/crm/accounts?${query}`));
    expect(await faults('customFields.secret=x')).toEqual(['/query/customFields.secret not_filterable']);
    expect(await faults('customFields.tags.from=a')).toEqual(['/query/customFields.tags.from no_range']);
    expect(await faults('customFields.none=x')).toEqual(['/query/customFields.none unknown_parameter']);
    expect(await faults('customFields.constructor=x')).toEqual(['/query/customFields.constructor unknown_parameter']);
    expect(await faults('customFields.since=soon')).toEqual(['/query/customFields.since not_a_date']);
    expect((await tenant.get('/crm/accounts?customFields=x')).status).toBe(422);
    const first = (await tenant.get('/crm/accounts?customFields.tags=a&limit=1')).body;
    const cursor = encodeURIComponent(first.nextCursor);
    const second = (await tenant.get(`/crm/accounts?customFields.tags=a&limit=1&cursor=${cursor}`)).body;
    expect([...first.data, ...second.data].map((account) => account.customFields.since)).toEqual([
      '2026-02-01',
      '2026-01-01',
    ]);
    const bent = await tenant.get(`/crm/accounts?customFields.tags=c&limit=1&cursor=${cursor}`);
    expect(bent.body.code).toBe('list.bad_cursor');
  });
});
