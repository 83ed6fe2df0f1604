/** A company that is taken elsewhere whole has its fields, their values and the claims on unique ones there. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exported, restoring } from '../platform/bulk-world.ts';
import { createPlatformWorld, type PlatformWorld } from '../platform/platform-world.ts';
import { field, newRecord } from './five-kinds.ts';

let world: PlatformWorld;
beforeEach(async () => {
  world = await createPlatformWorld();
});
afterEach(() => world.close());

it('a whole company is carried with its own fields', async () => {
  const tenant = await world.tenant();
  await field(tenant, 'account', { name: 'code', type: 'text', unique: true });
  await field(tenant, 'account', { name: 'size', type: 'number' });
  const gone = await field(tenant, 'account', { name: 'old', type: 'text' });
  const { body } = await newRecord(world, tenant, 'account', { code: 'X', size: '2.5', old: 'kept' });
  await tenant.delete(`/custom-fields/${gone.id}`, { ifMatch: 1 });
  const { file } = await exported(world, tenant, { kind: 'tenant', format: 'ndjson' });
  world.clock.advance(1_000);
  const copy = await world.tenant();
  world.clock.advance(1_000);
  const { body: job } = await restoring(world, copy, file);
  await world.settle();
  expect((await copy.get(`/imports/${job.id}`)).body).toMatchObject({ state: 'succeeded' });
  const { data } = (await copy.get('/crm/accounts')).body;
  expect(data[0]).toMatchObject({ name: body.name, customFields: { code: 'X', size: '2.5' } });
  expect((await newRecord(world, copy, 'account', { code: 'X' })).body.code).toBe(
    'platform.custom_field.duplicate_value',
  );
  const archived = (await copy.get('/custom-fields?state=archived')).body.data[0];
  await copy.post(`/custom-fields/${archived.id}/restore`);
  expect((await copy.get(`/crm/accounts/${data[0].id}`)).body.customFields.old).toBe('kept');
  // How many there are is known there too: it is what holds names apart.
  expect((await copy.post('/custom-fields', { entity: 'account', name: 'size', type: 'text' })).status).toBe(409);
});
