/** X4: renaming or deleting a field loses no history. Limits, states, and what one tenant knows of another's: nothing. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { modules } from '../../../domain/modules.ts';
import { createCustomField } from '../../../domain/platform/commands/create-custom-field.ts';
import { deleteCustomField } from '../../../domain/platform/commands/delete-custom-field.ts';
import { CustomFieldBody, FieldKind } from '../../../domain/platform/custom-fields/custom-field.schema.ts';
import type { Context } from '../../../shared/context.ts';
import { knownFields } from '../../../shared/custom-fields/known-fields.ts';
import { recordsOf } from '../../../shared/table/records.ts';
import { createWorld, type TestTenant, type World } from '../../harness/world.ts';
import { change, faultsOf, field, newRecord } from './five-kinds.ts';

let world: World;
let tenant: TestTenant;
beforeEach(async () => {
  world = await createWorld();
  tenant = await world.tenant();
});
afterEach(() => world.close());

const NOTHING_ELSE = { params: {}, query: {}, ifMatch: undefined } as const;
/** The same tenant through a client of its own, which shares nothing that is kept. */
function inAnotherProcess(of: TestTenant): Context {
  const context = of.context();
  const table = { ...context.deps.table, client: Object.create(context.deps.table.client) as DynamoDBDocumentClient };
  return { ...context, deps: { ...context.deps, table }, records: recordsOf(table, of.id) };
}
const versionOf = async (id: string): Promise<number> => (await tenant.get(`/custom-fields/${id}`)).body.version;
const remove = async (id: string, query = '') =>
  tenant.delete(`/custom-fields/${id}${query}`, { ifMatch: await versionOf(id) });
const shown = async (id: string) => (await tenant.get(`/crm/accounts/${id}`)).body.customFields;

describe('a field', () => {
  it('is of a kind that an entity of a module takes, each by one', () => {
    const taken = modules.flatMap(({ entities }) => entities.flatMap(({ customFields }) => customFields ?? []));
    expect(taken.sort()).toEqual([...FieldKind.options].sort());
    const imported = modules.flatMap(({ imports }) => imports.flatMap(({ customFields }) => customFields ?? []));
    expect(imported.sort()).toEqual(['account', 'contact', 'opportunity', 'product']);
  });

  it('can be renamed, and loses nothing (X4)', async () => {
    const { id } = await field(tenant, 'account', { name: 'region', type: 'text', label: 'Region' });
    const account = (await newRecord(world, tenant, 'account', { region: 'north' })).body;
    const renamed = await tenant.patch(`/custom-fields/${id}`, { label: 'Sales region' }, { ifMatch: 1 });
    expect(renamed.body).toMatchObject({ name: 'region', label: 'Sales region', version: 2 });
    expect(await shown(account.id)).toEqual({ region: 'north' });
    expect((await tenant.patch(`/custom-fields/${id}`, { name: 'other' }, { ifMatch: 2 })).status).toBe(422);
    expect((await tenant.patch(`/custom-fields/${id}`, { type: 'number' }, { ifMatch: 2 })).status).toBe(422);
    expect((await tenant.patch(`/custom-fields/${id}`, { label: 'x' }, { ifMatch: 1 })).status).toBe(412);
  });

  it('is archived, restored with its values, and purged for good (X4)', async () => {
    const { id } = await field(tenant, 'account', { name: 'region', type: 'text' });
    const account = (await newRecord(world, tenant, 'account', { region: 'north' })).body;
    expect((await remove(id, '?purge=true')).body.code).toBe('platform.custom_field.illegal_transition');
    expect((await remove(id)).status).toBe(204);
    expect(await shown(account.id)).toEqual({});
    expect(faultsOf(await change(tenant, 'account', account.id, { region: 'x' }))).toEqual([
      '/customFields/region archived_field',
    ]);
    expect((await tenant.post('/custom-fields', { entity: 'account', name: 'region', type: 'date' })).body.code).toBe(
      'platform.custom_field.name_archived',
    );
    expect((await remove(id)).status).toBe(409);
    expect((await tenant.post(`/custom-fields/${id}/restore`)).body.state).toBe('active');
    expect(await shown(account.id)).toEqual({ region: 'north' });

    await remove(id);
    expect((await remove(id, '?purge=true')).status).toBe(204);
    expect((await tenant.get(`/custom-fields/${id}`)).status).toBe(404);
    expect((await tenant.get('/custom-fields')).body.data).toEqual([]);
    // Another field of the name begins without the values of the old one, in answers and in filters.
    await field(tenant, 'account', { name: 'region', type: 'date' });
    expect(await shown(account.id)).toEqual({ region: null });
    await change(tenant, 'account', account.id, { region: '2026-01-02' });
    expect(await shown(account.id)).toEqual({ region: '2026-01-02' });
    const types = ['created', 'archived', 'restored', 'archived', 'purged', 'created'];
    expect(
      world
        .events()
        .filter(({ type }) => type.includes('custom_field'))
        .map(({ type }) => type),
    ).toEqual(types.map((verb) => `platform.custom_field.${verb}`));
    const { data, verification } = (await tenant.get(`/audit?recordId=${id}`)).body;
    expect(verification.valid).toBe(true);
    expect(data.map(({ action }: { action: string }) => action)).toEqual([
      'create',
      'archive',
      'restore',
      'archive',
      'purge',
    ]);
  });

  it('keeps an option that records have, and gives no new record an archived one', async () => {
    const { id } = await field(tenant, 'account', { name: 'tier', type: 'choice', options: ['gold', 'silver'] });
    const account = (await newRecord(world, tenant, 'account', { tier: 'gold' })).body;
    const options = [{ key: 'gold', label: 'Gold', archived: true }, 'silver', 'bronze'];
    await tenant.patch(`/custom-fields/${id}`, { options }, { ifMatch: 1 });
    expect(await shown(account.id)).toEqual({ tier: 'gold' });
    expect((await change(tenant, 'account', account.id, { tier: 'gold' })).status).toBe(200);
    expect(faultsOf(await newRecord(world, tenant, 'account', { tier: 'gold' }))).toEqual([
      '/customFields/tier archived_option',
    ]);
    expect((await tenant.get('/crm/accounts?customFields.tier=gold')).body.data).toHaveLength(1);
  });

  it('is one of at most 50 of a kind, and one of its name, also where many are made at once', async () => {
    const made = await Promise.all(
      Array.from({ length: 3 }, () => tenant.post('/custom-fields', { entity: 'account', name: 'one', type: 'text' })),
    );
    expect(made.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    for (let count = 1; count < 49; count += 1) await field(tenant, 'account', { name: `f${count}`, type: 'text' });
    const last = await Promise.all(
      ['x', 'y', 'z'].map((name) => tenant.post('/custom-fields', { entity: 'account', name, type: 'text' })),
    );
    expect(last.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect((await field(tenant, 'contact', { name: 'x', type: 'text' })).state).toBe('active');
  });
});

describe('rights', () => {
  it('are the administrator’s to change fields, and everybody’s to see them', async () => {
    const sales = tenant.as(['sales']);
    expect((await sales.post('/custom-fields', { entity: 'account', name: 'a', type: 'text' })).status).toBe(403);
    expect((await sales.get('/custom-fields')).status).toBe(200);
    expect(
      (await tenant.as(['admin']).post('/custom-fields', { entity: 'account', name: 'a', type: 'text' })).status,
    ).toBe(201);
  });
});

describe('another tenant', () => {
  it('has none of ours: not in bodies, answers, filters, its description, nor by the id', async () => {
    const other = await world.tenant();
    const mine = await field(tenant, 'account', { name: 'region', type: 'text' });
    await newRecord(world, tenant, 'account', { region: 'north' });
    expect((await knownFields(tenant.context(), 'account')).active).toHaveLength(1);
    // What was kept for one tenant must not serve another, whichever of them asked last.
    expect((await knownFields(other.context(), 'account')).all).toEqual([]);
    expect(faultsOf(await newRecord(world, other, 'account', { region: 'x' }))).toEqual([
      '/customFields/region unknown_field',
    ]);
    expect((await newRecord(world, other, 'account')).body.customFields).toEqual({});
    expect((await other.get('/crm/accounts?customFields.region=x')).status).toBe(422);
    expect((await other.get(`/custom-fields/${mine.id}`)).body.code).toBe('platform.custom_field.not_found');
    expect((await other.get('/openapi.json')).body.components.schemas.AccountCustomFields.properties).toBeUndefined();
    await field(other, 'account', { name: 'region', type: 'number' });
    expect((await newRecord(world, other, 'account', { region: '1.5' })).body.customFields).toEqual({ region: '1.5' });
    expect((await newRecord(world, tenant, 'account', { region: 'south' })).body.customFields).toEqual({
      region: 'south',
    });
  });
});

describe('the tenant’s own description of the API', () => {
  it('has its fields in bodies, answers and the parameters of lists', async () => {
    await field(tenant, 'order', { name: 'gate', type: 'choice', options: ['A', 'B'], description: 'Where to' });
    const { components, paths } = (await tenant.get('/openapi.json')).body;
    const gate = { anyOf: [expect.objectContaining({ enum: ['A', 'B'], description: 'Where to' }), { type: 'null' }] };
    expect(components.schemas.OrderCustomFields).toMatchObject({ properties: { gate }, required: ['gate'] });
    expect(components.schemas.NewOrderCustomFields).toMatchObject({
      properties: { gate },
      additionalProperties: false,
    });
    const names = paths['/sales/orders'].get.parameters.map(({ name }: { name: string }) => name);
    expect(names).toContain('customFields.gate');
    expect(components.schemas.AccountCustomFields.properties).toBeUndefined();
  });
});

describe('definitions that are kept for seconds', () => {
  it('never refuse what is new: a field and an option made elsewhere count at once; what takes away follows', async () => {
    const context = tenant.context();
    await knownFields(context, 'account');
    // Another process writes; its own memory is another.
    const elsewhere = inAnotherProcess(tenant);
    const body = CustomFieldBody.parse({ entity: 'account', name: 'region', type: 'text' });
    const { id } = await createCustomField(elsewhere, { body, ...NOTHING_ELSE });
    const account = await newRecord(world, tenant, 'account', { region: 'north' });
    expect(account.body.customFields).toEqual({ region: 'north' });
    await deleteCustomField(elsewhere, { ...NOTHING_ELSE, body: undefined, params: { customFieldId: id } });
    expect((await newRecord(world, tenant, 'account', { region: 'south' })).status).toBe(201);
    world.clock.advance(5_000);
    expect(faultsOf(await newRecord(world, tenant, 'account', { region: 'south' }))).toEqual([
      '/customFields/region archived_field',
    ]);
  });
});
