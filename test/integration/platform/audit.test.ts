import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { itemKey } from '../../../shared/table/entity.ts';
import { auditEntry } from '../../../shared/table/kernel-entities.ts';
import type { TenantId } from '../../../shared/values/ids.ts';
import { createPlatformWorld, type PlatformWorld } from './platform-world.ts';

let world: PlatformWorld;
let token: string;
let tenantId: TenantId;
let roleId: string;
beforeEach(async () => {
  world = await createPlatformWorld();
  tenantId = (await world.signUp()).body.tenant.id;
  token = await world.signIn('ada@example.com');
  roleId = (await world.call('POST', '/roles', { token, body: { name: 'A', permissions: ['*:read'] } })).body.id;
  await world.call('PATCH', `/roles/${roleId}`, { token, body: { name: 'B' }, ifMatch: 1 });
});
const audit = async (recordId: string) => world.call('GET', `/audit?recordId=${recordId}`, { token });

describe('the audit trail (Y4)', () => {
  it('tells who changed what from what to what, and that the chain holds', async () => {
    const { status, body } = await audit(roleId);
    expect(status).toBe(200);
    expect(body.data).toMatchObject([
      { action: 'create', entity: 'platform.role', actor: { kind: 'user' } },
      { action: 'update', changes: { name: { from: 'A', to: 'B' } } },
    ]);
    expect(body.verification).toEqual({ valid: true, entries: 2, faults: [] });
  });

  it('holds for the records of a tenant that have a name instead of an id, and for its own profile', async () => {
    for (const id of [tenantId, 'subscription', 'ownership'])
      expect((await audit(id)).body.verification, id).toMatchObject({ valid: true });
  });

  it('shows an entry that was changed behind the system’s back', async () => {
    const key = itemKey(auditEntry, tenantId, { recordId: roleId, entity: 'platform.role', entry: '00000002' });
    await world.runtime.tenantTable(tenantId).send(
      new UpdateCommand({
        TableName: world.runtime.settings.tableName,
        Key: key,
        UpdateExpression: 'SET changes = :none',
        ExpressionAttributeValues: { ':none': {} },
      }),
    );
    expect((await audit(roleId)).body.verification).toEqual({
      valid: false,
      entries: 2,
      faults: [{ entry: '00000002', fault: 'altered' }],
    });
  });

  it('of another company’s record is not there', async () => {
    await world.signUp('eve@example.com', 'Other');
    const eve = await world.signIn('eve@example.com');
    const answer = await world.call('GET', `/audit?recordId=${roleId}`, { token: eve });
    expect([answer.status, answer.body.code]).toEqual([404, 'platform.record.not_found']);
  });

  it('is for those who may read it', async () => {
    const key = (await world.call('POST', '/api-keys', { token, body: { name: 'K', scopes: ['sales.*'] } })).body.key;
    expect((await world.call('GET', `/audit?recordId=${roleId}`, { token: key })).status).toBe(403);
  });
});

describe('what needs no sign-in', () => {
  it('is health, which reads nothing, and the API’s description', async () => {
    const health = await world.call('GET', '/health');
    expect([health.status, health.body.status]).toEqual([200, 'ok']);
    const first = await world.call('GET', '/openapi.json');
    expect(first.headers['content-type']).toBe('application/json');
    expect(first.body.openapi).toBe('3.1.1');
    expect(first.body.paths['/api-keys'].post['x-permission']).toBe('platform.api_key:create');
  });
});
