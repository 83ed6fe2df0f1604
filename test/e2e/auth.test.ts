/** Who may call what, over HTTP: everything forged, worn out or taken away is 401, everything not granted is 403. */
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, exportJWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modules } from '../../domain/modules.ts';
import { openSecrets } from '../../infra/local/secrets.ts';
import { openStorage } from '../../infra/local/storage.ts';
import { GIVEN_ROLES, isAllowed } from '../../shared/authz/roles.ts';
import type { Permission, TenantRoute } from '../../shared/module.ts';
import { unknownIdLike } from './breakages.ts';
import { type Furnished, furnish } from './furnish.ts';
import { type Caller, type Company, openProduct, PASSWORD, type Product } from './local-product.ts';
import { addressOf, keyOf, READABLE, validRequests } from './valid-requests.ts';

const guarded = modules.flatMap(({ routes, permissions }) =>
  routes.flatMap((route): { route: TenantRoute; permission: Permission }[] => {
    const permission = permissions.find(({ name }) => route.access === 'tenant' && name === route.permission);
    return route.access === 'tenant' && permission !== undefined ? [{ route, permission }] : [];
  }),
);

let product: Product;
let company: Company;
/** A second one, since a plan lets no company have more than ten people. */
let office: Company;
let furnished: Furnished;
let requests: ReturnType<typeof validRequests>;
beforeAll(async () => {
  product = await openProduct();
  company = await product.company('Alpha');
  office = await product.company('Office');
  furnished = await furnish(product, company, 'Alpha');
  requests = validRequests(furnished);
});
afterAll(async () => {
  await product.stop();
  expect(product.faults.join('\n')).toBe('');
});

/** Calls a route as it would succeed for the owner; answers with the status, and the code of a refusal. */
async function outcome(caller: Caller, route: TenantRoute): Promise<string> {
  const { id, body, ifMatch } = requests[keyOf(route)] ?? {};
  const address = addressOf(route.path, id ?? furnished.ids[READABLE[route.path] ?? ''] ?? '6200');
  const answer = await caller.call(route.method, address, {
    ...(body === undefined ? {} : { body }),
    ...(ifMatch === undefined ? {} : { ifMatch }),
  });
  return answer.status < 400 ? String(answer.status) : `${answer.status} ${answer.body.code}`;
}

/** Routes whose outcome is another than the one that all should have. */
async function deviations(caller: Caller, expected: string, routes = guarded): Promise<string[]> {
  const found: string[] = [];
  for (const { route } of routes) {
    const got = await outcome(caller, route);
    if (got !== expected) found.push(`${keyOf(route)}: ${got}`);
  }
  return found;
}

describe('a request without a credential that holds', () => {
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const NOW = Math.floor(Date.now() / 1000);

  /** A token as the pool signs it, but for what is changed; the pool's own key is read from the cloud's file. */
  function forge(
    changes: { [claim: string]: unknown },
    key?: KeyObject | Uint8Array,
    header: object = {},
  ): Promise<string> {
    const pool = createPrivateKey(openSecrets(openStorage(product.cloud.engine.database)).read('signing-key') ?? '');
    const { kid = '' } = decodeProtectedHeader(company.token);
    return new SignJWT({ ...decodeJwt(company.token), exp: NOW + 600, ...changes })
      .setProtectedHeader({ alg: 'RS256', kid, ...header })
      .sign(key ?? pool);
  }
  const unsigned = (text: string, alg: string) => {
    const [, payload = ''] = text.split('.');
    return `${Buffer.from(JSON.stringify({ alg, typ: 'JWT' })).toString('base64url')}.${payload}.`;
  };
  const keyed = (of: (key: string) => string) => async () => {
    const { key } = await company.post('/api-keys', { name: 'forged', scopes: ['*'] });
    return of(key);
  };

  it('a token forged with nothing changed is taken: what follows is refused for its change alone', async () => {
    expect((await product.caller(await forge({})).call('GET', '/me')).status).toBe(200);
    expect((await product.caller(await keyed((key) => key)()).call('GET', '/me')).status).toBe(200);
  });

  const forgeries: Readonly<Record<string, () => Promise<string> | string>> = {
    'a text that is no token': () => 'x'.repeat(40),
    'a token of three parts that say nothing': () => 'e30.e30.e30',
    'a token that has expired': () => forge({ exp: NOW - 1 }),
    'a token that never expires': () => forge({ exp: undefined }),
    'a token that is not yet valid': () => forge({ nbf: NOW + 3600 }),
    'a token that another key signed': () => forge({}, other.privateKey),
    'a token of an unknown key': () => forge({}, other.privateKey, { kid: 'unknown' }),
    'a token that nobody signed': async () => unsigned(await forge({}), 'none'),
    'a token of alg "nOnE"': async () => unsigned(await forge({}), 'nOnE'),
    'a token signed with the public key as a secret': async () => {
      const { privateKey } = other;
      const jwk = JSON.stringify(await exportJWK(privateKey));
      return forge({}, new TextEncoder().encode(jwk), { alg: 'HS256' });
    },
    'a token whose claims were changed': () => {
      const [header = '', payload = '', signature = ''] = company.token.split('.');
      const claims = Buffer.from(payload, 'base64url').toString().replace(company.userId, unknownIdLike('usr'));
      return [header, Buffer.from(claims).toString('base64url'), signature].join('.');
    },
    'a token of another pool': () =>
      forge({ iss: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_other' }),
    'a token of another client': () => forge({ client_id: 'other' }),
    'an id token': () => forge({ token_use: 'id' }),
    'a token of a company in which the person is not': () => forge({ tenantId: unknownIdLike('ten') }),
    'a token of someone who is not there': () => forge({ memberId: unknownIdLike('usr') }),
    'a token from before the person’s rights changed': () => forge({ roleVersion: '0' }),
    'a refresh token': () => company.refreshToken,
    'an invitation': () => furnished.invitationToken,
    'an API key with another secret': keyed((key) => `${key.slice(0, -43)}${'A'.repeat(43)}`),
    'an API key of another stage': keyed((key) => key.replace('tk_local_', 'tk_prod_')),
    'an API key that is not there': keyed((key) => key.replace(/(tk_local_.{26}).{26}/, `$1${'0'.repeat(26)}`)),
    'an API key of another company': keyed((key) => key.replace(/tk_local_.{26}/, `tk_local_${'0'.repeat(26)}`)),
    'an API key cut short': keyed((key) => key.slice(0, -1)),
    'an API key that was revoked': async () => {
      const { key, id, version } = await company.post('/api-keys', { name: 'old', scopes: ['*'] });
      await company.call('DELETE', `/api-keys/${id}`, { ifMatch: version });
      return key;
    },
  };
  it.each(Object.keys(forgeries))('%s is refused in the same words as none (401)', async (name) => {
    const credential = (await forgeries[name]?.()) ?? '';
    await product.settled();
    const before = product.digest();
    const without = await product.anonymous.call('GET', '/crm/accounts');
    for (const [method, path, body] of [
      ['GET', '/crm/accounts', undefined],
      ['POST', '/crm/accounts', { name: 'Forged' }],
      ['GET', '/me', undefined],
    ] as const) {
      const answer = await product.caller(credential).call(method, path, body === undefined ? {} : { body });
      expect(answer.status).toBe(401);
      expect({ ...answer.body, instance: '' }).toEqual({ ...without.body, instance: '' });
      expect(answer.headers['www-authenticate']).toBe('Bearer');
    }
    expect(product.digest()).toBe(before);
  });

  it('no route but the public ones answers a stranger (401), and nothing is written', async () => {
    const before = product.digest();
    expect((await deviations(product.anonymous, '401 auth.required')).join('\n')).toBe('');
    expect((await deviations(product.caller('x'.repeat(40)), '401 auth.required')).join('\n')).toBe('');
    expect(product.digest()).toBe(before);
    const open = modules.flatMap(({ routes }) => routes.filter(({ access }) => access === 'public').map(keyOf));
    expect(open).toEqual([
      ...['POST /signup', 'POST /auth/token', 'POST /auth/sign-out', 'POST /invitations/accept'],
      ...['GET /health', 'GET /openapi.json'],
      ...['POST /forms/{publicKey}', 'POST /payment-callbacks/{publicKey}'],
    ]);
  });

  it.each([
    ['another scheme', `Basic ${Buffer.from('ada:secret').toString('base64')}`],
    ['no scheme', 'token'],
    ['two credentials', 'Bearer aaaaaaaaaaaaaaaaaaaa, Bearer bbbbbbbbbbbbbbbbbbbb'],
    ['a credential over all measure', `Bearer ${'x'.repeat(8_500)}`],
  ])('an Authorization header with %s is refused (401)', async (_what, authorization) => {
    expect((await product.anonymous.call('GET', '/me', { headers: { authorization } })).status).toBe(401);
  });

  it('a wrong password and an unknown person get one answer (401)', async () => {
    const answers = await Promise.all(
      [
        { email: company.email, password: 'wrong password' },
        { email: 'nobody@alpha.example', password: PASSWORD },
      ].map((body) => product.anonymous.call('POST', '/auth/token', { body })),
    );
    for (const { status, body } of answers) expect([status, body.code]).toEqual([401, 'auth.bad_credentials']);
    expect(new Set(answers.map(({ body }) => body.detail)).size).toBe(1);
  });
});

describe('a caller without the permission', () => {
  /** The permissions that hold for everyone who is signed in. */
  const others = guarded.filter(({ permission }) => permission.name !== 'platform.me:read');

  it('whose every role was deleted is refused everywhere (403), whatever the request, and changes nothing', async () => {
    const role = await company.post('/roles', { name: 'Brief', permissions: ['crm.*'] });
    const nobody = await product.colleague(company, [role.id]);
    expect((await nobody.call('GET', '/crm/accounts')).status).toBe(200);
    await company.call('DELETE', `/roles/${role.id}`, { ifMatch: role.version });
    await product.settled();
    const before = product.digest();
    expect((await deviations(nobody, '403 auth.forbidden', others)).join('\n')).toBe('');
    expect((await nobody.get('/me')).permissions).toEqual(['platform.me:read']);
    expect(product.digest()).toBe(before);
  });

  it('a key whose scope is nothing more is refused everywhere (403)', async () => {
    const { key } = await company.post('/api-keys', { name: 'nothing', scopes: ['platform.me:read'] });
    expect((await deviations(product.caller(key), '403 auth.forbidden', others)).join('\n')).toBe('');
  });

  it('a viewer reads everything and writes nothing (403)', async () => {
    const viewer = await product.colleague(company, ['viewer']);
    await product.settled();
    const before = product.digest();
    // What a batch holds is refused one by one (`test/integration/api`).
    const writes = guarded.filter(({ route }) => route.method !== 'GET' && !('dispatches' in route));
    expect(writes.length).toBeGreaterThan(60);
    expect((await deviations(viewer, '403 auth.forbidden', writes)).join('\n')).toBe('');
    const reads = guarded.filter(({ route }) => route.method === 'GET' && route.query === undefined);
    expect((await deviations(viewer, '200', reads)).join('\n')).toBe('');
    expect(product.digest()).toBe(before);
  });

  it.each(GIVEN_ROLES.filter((role) => role !== 'owner' && role !== 'viewer'))(
    'the role %s holds what the catalogue says, and no more',
    async (role) => {
      const caller = await product.colleague(office, [role]);
      const wrong: string[] = [];
      for (const { route, permission } of guarded) {
        // Ids of nothing and no body: who may call gets 404, 400 or an empty answer, and nothing comes of it.
        const { status } = await caller.call(route.method, addressOf(route.path, 'none'));
        const may = isAllowed({ roles: [role], patterns: [] }, permission) || permission.name === 'platform.me:read';
        if ((status !== 403) !== may) wrong.push(`${keyOf(route)}: ${status}`);
      }
      expect(wrong.join('\n')).toBe('');
    },
  );
});

describe('rights', () => {
  const forbidden = async (caller: Caller, method: string, path: string, body: object, ifMatch?: number) => {
    const { status, body: answer } = await caller.call(method, path, {
      body,
      ...(ifMatch === undefined ? {} : { ifMatch }),
    });
    expect(status).toBe(403);
    return answer.code;
  };

  it('nobody hands out more than they hold, by role, invitation, key or change (403)', async () => {
    const role = await office.post('/roles', { name: 'Office', permissions: ['platform.*', 'crm.account:read'] });
    const clerk = await product.colleague(office, [role.id]);
    const admin = await product.colleague(office, ['admin']);
    const everything = { name: 'All', permissions: ['*'] };
    expect(await forbidden(clerk, 'POST', '/roles', everything)).toBe('platform.rights.exceeded');
    expect(await forbidden(clerk, 'PATCH', `/roles/${role.id}`, everything, role.version)).toBe(
      'platform.rights.exceeded',
    );
    expect(await forbidden(clerk, 'POST', '/api-keys', { name: 'All', scopes: ['crm.*'] })).toBe(
      'platform.rights.exceeded',
    );
    expect(await forbidden(clerk, 'POST', '/invitations', { email: 'x@office.example', roles: ['sales'] })).toBe(
      'platform.rights.exceeded',
    );
    expect(await forbidden(admin, 'POST', '/invitations', { email: 'x@office.example', roles: ['owner'] })).toBe(
      'platform.rights.owner_only',
    );
    expect(await forbidden(admin, 'PATCH', `/users/${admin.id}`, { roles: ['owner'] }, 1)).toBe(
      'platform.rights.owner_only',
    );
    expect(await forbidden(admin, 'PATCH', `/users/${office.userId}`, { roles: ['viewer'] }, 1)).toBe(
      'platform.rights.owner_only',
    );
  });

  it('a key makes no key that reaches further than itself (403)', async () => {
    const { key } = await office.post('/api-keys', { name: 'Keys', scopes: ['platform.api_key:*'] });
    const body = { name: 'More', scopes: ['crm.*'] };
    expect(await forbidden(product.caller(key), 'POST', '/api-keys', body)).toBe('platform.rights.exceeded');
  });

  it('an import needs the permission of its kind as well (403)', async () => {
    const { key } = await office.post('/api-keys', { name: 'Import', scopes: ['platform.import:*'] });
    const body = { kind: 'vendors', content: 'externalId,name\n1,Sly\n' };
    expect(await forbidden(product.caller(key), 'POST', '/imports', body)).toBe('auth.forbidden');
  });

  it('end at once: changed roles, suspension, removal, sign-out', async () => {
    const leaver = await product.colleague(office, ['sales']);
    const path = `/users/${leaver.id}`;
    const status = async (caller: Caller) => (await caller.call('GET', '/crm/accounts')).status;
    expect(await status(leaver)).toBe(200);
    const change = async (body: object) => office.patch(path, body, (await office.get(path)).version);
    await change({ roles: ['hr'] });
    expect(await status(leaver)).toBe(401);
    await change({ roles: ['sales'] });
    await change({ state: 'suspended' });
    expect(await status(leaver)).toBe(401);
    const { email } = await office.get(path);
    const signIn = await product.anonymous.call('POST', '/auth/token', { body: { email, password: PASSWORD } });
    expect([signIn.status, signIn.body.code]).toEqual([403, 'auth.no_tenant']);
    await change({ state: 'active' });
    const again = await product.anonymous.post('/auth/token', { email, password: PASSWORD });
    expect(await status(product.caller(again.accessToken))).toBe(200);
    await product.anonymous.post('/auth/sign-out', { refreshToken: again.refreshToken });
    const refreshed = await product.anonymous.call('POST', '/auth/token', {
      body: { refreshToken: again.refreshToken },
    });
    expect([refreshed.status, refreshed.body.code]).toEqual([401, 'auth.bad_refresh_token']);
    await office.call('DELETE', path, { ifMatch: (await office.get(path)).version });
    expect(await status(product.caller(again.accessToken))).toBe(401);
  });
});
