import { beforeEach, describe, expect, it } from 'vitest';
import { authorizeRequest } from '../../../domain/platform/authorize-request.ts';
import { limitsOf } from '../../../domain/platform/count-requests.ts';
import { PLANS } from '../../../domain/platform/plans.ts';
import { createPlatformWorld, type PlatformWorld } from './platform-world.ts';

let world: PlatformWorld;
let owner: string;
beforeEach(async () => {
  world = await createPlatformWorld();
  await world.signUp();
  owner = await world.signIn('ada@example.com');
});
const authorize = (token: string) => authorizeRequest(world.runtime, { headers: { authorization: `Bearer ${token}` } });
const { tenant: tenantQuota, key: keyQuota } = PLANS.trial.requestsPerMinute;

/** Requests at one instant until one is refused, and how many passed. */
async function spend(token: string): Promise<number> {
  for (let passed = 0; ; passed += 1) {
    const answer = await authorize(token);
    if (!answer.isAuthorized) throw new Error('The caller is not known');
    if (answer.context.rateRetryAfter !== undefined) return passed;
  }
}

describe('a signed-in caller', () => {
  it('is told the tenant’s rate with every answer, also with a refusal', async () => {
    for (const [path, status] of [
      ['/users', 200],
      ['/users/usr_none', 404],
      ['/users?nothing=1', 422],
    ] as const) {
      const answer = await world.call('GET', path, { token: owner });
      expect(answer.status).toBe(status);
      expect(answer.headers['ratelimit-policy']).toBe(`"tenant";q=${tenantQuota};w=60`);
      expect(answer.headers.ratelimit).toMatch(/^"tenant";r=(5\d\d|600);t=[012]$/);
    }
  });

  it('with an API key is told the key’s rate as well', async () => {
    const { body } = await world.call('POST', '/api-keys', {
      token: owner,
      body: { name: 'Shop', scopes: ['*:read'] },
    });
    const { headers } = await world.call('GET', '/users', { token: body.key });
    expect(headers['ratelimit-policy']).toBe(`"tenant";q=${tenantQuota};w=60, "key";q=${keyQuota};w=60`);
    expect(headers.ratelimit).toMatch(/^"tenant";r=\d+;t=\d+, "key";r=\d+;t=\d+$/);
  });

  it('over the plan’s rate is refused with 429 and when to come again, by all tokens of the tenant', async () => {
    expect(await spend(owner)).toBeGreaterThan(tenantQuota - 10);
    const again = await world.signIn('ada@example.com');
    const { status, body, headers } = await world.call('GET', '/users', { token: again });
    expect([status, body.code, headers['retry-after']]).toEqual([429, 'rate.limited', '1']);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(headers.ratelimit).toMatch(/^"tenant";r=0;t=1$/);
    expect(body.facts).toEqual({ limit: 'tenant', quota: tenantQuota, windowSeconds: 60, retryAfterSeconds: 1 });
    world.clock.advance(1_000);
    expect((await world.call('GET', '/users', { token: again })).status).toBe(200);
  });

  it('over its key’s rate leaves the rest of the tenant’s to others', async () => {
    const { body } = await world.call('POST', '/api-keys', {
      token: owner,
      body: { name: 'Shop', scopes: ['*:read'] },
    });
    world.clock.advance(60_000);
    expect(await spend(body.key)).toBeLessThanOrEqual(keyQuota);
    expect((await world.call('GET', '/users', { token: body.key })).body.facts.limit).toBe('key');
    expect((await world.call('GET', '/users', { token: owner })).status).toBe(200);
  });

  it('who is refused costs no table call; who is a stranger spends nobody’s rate', async () => {
    await spend(owner);
    const calls = countCalls();
    for (let index = 0; index < 50; index += 1) await authorize(owner);
    expect(calls()).toBe(0);
    const other = await world.signUp('eve@example.com', 'Other');
    const forged = `tk_local_${other.body.tenant.id.slice(4)}${'0'.repeat(26)}_${'A'.repeat(43)}`;
    for (let index = 0; index < 2 * tenantQuota; index += 1)
      expect(await authorize(forged)).toEqual({ isAuthorized: false });
    const eve = await world.signIn('eve@example.com');
    expect((await world.call('GET', '/users', { token: eve })).headers.ratelimit).toMatch(/r=59\d/);
  });

  it('is let through uncounted where the buckets are out of reach', async () => {
    const { tenantTable } = world.runtime;
    const failing: typeof tenantTable = (tenantId) => {
      const client = tenantTable(tenantId);
      const broken = Object.create(client) as typeof client;
      broken.send = ((command: { constructor: { name: string } }) =>
        command.constructor.name === 'TransactWriteCommand'
          ? Promise.reject(new Error('out of reach'))
          : client.send(command as never)) as typeof client.send;
      return broken;
    };
    Object.assign(world.runtime, { tenantTable: failing });
    for (let index = 0; index < tenantQuota + 50; index += 1)
      expect(await authorize(owner)).toMatchObject({ context: { roles: 'owner' } });
  });
});

describe('the limits', () => {
  it.each(['trial', 'starter', 'business'] as const)('of the plan %s let a key have less than its tenant', (plan) => {
    const { tenant, key } = PLANS[plan].requestsPerMinute;
    expect(key).toBeLessThan(tenant);
  });
  it('are wider by a stage’s factor', () => {
    const caller = { tenantId: 'ten_1', actorKind: 'apiKey', actorId: 'key_1', roles: '', patterns: '' } as const;
    expect(limitsOf(caller, 'starter', 100).map(({ bucket, policy }) => [bucket, policy.quota])).toEqual([
      ['tenant', 120_000],
      ['key_1', 60_000],
    ]);
  });
});

/** How many calls the tables have been asked since. */
function countCalls(): () => number {
  let calls = 0;
  const { tenantTable } = world.runtime;
  const counted: typeof tenantTable = (tenantId) => {
    calls += 1;
    return tenantTable(tenantId);
  };
  Object.assign(world.runtime, { tenantTable: counted });
  return () => calls;
}
