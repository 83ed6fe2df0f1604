import { beforeEach, describe, expect, it } from 'vitest';
import { createPlatformWorld, PASSWORD, type PlatformWorld } from './platform-world.ts';

let world: PlatformWorld;
beforeEach(async () => {
  world = await createPlatformWorld();
});
const kinds = (name: string) => world.items().filter((item) => item.__edb_e__ === name);
const BODY = { company: 'Velo Works', email: 'ada@example.com', password: PASSWORD, country: 'DE', currency: 'EUR' };

describe('a company signs up', () => {
  it('gets a tenant on a trial, an owner, and what every module sets up, in one commit', async () => {
    const { status, body } = await world.signUp();
    expect(status).toBe(201);
    expect(body).toMatchObject({
      tenant: { company: 'Velo Works', country: 'DE', currency: 'EUR', timeZone: 'UTC', plan: 'trial' },
      user: { email: 'ada@example.com', roles: ['owner'] },
    });
    expect(Date.parse(body.tenant.trialEndsAt) - Date.parse(body.tenant.createdAt)).toBe(14 * 86_400_000);
    const made = world.items().filter((item) => item.tenantId === body.tenant.id);
    expect(new Set(made.map(({ createdAt }) => createdAt)).size).toBe(1);
    expect(world.events().map(({ type }) => type)).toEqual(
      expect.arrayContaining(['platform.tenant.created', 'platform.member.joined']),
    );
  });

  it('can sign in at once and sees plan, limits and usage', async () => {
    await world.signUp();
    const token = await world.signIn('ada@example.com');
    const { status, body } = await world.call('GET', '/tenant', { token });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      plan: 'trial',
      limits: { users: 10, loopsPerMonth: 1_000 },
      usage: { users: 1, loopsPerMonth: 0 },
    });
    expect(JSON.stringify(body)).not.toContain('cursorKey');
  });

  it('is refused a second time with the same e-mail, in any spelling of it, and nothing changes', async () => {
    await world.signUp();
    const before = world.items();
    const again = await world.call('POST', '/signup', {
      body: { ...BODY, email: 'ADA@Example.com', company: 'Other' },
    });
    expect([again.status, again.body.code]).toEqual([409, 'platform.signup.email_taken']);
    expect(world.items()).toEqual(before);
  });

  it('answers the same request with the same Idempotency-Key again, and refuses the key for another one', async () => {
    const first = await world.signUp('ada@example.com', 'Velo Works', 'key-1');
    const again = await world.signUp('ada@example.com', 'Velo Works', 'key-1');
    expect([again.status, again.body]).toEqual([201, first.body]);
    const other = await world.signUp('ada@example.com', 'Other', 'key-1');
    expect([other.status, other.body.code]).toEqual([422, 'idempotency.key_reused']);
    const stranger = await world.call('POST', '/signup', {
      key: 'key-1',
      body: { ...BODY, password: 'Another-password-1' },
    });
    expect([stranger.status, stranger.body.code]).toEqual([401, 'auth.bad_credentials']);
    expect(kinds('tenant')).toHaveLength(1);
  });

  it.each([
    ['company', undefined, 'required'],
    ['company', ' ', 'invalid_format'],
    ['company', 'a\u0000b', 'invalid_format'],
    ['company', 'x'.repeat(121), 'too_big'],
    ['email', 'ada', 'invalid_format'],
    ['email', `${'a'.repeat(120)}@example.com`, 'too_big'],
    ['password', 'short', 'too_small'],
    ['password', ' Correct-horse-battery-7', 'invalid_format'],
    ['country', 'ZZ', 'custom'],
    ['country', 'de', 'invalid_format'],
    ['currency', 'XYZ', 'custom'],
    ['timeZone', 'Mars/Olympus', 'custom'],
    ['plan', 'business', 'unknown_field'],
  ])('is refused with %s %j, with the pointer, and nothing is written', async (field, value, code) => {
    const { status, body } = await world.call('POST', '/signup', { body: { ...BODY, [field]: value } });
    expect([status, body.errors]).toEqual([422, [expect.objectContaining({ pointer: `/${field}`, code })]]);
    expect(world.items()).toEqual([]);
  });

  it('with a password too weak for the pool gets 422 at its pointer, and can go on with a better one', async () => {
    const weak = await world.call('POST', '/signup', { body: { ...BODY, password: 'onlylowercaseletters' } });
    expect([weak.status, weak.body.errors[0].pointer]).toEqual([422, '/password']);
    expect(kinds('tenant')).toEqual([]);
    expect((await world.signUp()).status).toBe(201);
  });
});

describe('a sign-up that is interrupted', () => {
  it('goes on where it stopped, whichever write broke, before or after it took effect', async () => {
    let interrupted = 0;
    for (const when of ['before', 'after'] as const) {
      for (let nth = 1; ; nth += 1) {
        world = await createPlatformWorld();
        world.faults.breakAt(nth, when);
        const first = await world.signUp('ada@example.com', 'Velo Works', 'key-1');
        if (!world.faults.hasBroken()) break;
        interrupted += 1;
        expect(first.status, `${when} write ${nth}`).toBe(500);
        world.faults.heal();
        const second = await world.signUp('ada@example.com', 'Velo Works', 'key-1');
        expect(second.status, `${when} write ${nth}, again`).toBe(201);
        expect([kinds('tenant').length, kinds('platform.user').length, kinds('platform.tenant').length]).toEqual([
          1, 1, 1,
        ]);
        expect(world.events('platform.tenant.created')).toHaveLength(1);
        const token = await world.signIn('ada@example.com');
        expect((await world.call('GET', '/me', { token })).body.tenant.id).toBe(second.body.tenant.id);
      }
    }
    // Directory, user, password, person, tenant: each broken before and after.
    expect(interrupted).toBe(10);
  }, 120_000);

  it('cannot be taken over by someone who does not know the password', async () => {
    world.faults.breakAt(5, 'before');
    expect((await world.signUp()).status).toBe(500);
    world.faults.heal();
    const stranger = await world.call('POST', '/signup', { body: { ...BODY, password: 'Another-password-1' } });
    expect([stranger.status, stranger.body.code]).toEqual([401, 'auth.bad_credentials']);
    expect((await world.signUp()).status).toBe(201);
  });

  it('opens nothing until it has come through: signing in says that no company is there', async () => {
    world.faults.breakAt(5, 'before');
    await world.signUp();
    world.faults.heal();
    const { status, body } = await world.call('POST', '/auth/token', {
      body: { email: BODY.email, password: PASSWORD },
    });
    expect([status, body.code]).toEqual([403, 'auth.no_tenant']);
  });

  it('sent twice at once makes one tenant', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => world.signUp('ada@example.com', 'Velo Works', 'key-1')));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(({ body }) => body.tenant.id)).size).toBe(1);
    expect([kinds('tenant').length, kinds('platform.user').length]).toEqual([1, 1]);
  });
});
