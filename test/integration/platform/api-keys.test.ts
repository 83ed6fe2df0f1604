import { beforeEach, describe, expect, it } from 'vitest';
import { authorizeRequest } from '../../../domain/platform/authorize-request.ts';
import { createPlatformWorld, type PlatformWorld } from './platform-world.ts';

let world: PlatformWorld;
let owner: string;
beforeEach(async () => {
  world = await createPlatformWorld();
  await world.signUp();
  owner = await world.signIn('ada@example.com');
});
const make = (scopes: string[], token = owner, name = 'Shop') =>
  world.call('POST', '/api-keys', { token, body: { name, scopes } });

describe('an API key', () => {
  it('acts in its company within its scopes, and says who it is', async () => {
    const { status, body } = await make(['platform.user:read']);
    expect(status).toBe(201);
    expect(body.key).toMatch(/^tk_local_[0-9a-z]{52}_[A-Za-z0-9_-]{43}$/);
    const see = async (path: string) => (await world.call('GET', path, { token: body.key })).status;
    expect([await see('/users'), await see('/invitations'), await see('/me')]).toEqual([200, 403, 200]);
    const me = (await world.call('GET', '/me', { token: body.key })).body;
    expect(me).toMatchObject({ kind: 'apiKey', id: body.id, name: 'Shop', email: null });
    expect(me.permissions.sort()).toEqual(['platform.me:read', 'platform.user:read']);
  });

  it('is shown once: neither the list, the table nor the same Idempotency-Key gives it again', async () => {
    const sent = { token: owner, body: { name: 'Shop', scopes: ['*:read'] }, key: 'k1' };
    const first = await world.call('POST', '/api-keys', sent);
    const secret = first.body.key.slice(-43);
    expect(JSON.stringify(world.items())).not.toContain(secret);
    const listed = await world.call('GET', '/api-keys', { token: owner });
    expect(JSON.stringify(listed.body)).not.toMatch(/secret|hash|tk_/i);
    const again = await world.call('POST', '/api-keys', sent);
    expect([again.status, again.body.code]).toEqual([409, 'idempotency.answer_not_kept']);
    expect(listed.body.data).toHaveLength(1);
  });

  it('is refused at once when it was revoked', async () => {
    const { body } = await make(['*:read']);
    const path = `/api-keys/${body.id}`;
    expect((await world.call('DELETE', path, { token: owner, ifMatch: 1 })).status).toBe(204);
    expect((await world.call('GET', '/users', { token: body.key })).status).toBe(401);
    const again = await world.call('DELETE', path, { token: owner, ifMatch: 2 });
    expect([again.status, again.body.code]).toEqual([409, 'platform.api_key.illegal_transition']);
  });

  it('is refused with another secret, of another stage, of another company, and of a record that is none', async () => {
    const { body } = await make(['*:read']);
    const other = await world.signUp('eve@example.com', 'Other');
    const key: string = body.key;
    const strange = [
      `${key.slice(0, -43)}${'A'.repeat(43)}`,
      key.replace('tk_local_', 'tk_prod_'),
      key.replace(key.slice(9, 35), other.body.tenant.id.slice(4)),
      key.replace(key.slice(35, 61), '0'.repeat(26)),
      key.replace('tk_', 'ti_'),
      key.slice(0, -1),
    ];
    for (const token of strange) {
      expect(await authorizeRequest(world.runtime, { headers: { authorization: `Bearer ${token}` } })).toEqual({
        isAuthorized: false,
      });
    }
    expect((await authorizeRequest(world.runtime, { headers: { authorization: `Bearer ${key}` } })).isAuthorized).toBe(
      true,
    );
  });

  it('cannot have more scopes than its maker, nor make a key beyond itself', async () => {
    const { body } = await make(['platform.api_key:*', 'sales.*']);
    const within = await make(['sales.order:read'], body.key);
    const beyond = await make(['finance.*'], body.key);
    const unknown = await make(['nothing.at_all:read']);
    expect([within.status, beyond.body.code, unknown.body.code]).toEqual([
      201,
      'platform.rights.exceeded',
      'platform.role.unknown_permission',
    ]);
    expect(unknown.body.errors[0].pointer).toBe('/scopes/0');
  });

  it('counts against the plan', async () => {
    for (let index = 0; index < 20; index += 1) expect((await make(['*:read'])).status).toBe(201);
    const full = await make(['*:read']);
    expect([full.status, full.body.facts]).toEqual([402, { name: 'apiKeys', limit: 20, usage: 20, plan: 'trial' }]);
    const [first] = (await world.call('GET', '/api-keys', { token: owner })).body.data;
    await world.call('DELETE', `/api-keys/${first.id}`, { token: owner, ifMatch: 1 });
    expect((await make(['*:read'])).status).toBe(201);
  });
});
