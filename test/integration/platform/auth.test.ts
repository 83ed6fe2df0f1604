import { generateKeyPair, SignJWT } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { authorizeRequest } from '../../../domain/platform/authorize-request.ts';
import { person } from '../../../domain/platform/person.entity.ts';
import type { SigningKey } from '../../../infra/local/identity/signing-key.ts';
import { createPlatformWorld, ISSUER, PASSWORD, type PlatformWorld } from './platform-world.ts';

let world: PlatformWorld;
let token: string;
let tenantId: string;
let userId: string;
beforeEach(async () => {
  world = await createPlatformWorld();
  const { body } = await world.signUp();
  [tenantId, userId] = [body.tenant.id, body.user.id];
  token = await world.signIn('ada@example.com');
});

const MINUTE_S = 60;
type Claims = Record<string, unknown>;
type Forgery = {
  alg?: string;
  claims?: Claims;
  key?: SigningKey['privateKey'] | Awaited<ReturnType<typeof generateKeyPair>>['privateKey'] | 'none';
  kid?: string;
};

/** A token as the pool signs it, but for what is changed. */
async function forge({ alg = 'RS256', claims = {}, key, kid = world.signingKey.id }: Forgery): Promise<string> {
  const now = Math.floor(world.clock.now() / 1_000);
  const payload = {
    ...{ iss: ISSUER, token_use: 'access', client_id: 'client', iat: now, exp: now + 10 * MINUTE_S },
    ...{ tenantId, memberId: userId, roleVersion: '1' },
    ...claims,
  };
  if (key === 'none') {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${part({ alg: 'none', typ: 'JWT' })}.${part(payload)}.`;
  }
  return new SignJWT(payload).setProtectedHeader({ alg, kid }).sign(key ?? world.signingKey.privateKey);
}
const isAuthorized = async (authorization: string | undefined) =>
  (await authorizeRequest(world.runtime, { headers: { authorization } })).isAuthorized;
const bearer = async (forgery: Forgery) => isAuthorized(`Bearer ${await forge(forgery)}`);

describe('the authorizer', () => {
  it('knows the pool’s own token, and as whom', async () => {
    expect(await authorizeRequest(world.runtime, { identitySource: [`Bearer ${token}`] })).toEqual({
      isAuthorized: true,
      context: {
        ...{ tenantId, actorKind: 'user', actorId: userId, roles: 'owner', patterns: 'platform.me:read' },
        rate: expect.stringMatching(/^tenant;600;60;\d+;\d+$/),
      },
    });
    expect(await bearer({})).toBe(true);
  });

  it.each([
    ['nothing', undefined],
    ['an empty header', ''],
    ['no scheme', 'token'],
    ['another scheme', 'Basic YWRhOnNlY3JldA=='],
    ['a text that is no token', `Bearer ${'x'.repeat(40)}`],
    ['two tokens', 'Bearer aaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbb'],
  ])('refuses %s', async (_case, header) => {
    expect(await isAuthorized(header)).toBe(false);
  });

  it('refuses a token that has expired, to the second', async () => {
    const now = Math.floor(world.clock.now() / 1_000);
    expect(await bearer({ claims: { exp: now + 1 } })).toBe(true);
    expect(await bearer({ claims: { exp: now } })).toBe(false);
    world.clock.advance(61 * MINUTE_S * 1_000);
    expect(await isAuthorized(`Bearer ${token}`)).toBe(false);
  });

  it('verifies a token’s signature once in ten minutes, and whether it has expired each time', async () => {
    let verified = 0;
    const signingKeys = () => {
      verified += 1;
      return world.runtime.signingKeys();
    };
    const runtime = { ...world.runtime, signingKeys };
    const now = Math.floor(world.clock.now() / 1_000);
    const headers = { authorization: `Bearer ${await forge({ claims: { exp: now + 15 * MINUTE_S } })}` };
    const ask = async () => (await authorizeRequest(runtime, { headers })).isAuthorized;
    expect([await ask(), await ask(), verified]).toEqual([true, true, 1]);
    world.clock.advance(10 * MINUTE_S * 1_000 - 1);
    expect([await ask(), verified]).toEqual([true, 1]);
    world.clock.advance(1);
    expect([await ask(), verified]).toEqual([true, 2]);
    world.clock.advance(5 * MINUTE_S * 1_000 - 1_000);
    expect([await ask(), verified]).toEqual([true, 2]);
    world.clock.advance(1_000);
    expect(await ask()).toBe(false);
  });

  it.each<[string, Claims]>([
    ['another pool', { iss: 'http://127.0.0.1/other_pool' }],
    ['no issuer', { iss: undefined }],
    ['another client', { client_id: 'other' }],
    ['no client', { client_id: undefined }],
    ['an id token', { token_use: 'id' }],
    ['no expiry', { exp: undefined }],
    ['a time that is not yet', { nbf: 4_000_000_000 }],
    ['no tenant', { tenantId: undefined }],
    ['a tenant that is no id', { tenantId: 't#x' }],
    ['a tenant in which the person is no member', { tenantId: `ten_${'0'.repeat(26)}` }],
    ['a person who is no member', { memberId: `usr_${'0'.repeat(26)}` }],
    ['an older role version', { roleVersion: '0' }],
    ['a newer role version', { roleVersion: '2' }],
  ])('refuses a token of %s', async (_case, claims) => {
    expect(await bearer({ claims })).toBe(false);
  });

  it('refuses a token that someone else signed, one signed by no one, and one that was changed', async () => {
    const other = await generateKeyPair('RS256');
    expect(await bearer({ key: other.privateKey })).toBe(false);
    expect(await bearer({ key: other.privateKey, kid: 'unknown' })).toBe(false);
    expect(await bearer({ key: 'none' })).toBe(false);
    const [header = '', payload = '', signature = ''] = token.split('.');
    const changed = Buffer.from(payload, 'base64url')
      .toString()
      .replace(userId, `usr_${'1'.repeat(26)}`);
    expect(await isAuthorized(`Bearer ${header}.${Buffer.from(changed).toString('base64url')}.${signature}`)).toBe(
      false,
    );
  });

  it('refuses the public key used as a secret', async () => {
    const jwk = JSON.stringify(world.signingKey.jwks.keys[0]);
    const now = Math.floor(world.clock.now() / 1_000);
    const claims = {
      iss: ISSUER,
      token_use: 'access',
      client_id: 'client',
      exp: now + 60,
      tenantId,
      memberId: userId,
      roleVersion: '1',
    };
    const text = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: world.signingKey.id })
      .sign(new TextEncoder().encode(jwk));
    expect(await isAuthorized(`Bearer ${text}`)).toBe(false);
  });

  it('does not call it the caller’s fault when the table is out of reach', async () => {
    const broken = {
      ...world.runtime,
      tenantTable: () => {
        throw new Error('out of reach');
      },
    };
    await expect(authorizeRequest(broken, { headers: { authorization: `Bearer ${token}` } })).rejects.toThrow(
      'out of reach',
    );
  });

  it('leaves a request without a caller to the API, which answers 401', async () => {
    const { status, body } = await world.call('GET', '/me');
    expect([status, body.code]).toEqual([401, 'auth.required']);
  });
});

describe('signing in', () => {
  const token_ = (body: object) => world.call('POST', '/auth/token', { body });
  const credentials = { email: 'ada@example.com', password: PASSWORD };

  it('gives an access token, a refresh token, and how long they last', async () => {
    const { status, body } = await token_(credentials);
    expect(status).toBe(200);
    expect(body).toMatchObject({ tokenType: 'Bearer', expiresIn: 3_600, tenantId });
    expect((await token_({ ...credentials, email: 'ADA@example.com' })).status).toBe(200);
  });

  it('says the same for an unknown person and a wrong password', async () => {
    const wrong = await token_({ ...credentials, password: 'Wrong-password-123' });
    const unknown = await token_({ ...credentials, email: 'nobody@example.com' });
    const { instance: _a, ...first } = wrong.body;
    const { instance: _b, ...second } = unknown.body;
    expect([wrong.status, first]).toEqual([401, second]);
  });

  it.each([
    ['no password', { email: 'ada@example.com' }, ['/password']],
    ['nothing', {}, ['/email', '/password']],
    ['both ways at once', { ...credentials, refreshToken: 'x' }, ['/email', '/password']],
    ['an unknown field', { ...credentials, scope: 'all' }, ['/scope']],
  ])('refuses %s with the pointer', async (_case, body, pointers) => {
    const answer = await token_(body);
    expect([answer.status, answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)]).toEqual([
      422,
      pointers,
    ]);
  });

  it('goes on by refresh token until the session is signed out', async () => {
    const first = (await token_(credentials)).body;
    world.clock.advance(2 * 60 * MINUTE_S * 1_000);
    expect(await isAuthorized(`Bearer ${first.accessToken}`)).toBe(false);
    const second = (await token_({ refreshToken: first.refreshToken })).body;
    expect(await isAuthorized(`Bearer ${second.accessToken}`)).toBe(true);
    expect(second.refreshToken).toBe(first.refreshToken);
    const out = await world.call('POST', '/auth/sign-out', { body: { refreshToken: first.refreshToken } });
    expect([out.status, out.body]).toEqual([204, '']);
    const third = await token_({ refreshToken: first.refreshToken });
    expect([third.status, third.body.code]).toEqual([401, 'auth.bad_refresh_token']);
    expect((await world.call('POST', '/auth/sign-out', { body: { refreshToken: first.refreshToken } })).status).toBe(
      204,
    );
  });

  it.each(['nonsense', 'ten_x.y', `ten_${'0'.repeat(26)}.nonsense`])(
    'refuses the refresh token %s',
    async (refreshToken) => {
      const { status, body } = await token_({ refreshToken });
      expect([status, body.code]).toEqual([401, 'auth.bad_refresh_token']);
    },
  );
});

describe('a person in two companies', () => {
  let other: string;
  beforeEach(async () => {
    const { body } = await world.signUp('grace@example.com', 'Second Works');
    other = body.tenant.id;
    const boss = await world.signIn('grace@example.com');
    const invited = await world.call('POST', '/invitations', {
      token: boss,
      body: { email: 'ada@example.com', roles: ['sales'] },
    });
    const accepted = await world.call('POST', '/invitations/accept', {
      body: { token: invited.body.token, password: PASSWORD },
    });
    expect(accepted.status).toBe(201);
  });
  const tenantOf = async (accessToken: string) =>
    (await world.call('GET', '/me', { token: accessToken })).body.tenant.id;

  it('chooses one with each sign-in, and has the roles of that one', async () => {
    expect(await tenantOf(await world.signIn('ada@example.com'))).toBe(tenantId);
    const there = await world.signIn('ada@example.com', other);
    const me = (await world.call('GET', '/me', { token: there })).body;
    expect([me.tenant.id, me.roles]).toEqual([other, ['sales']]);
    expect(me.memberships.map(({ id }: { id: string }) => id).sort()).toEqual([tenantId, other].sort());
    expect(await tenantOf(await world.signIn('ada@example.com', tenantId))).toBe(tenantId);
  });

  it('keeps each session in its company, whatever the other sessions choose', async () => {
    const open = async (id: string) =>
      (
        await world.call('POST', '/auth/token', {
          body: { email: 'ada@example.com', password: PASSWORD, tenantId: id },
        })
      ).body;
    const here = await open(tenantId);
    const there = await open(other);
    for (const [session, expected] of [
      [here, tenantId],
      [there, other],
      [here, tenantId],
    ]) {
      const { body } = await world.call('POST', '/auth/token', { body: { refreshToken: session.refreshToken } });
      expect([body.tenantId, await tenantOf(body.accessToken)]).toEqual([expected, expected]);
    }
  });

  it('never gets a token for the wrong one when two sessions choose at once', async () => {
    const wanted = [tenantId, other, tenantId, other];
    const answers = await Promise.all(
      wanted.map((id) =>
        world.call('POST', '/auth/token', { body: { email: 'ada@example.com', password: PASSWORD, tenantId: id } }),
      ),
    );
    for (const [index, { status, body }] of answers.entries()) {
      expect([200, 503]).toContain(status);
      if (status === 200) expect(await tenantOf(body.accessToken)).toBe(wanted[index]);
    }
  });

  it.each([
    ['a company that is not theirs', async () => (await world.signUp('eve@example.com', 'Third')).body.tenant.id],
    ['a company that is not there', async () => `ten_${'0'.repeat(26)}`],
  ])('is refused %s, in the same words', async (_case, strange) => {
    const id = await strange();
    const { status, body } = await world.call('POST', '/auth/token', {
      body: { email: 'ada@example.com', password: PASSWORD, tenantId: id },
    });
    expect([status, body.code]).toEqual([403, 'auth.not_a_member']);
  });

  it('a choice is not made for someone whose password is not shown', async () => {
    const before = world.items().filter((item) => item.__edb_e__ === person.name);
    const body = { email: 'ada@example.com', password: 'Wrong-password-123', tenantId: other };
    expect((await world.call('POST', '/auth/token', { body })).status).toBe(401);
    expect(world.items().filter((item) => item.__edb_e__ === person.name)).toEqual(before);
  });
});
