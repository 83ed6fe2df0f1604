import { beforeEach, describe, expect, it } from 'vitest';
import { updateUser } from '../../../domain/platform/commands/update-user.ts';
import { tenantContext } from '../../../shared/runtime/contexts.ts';
import type { TenantId } from '../../../shared/values/ids.ts';
import { checkBooks } from '../../harness/books.ts';
import { createPlatformWorld, PASSWORD, type PlatformWorld } from './platform-world.ts';

let world: PlatformWorld;
let owner: string;
let ownerId: string;
let tenantId: TenantId;
beforeEach(async () => {
  world = await createPlatformWorld();
  const { body } = await world.signUp();
  [ownerId, tenantId] = [body.user.id, body.tenant.id];
  owner = await world.signIn('ada@example.com');
});

/** Invites, accepts and signs in. */
async function join(email: string, roles: string[], by = owner): Promise<{ id: string; token: string }> {
  const invited = await world.call('POST', '/invitations', { token: by, body: { email, roles } });
  expect(invited.status, JSON.stringify(invited.body)).toBe(201);
  const accepted = await world.call('POST', '/invitations/accept', {
    body: { token: invited.body.token, password: PASSWORD, name: 'Grace' },
  });
  expect(accepted.status, JSON.stringify(accepted.body)).toBe(201);
  return { id: accepted.body.user.id, token: await world.signIn(email) };
}
const user = async (id: string) => (await world.call('GET', `/users/${id}`, { token: owner })).body;
const change = async (id: string, body: object, token = owner) =>
  world.call('PATCH', `/users/${id}`, { token, body, ifMatch: (await user(id)).version });
const remove = async (id: string, token = owner) =>
  world.call('DELETE', `/users/${id}`, { token, ifMatch: (await user(id)).version });
const changedItems = async (action: () => Promise<unknown>) => {
  const before = JSON.stringify(world.items());
  await action();
  return JSON.stringify(world.items()) !== before;
};

describe('members', () => {
  it('are listed without those who were removed', async () => {
    const grace = await join('grace@example.com', ['sales']);
    await join('joan@example.com', ['viewer']);
    expect((await remove(grace.id)).status).toBe(204);
    const { body } = await world.call('GET', '/users', { token: owner });
    expect(body.data.map(({ email }: { email: string }) => email).sort()).toEqual([
      'ada@example.com',
      'joan@example.com',
    ]);
    expect((await world.call('GET', `/users/${grace.id}`, { token: owner })).status).toBe(404);
  });

  it('take their API keys with them: at once, for good, and without leaving them in the plan’s count', async () => {
    const grace = await join('grace@example.com', ['admin']);
    const make = async (token: string) =>
      (await world.call('POST', '/api-keys', { token, body: { name: 'Shop', scopes: ['platform.*'] } })).body.key;
    const key = await make(grace.token);
    const second = await make(key);
    const see = async (token: string) => (await world.call('GET', '/users', { token })).status;
    expect((await change(grace.id, { state: 'suspended' })).status).toBe(200);
    expect([await see(key), await see(second)]).toEqual([401, 401]);
    expect((await change(grace.id, { state: 'active' })).status).toBe(200);
    expect([await see(key), await see(second)]).toEqual([200, 200]);
    expect((await remove(grace.id)).status).toBe(204);
    expect([await see(key), await see(second)]).toEqual([401, 401]);
    const back = await join('grace@example.com', ['admin']);
    expect([await see(key), await see(second)]).toEqual([401, 401]);
    const third = await make(back.token);
    await world.settle({ copies: 2 });
    expect([await see(key), await see(second), await see(third)]).toEqual([401, 401, 200]);
    const { usage } = (await world.call('GET', '/tenant', { token: owner })).body;
    expect(usage.apiKeys).toBe(1);
  });

  it('lose a right with the very next request after it was taken away', async () => {
    const grace = await join('grace@example.com', ['admin']);
    expect((await world.call('GET', '/invitations', { token: grace.token })).status).toBe(200);
    expect((await change(grace.id, { roles: ['sales'] })).status).toBe(200);
    expect((await world.call('GET', '/invitations', { token: grace.token })).status).toBe(401);
    const again = await world.signIn('grace@example.com');
    expect((await world.call('GET', '/invitations', { token: again })).status).toBe(403);
    expect((await world.call('GET', '/me', { token: again })).body.roles).toEqual(['sales']);
  });

  it('who are suspended or removed are nobody with their next request, and cannot sign in', async () => {
    const grace = await join('grace@example.com', ['admin']);
    await change(grace.id, { state: 'suspended' });
    expect((await world.call('GET', '/me', { token: grace.token })).status).toBe(401);
    await expect(world.signIn('grace@example.com')).rejects.toThrow('403 auth.no_tenant');
    await change(grace.id, { state: 'active' });
    const again = await world.signIn('grace@example.com');
    expect((await world.call('GET', '/me', { token: again })).status).toBe(200);
    await remove(grace.id);
    expect((await world.call('GET', '/me', { token: again })).status).toBe(401);
  });

  it('who were removed can be invited again, under the same id and the same chain', async () => {
    const first = await join('grace@example.com', ['sales']);
    await remove(first.id);
    const second = await join('grace@example.com', ['finance']);
    expect(second.id).toBe(first.id);
    expect((await world.call('GET', '/me', { token: first.token })).status).toBe(401);
    const audit = await world.call('GET', `/audit?recordId=${first.id}`, { token: owner });
    expect(audit.body.data.map(({ action }: { action: string }) => action)).toEqual(['join', 'remove', 'rejoin']);
    expect(audit.body.verification).toEqual({ valid: true, entries: 3, faults: [] });
    expect(checkBooks(world.items())).toEqual([]);
  });

  it('cannot change one another from a version that is not the present one', async () => {
    const grace = await join('grace@example.com', ['sales']);
    const path = `/users/${grace.id}`;
    const none = await world.call('PATCH', path, { token: owner, body: { name: 'G' } });
    const stale = await world.call('PATCH', path, { token: owner, body: { name: 'G' }, ifMatch: 99 });
    const staleDelete = await world.call('DELETE', path, { token: owner, ifMatch: 99 });
    expect([none.status, stale.status, staleDelete.status]).toEqual([428, 412, 412]);
    expect((await user(grace.id)).name).toBe('Grace');
  });

  it('of another company are not there, in the words of an id that does not exist', async () => {
    await world.signUp('eve@example.com', 'Other');
    const eve = await world.signIn('eve@example.com');
    const foreign = await world.call('GET', `/users/${ownerId}`, { token: eve });
    const unknown = await world.call('GET', `/users/usr_${'0'.repeat(26)}`, { token: eve });
    expect([foreign.status, foreign.body.code, foreign.body.detail]).toEqual([
      404,
      unknown.body.code,
      unknown.body.detail,
    ]);
  });
});

describe('the last owner', () => {
  it('can be neither removed, suspended nor given another role, and nothing changes', async () => {
    for (const action of [
      () => remove(ownerId),
      () => change(ownerId, { state: 'suspended' }),
      () => change(ownerId, { roles: ['admin'] }),
    ]) {
      let code = '';
      const changed = await changedItems(async () => {
        code = (await action()).body.code;
      });
      expect([code, changed]).toEqual(['platform.user.last_owner', false]);
    }
  });

  it('stays when two owners step down at the same moment', async () => {
    const grace = await join('grace@example.com', ['owner']);
    // Two requests that have both been let in.
    const facts = {
      actor: { kind: 'user', id: ownerId } as const,
      permissions: ['owner'],
      correlationId: 'c',
      causationId: 'c',
    };
    const stepDown = (userId: string) => {
      const context = tenantContext(world.runtime, { tenantId, ...facts }, { reachesPlatform: true });
      return updateUser(context, { params: { userId }, query: {}, body: { roles: ['admin'] }, ifMatch: 1 });
    };
    const answers = await Promise.allSettled([stepDown(ownerId), stepDown(grace.id)]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(answers).toContainEqual({
      status: 'rejected',
      reason: expect.objectContaining({ code: 'platform.user.last_owner' }),
    });
    const owners = world
      .items()
      .filter((item) => item.__edb_e__ === 'platform.user' && (item.roles as string[]).includes('owner'));
    expect(owners).toHaveLength(1);
  });

  it('may go once another is there', async () => {
    const grace = await join('grace@example.com', ['owner']);
    expect((await remove(ownerId, grace.token)).status).toBe(204);
    expect((await world.call('GET', '/me', { token: owner })).status).toBe(401);
  });
});

describe('roles of one’s own', () => {
  const role = (token: string, permissions: string[], name = 'Dispatch') =>
    world.call('POST', '/roles', { token, body: { name, permissions } });

  it('grant what they say, and a change of them ends rights at once, without a new token', async () => {
    const made = await role(owner, ['platform.user:read', 'platform.invitation:read']);
    expect(made.status).toBe(201);
    const grace = await join('grace@example.com', [made.body.id]);
    const see = async (path: string) => (await world.call('GET', path, { token: grace.token })).status;
    expect([await see('/users'), await see('/invitations'), await see('/api-keys')]).toEqual([200, 200, 403]);
    const path = `/roles/${made.body.id}`;
    const changed = await world.call('PATCH', path, {
      token: owner,
      body: { permissions: ['platform.user:read'] },
      ifMatch: 1,
    });
    expect(changed.body).toMatchObject({ permissions: ['platform.user:read'], version: 2 });
    expect([await see('/users'), await see('/invitations'), await see('/me')]).toEqual([200, 403, 200]);
    expect((await world.call('DELETE', path, { token: owner, ifMatch: 2 })).status).toBe(204);
    expect([await see('/users'), await see('/me')]).toEqual([403, 200]);
    expect((await world.call('GET', path, { token: owner })).status).toBe(404);
    expect((await world.call('GET', '/roles', { token: owner })).body.data).toEqual([]);
  });

  it.each([
    ['no pattern', ['sales'], 422, 'request.invalid'],
    ['a pattern of nothing', ['sales.ordr:read'], 422, 'platform.role.unknown_permission'],
    ['none', [], 422, 'request.invalid'],
  ])('are refused with %s', async (_case, permissions, status, code) => {
    const answer = await role(owner, permissions);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('have a name of their own, which is free again when it is given up', async () => {
    const first = await role(owner, ['platform.user:read']);
    expect((await role(owner, ['platform.user:read'], ' dispatch ')).body.code).toBe('platform.role.name_taken');
    await world.call('PATCH', `/roles/${first.body.id}`, { token: owner, body: { name: 'Yard' }, ifMatch: 1 });
    expect((await role(owner, ['platform.user:read'])).status).toBe(201);
    expect((await role(owner, ['platform.user:read'], 'YARD')).status).toBe(409);
  });

  it('cannot be made, given or changed beyond what one holds oneself', async () => {
    const strong = await role(owner, ['platform.*']);
    const weak = await role(owner, ['platform.role:*', 'platform.invitation:*', 'platform.user:*'], 'People');
    const grace = await join('grace@example.com', [weak.body.id]);
    const tries = await Promise.all([
      role(grace.token, ['*'], 'All'),
      role(grace.token, ['platform.api_key:create'], 'Keys'),
      world.call('POST', '/invitations', { token: grace.token, body: { email: 'x@example.com', roles: ['admin'] } }),
      world.call('POST', '/invitations', {
        token: grace.token,
        body: { email: 'x@example.com', roles: [strong.body.id] },
      }),
      world.call('PATCH', `/roles/${strong.body.id}`, { token: grace.token, body: { name: 'Weaker' }, ifMatch: 1 }),
      world.call('DELETE', `/roles/${strong.body.id}`, { token: grace.token, ifMatch: 1 }),
      change(grace.id, { roles: ['admin'] }, grace.token),
    ]);
    expect(tries.map(({ status, body }) => `${status} ${body.code}`)).toEqual(
      Array(7).fill('403 platform.rights.exceeded'),
    );
    const ownerTries = [await change(ownerId, { state: 'suspended' }, grace.token), await remove(ownerId, grace.token)];
    expect(ownerTries.map(({ body }) => body.code)).toEqual([
      'platform.rights.owner_only',
      'platform.rights.owner_only',
    ]);
  });
});

describe('an invitation', () => {
  const invite = (body: object, token = owner) => world.call('POST', '/invitations', { token, body });
  const accept = (token: string, password = PASSWORD) =>
    world.call('POST', '/invitations/accept', { body: { token, password } });

  it('shows its token once, and not again for the same Idempotency-Key', async () => {
    const sent = { token: owner, body: { email: 'grace@example.com', roles: ['sales'] }, key: 'k1' };
    const first = await world.call('POST', '/invitations', sent);
    const second = await world.call('POST', '/invitations', sent);
    expect([first.status, second.status, second.body.code]).toEqual([201, 409, 'idempotency.answer_not_kept']);
    expect(JSON.stringify(world.items())).not.toContain(first.body.token.slice(-43));
    const listed = await world.call('GET', '/invitations?state=pending', { token: owner });
    expect(listed.body.data).toHaveLength(1);
    expect(listed.body.data[0]).not.toHaveProperty('token');
  });

  it('is good for one person and once', async () => {
    const { body } = await invite({ email: 'grace@example.com', roles: ['sales'] });
    expect((await accept(body.token)).body.user).toMatchObject({ email: 'grace@example.com', roles: ['sales'] });
    const again = await accept(body.token);
    expect([again.status, again.body.code]).toEqual([409, 'platform.invitation.illegal_transition']);
  });

  it('is refused when it was revoked, has expired, or is none', async () => {
    const revoked = (await invite({ email: 'a@example.com', roles: ['sales'] })).body;
    const path = `/invitations/${revoked.id}`;
    expect((await world.call('DELETE', path, { token: owner, ifMatch: revoked.version })).status).toBe(204);
    expect((await accept(revoked.token)).body.code).toBe('platform.invitation.illegal_transition');
    const old = (await invite({ email: 'b@example.com', roles: ['sales'] })).body;
    for (const strange of [`${old.token.slice(0, -1)}_`, old.token.replace('_local_', '_prod_'), 'nonsense'])
      expect((await accept(strange)).body.code).toBe('platform.invitation.not_found');
    world.clock.advance(7 * 86_400_000);
    expect((await accept(old.token)).body.code).toBe('platform.invitation.expired');
    expect(world.items().filter((item) => item.__edb_e__ === 'platform.user')).toHaveLength(1);
  });

  it('of a person who has a password asks for that one', async () => {
    await world.signUp('grace@example.com', 'Second Works');
    const { body } = await invite({ email: 'Grace@example.com', roles: ['sales'] });
    const wrong = await accept(body.token, 'Another-password-1');
    expect([wrong.status, wrong.body.code]).toEqual([401, 'auth.bad_credentials']);
    expect((await accept(body.token)).status).toBe(201);
  });

  it('of a member is refused', async () => {
    const { status, body } = await invite({ email: 'ADA@example.com', roles: ['sales'] });
    expect([status, body.code]).toEqual([409, 'platform.user.already_member']);
  });

  it('goes on where it stopped, whichever write broke', async () => {
    for (const when of ['before', 'after'] as const) {
      world = await createPlatformWorld();
      await world.signUp();
      owner = await world.signIn('ada@example.com');
      for (let nth = 1; ; nth += 1) {
        const email = `grace${nth}${when}@example.com`;
        const { body } = await invite({ email, roles: ['sales'] });
        world.faults.breakAt(nth, when);
        const first = await accept(body.token);
        const broke = world.faults.hasBroken();
        world.faults.heal();
        if (!broke) break;
        expect(first.status).toBe(500);
        // Where only the answer of the last write was lost, the person is a member already.
        const second = await accept(body.token);
        expect([201, 409]).toContain(second.status);
        expect((await world.call('GET', '/me', { token: await world.signIn(email) })).body.roles).toEqual(['sales']);
      }
    }
  }, 60_000);

  it('is held by the plan’s limit of users, and there is room again when one leaves', async () => {
    const joined: string[] = [];
    for (let index = 2; index <= 10; index += 1) joined.push((await join(`u${index}@example.com`, ['viewer'])).id);
    const { body } = await invite({ email: 'u11@example.com', roles: ['viewer'] });
    const full = await accept(body.token);
    expect([full.status, full.body.code]).toEqual([402, 'platform.plan.limit_reached']);
    expect(full.body.facts).toEqual({ name: 'users', limit: 10, usage: 10, plan: 'trial' });
    await remove(joined[0] ?? '');
    expect((await accept(body.token)).status).toBe(201);
  }, 60_000);
});
