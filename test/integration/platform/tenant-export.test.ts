import { beforeAll, describe, expect, it } from 'vitest';
import { modules } from '../../../domain/modules.ts';
import { stateHashOf } from '../../../domain/platform/exports/state-hash.ts';
import { scopeOf } from '../../../domain/platform/exports/tenant-scope.ts';
import { WALK_START, type WalkPlace, walkTenant } from '../../../domain/platform/exports/walk-tenant.ts';
import { itemKey } from '../../../shared/table/entity.ts';
import type { EventRecord } from '../../../shared/table/event-log.ts';
import { KERNEL_ENTITIES } from '../../../shared/table/kernel-entities.ts';
import { tenantProfile } from '../../../shared/tenancy.ts';
import { win } from '../../harness/bicycle-shop.ts';
import type { Answer, Body, TestTenant } from '../../harness/world.ts';
import { playOut } from '../../harness/world-api.ts';
import { busyShop, demoCompany, exported, fileOf, restoring, sha256 } from './bulk-world.ts';
import { createPlatformWorld, type PlatformWorld } from './platform-world.ts';

async function walked(tenant: TestTenant): Promise<string[]> {
  const keys: string[] = [];
  for (let place: WalkPlace | undefined = WALK_START; place !== undefined; ) {
    const { found, next }: Awaited<ReturnType<typeof walkTenant>> = await walkTenant(tenant.context(), place);
    for (const { entity, record } of found) {
      const fields = record as Record<string, unknown>;
      const key = Object.fromEntries([...entity.partition, ...entity.sort].map((name) => [name, String(fields[name])]));
      const { pk, sk } = itemKey(entity, tenant.id, key);
      keys.push(`${pk}|${sk}`);
    }
    place = next;
  }
  return keys;
}

let world: PlatformWorld;
let shop: Awaited<ReturnType<typeof busyShop>>;
let file: Buffer;
let job: Body;
beforeAll(async () => {
  world = await createPlatformWorld();
  shop = await busyShop(world);
  await shop.tenant.post('/roles', { name: 'Dispatch', permissions: ['logistics.*'] });
  ({ job, file } = await exported(world, shop.tenant, { kind: 'tenant', format: 'ndjson' }));
});

/** Later than every sign-up before it, as a real one is. */
async function newCompany(options: Parameters<PlatformWorld['tenant']>[0] = {}): Promise<TestTenant> {
  world.clock.advance(1_000);
  const tenant = await world.tenant(options);
  world.clock.advance(1_000);
  return tenant;
}

async function restored(container: Buffer): Promise<{ copy: TestTenant; done: Body }> {
  const copy = await newCompany();
  const made: Answer = await restoring(world, copy, container);
  expect(made.status, JSON.stringify(made.body)).toBe(202);
  await world.settle();
  return { copy, done: (await copy.get(`/imports/${made.body.id}`)).body };
}

const itemsOf = ({ id }: TestTenant) => world.items().filter(({ pk }) => String(pk).startsWith(`t#${id}#`));
const carriedOf = (tenant: TestTenant) => {
  const { byName } = scopeOf(modules);
  return itemsOf(tenant).filter(({ __edb_e__: entity }) => byName.has(String(entity)));
};

/** Without the jobs and what tells of them. */
const ownItems = (tenant: TestTenant) =>
  carriedOf(tenant).filter(
    ({ __edb_e__: kind, entity }) => kind !== 'event' && !(kind === 'audit' && String(entity).startsWith('platform.')),
  );

describe('a whole company', () => {
  it('is found whole: every record once, and nothing is left but what stays', async () => {
    const { byName, tells } = scopeOf(modules);
    const found = await walked(shop.tenant);
    expect(new Set(found).size).toBe(found.length);
    const staying = new Set([
      ...modules.flatMap(({ stays }) => stays.map(({ name }) => name)),
      ...[tenantProfile, ...KERNEL_ENTITIES].map(({ name }) => name).filter((name) => !byName.has(name)),
    ]);
    const left = itemsOf(shop.tenant)
      .filter(({ pk, sk }) => !found.includes(`${String(pk)}|${String(sk)}`))
      .filter((item) => {
        if (item.__edb_e__ === 'audit') return !staying.has(String(item.entity));
        if (item.__edb_e__ === 'event') return tells(item as Pick<EventRecord, 'events'>);
        return !staying.has(String(item.__edb_e__));
      });
    expect(left.map(({ pk, sk }) => `${String(pk)}|${String(sk)}`)).toEqual([]);
    const kinds = new Set(carriedOf(shop.tenant).map(({ __edb_e__: entity }) => entity));
    expect([found.length > 250, kinds.size > 30, byName.size > 40]).toEqual([true, true, true]);
  });

  it('is exported into one file that says what is in it and names no tenant', () => {
    expect([job.state, job.failure, job.bytes, job.sha256]).toEqual(['succeeded', null, file.length, sha256(file)]);
    expect(file.includes(shop.tenant.id)).toBe(false);
    const { end } = JSON.parse(file.toString().trimEnd().split('\n').at(-1) ?? '');
    expect(end.changedMeanwhile).toBe(false);
    expect(end.counts).toMatchObject({ 'sales.order': 2, 'platform.role': 1 });
    const sum = Object.values<number>(end.counts).reduce((all, count) => all + count, 0);
    expect(sum).toBe(end.records);
  });

  it('is restored with an equal state hash, and with every record that it has', async () => {
    const { copy, done } = await restored(file);
    expect(done).toMatchObject({ kind: 'tenant', state: 'succeeded', failure: null });
    expect(await stateHashOf(copy.context())).toBe(await stateHashOf(shop.tenant.context()));
    expect(await walked(copy)).toHaveLength((await walked(shop.tenant)).length);
    // One that is changed is another one.
    await copy.post('/crm/accounts', { name: 'One more' });
    expect(await stateHashOf(copy.context())).not.toBe(await stateHashOf(shop.tenant.context()));
  });

  it('goes on where it was: ids that follow from others, numbers, reactions', async () => {
    const { copy } = await restored(file);
    const before = world.events().length;
    const { body: opportunity } = await copy.get(`/crm/opportunities/${shop.opportunityId}`);
    expect((await copy.get(`/sales/orders/${opportunity.salesOrderId}`)).status).toBe(200);
    await playOut(world, copy, opportunity.salesOrderId);
    expect((await copy.get(`/crm/opportunities/${shop.opportunityId}`)).body.outcomes).not.toEqual({});
    const next = await win({ tenant: copy, accountId: shop.accountId }, [['BELL', '1']]);
    await world.settle();
    const { body: order } = await copy.get(`/sales/orders/${next.salesOrderId}`);
    expect(order.number).toMatch(/-00003$/);
    expect(world.events().length).toBeGreaterThan(before);
    expect((await copy.post('/catalog/products', { sku: 'BIKE', name: 'B', kind: 'service', unit: 'EA' })).status).toBe(
      409,
    );
  });

  it('has its audit chains and its log of events, of which none is sent again', async () => {
    const { copy } = await restored(file);
    const { tells } = scopeOf(modules);
    const unsent = carriedOf(copy).filter((item) => item.outboxpk !== undefined);
    expect(unsent.filter((item) => tells(item as Pick<EventRecord, 'events'>))).toEqual([]);
    const told = (tenant: TestTenant) => tenant.events().filter(({ type }) => !type.startsWith('platform.'));
    expect(told(copy).map(({ id, type, data }) => ({ id, type, data }))).toEqual(
      told(shop.tenant).map(({ id, type, data }) => ({ id, type, data })),
    );
    const audit = await copy.get(`/audit?recordId=${shop.opportunityId}`);
    expect([audit.status, audit.body.verification.valid]).toEqual([200, true]);
    expect((await copy.get('/health/books')).body.faults).toEqual([]);
  });

  it('with the demo company’s data is equal as well', async () => {
    const demo = await demoCompany(world);
    const { file: container } = await exported(world, demo, { kind: 'tenant', format: 'ndjson' });
    const { copy, done } = await restored(container);
    expect(done.state).toBe('succeeded');
    expect(await stateHashOf(copy.context())).toBe(await stateHashOf(demo.context()));
  });
});

describe('a container that is not sound', () => {
  const lines = () => file.toString().split('\n').slice(0, -1);
  const joined = (all: readonly string[]) => Buffer.from(all.map((line) => `${line}\n`).join(''));
  const flipped = (at: number) => {
    const bytes = Buffer.from(file);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    return bytes;
  };
  const middle = (text: string) => file.indexOf(text, file.length / 2) + 2;
  it.each<[string, () => Buffer]>([
    ['a bit that is flipped in a text', () => flipped(middle('"name":"') + 8)],
    ['a bit that is flipped in the syntax', () => flipped(middle('{"e"'))],
    ['a bit that is flipped in its end', () => flipped(file.length - 40)],
    ['nothing after the half of it', () => file.subarray(0, file.length / 2)],
    ['nothing after the half of its lines', () => joined(lines().slice(0, 200))],
    ['a line less', () => joined(lines().toSpliced(100, 1))],
    ['a line twice', () => joined(lines().toSpliced(100, 0, lines()[100] ?? ''))],
    ['two lines that changed places', () => joined(lines().toSpliced(100, 2, lines()[101] ?? '', lines()[100] ?? ''))],
    ['something after its end', () => joined([...lines(), lines()[5] ?? ''])],
    ['a record of no kind that there is', () => joined(lines().toSpliced(100, 0, '{"e":"x.y","r":{"createdAt":""}}'))],
    [
      'a record of what stays: somebody who would be an owner',
      () =>
        joined(
          lines().toSpliced(100, 0, '{"e":"platform.ownership","r":{"id":"ownership","ownerIds":[],"createdAt":""}}'),
        ),
    ],
    ['a line without an end', () => Buffer.concat([joined(lines().slice(0, 9)), Buffer.alloc(3 * 1024 * 1024, 'a')])],
    ['bytes that are no text', () => Buffer.concat([joined(lines().slice(0, 9)), Buffer.from([0xff, 0xfe, 0x0a])])],
  ])('for %s is refused by the job, and nothing is written', async (_fault, make) => {
    const copy = await newCompany();
    const before = ownItems(copy);
    const made = await restoring(world, copy, make());
    expect(made.status).toBe(202);
    await world.settle();
    const { body: done } = await copy.get(`/imports/${made.body.id}`);
    expect([done.state, done.failure?.code]).toEqual(['failed', 'platform.import.damaged_container']);
    expect(ownItems(copy)).toEqual(before);
  });

  it.each<[string, () => Buffer, string]>([
    ['that is no container', () => Buffer.from('sku,name\n1,2\n'), 'not_a_container'],
    [
      'that is packed, whatever it would unpack to',
      () => Buffer.from('1f8b0800000000000003', 'hex'),
      'not_a_container',
    ],
    ['without a line', () => Buffer.alloc(200_000, ' '), 'not_a_container'],
    ['of another version', () => Buffer.from(file.toString().replace('"version":1', '"version":2')), 'other_version'],
  ])('%s is refused at once', async (_fault, make, code) => {
    const copy = await newCompany();
    const { status, body } = await restoring(world, copy, make());
    expect([status, body.errors[0].code]).toEqual([422, code]);
  });
});

describe('a restore', () => {
  it('into a company that has something is refused', async () => {
    const copy = await newCompany();
    await copy.post('/crm/accounts', { name: 'Ours' });
    const { status, body } = await restoring(world, copy, file);
    expect([status, body.code]).toEqual([409, 'platform.import.not_empty']);
  });

  it('a second time, or into a company with another currency, is refused', async () => {
    const { copy } = await restored(file);
    expect((await restoring(world, copy, file)).body.code).toBe('platform.import.not_empty');
    const swiss = await newCompany({ country: 'CH', currency: 'CHF' });
    expect((await restoring(world, swiss, file)).body.code).toBe('platform.import.other_ground');
  });

  it('is for owners: a person with every other right to import is refused, and so is an export', async () => {
    const copy = await newCompany();
    const clerk = copy.as([], ['platform.import:*', 'platform.upload:*', 'platform.export:*', 'crm.*']);
    expect((await restoring(world, clerk, file)).status).toBe(403);
    expect((await clerk.post('/exports', { kind: 'tenant', format: 'ndjson' })).status).toBe(403);
  });

  it('makes the people of the company visible, and nobody’s way in', async () => {
    const { body: signedUp } = await world.signUp('ada@example.com');
    const token = await world.signIn('ada@example.com');
    const body = { kind: 'tenant', format: 'ndjson' };
    const made = await world.call('POST', '/exports', { token, body });
    await world.settle();
    const { copy } = await restored(await fileOf(world, signedUp.tenant, made.body.id));
    const people = itemsOf(copy).filter((item) => item.__edb_e__ === 'platform.user');
    expect(people).toMatchObject([{ email: 'ada@example.com', state: 'removed' }]);
    expect(itemsOf(copy).filter((item) => item.__edb_e__ === 'platform.ownership')).toEqual([]);
  });

  it('delivered three times over comes to the same', async () => {
    const copy = await newCompany();
    const made = await restoring(world, copy, file);
    await world.settle({ copies: 3 });
    expect((await copy.get(`/imports/${made.body.id}`)).body.state).toBe('succeeded');
    expect(await stateHashOf(copy.context())).toBe(await stateHashOf(shop.tenant.context()));
  });

  it('that was given up half-way goes on with the same container, and keeps any other out', async () => {
    const copy = await newCompany();
    const made = await restoring(world, copy, file);
    // The step that checks, the one that empties, and then the first transaction of the writing step is the last.
    await world.settle({ most: 2 });
    world.faults.breakAt(2, 'after');
    await world.settle({ most: 1 });
    world.faults.heal();
    expect((await copy.post(`/imports/${made.body.id}/cancel`)).status).toBe(200);
    await world.settle();
    const { file: other } = await exported(world, await newCompany(), { kind: 'tenant', format: 'ndjson' });
    const denied = await restoring(world, copy, other);
    await world.settle();
    expect((await copy.get(`/imports/${denied.body.id}`)).body.failure.code).toBe('platform.import.being_restored');
    const again = await restoring(world, copy, file);
    await world.settle();
    expect((await copy.get(`/imports/${again.body.id}`)).body.state).toBe('succeeded');
    expect(await stateHashOf(copy.context())).toBe(await stateHashOf(shop.tenant.context()));
  });

  it('while somebody changes the company ends with the reason, and is not called restored', async () => {
    const copy = await newCompany();
    const made = await restoring(world, copy, file);
    await world.settle({ most: 3 });
    await copy.post('/crm/accounts', { name: 'In between' });
    await world.settle();
    const { body: done } = await copy.get(`/imports/${made.body.id}`);
    expect([done.state, done.failure.code]).toEqual(['failed', 'platform.import.changed_meanwhile']);
  });

  it('as a dry run says whether the container is sound, and writes nothing', async () => {
    const copy = await newCompany();
    const before = ownItems(copy);
    const { body: made } = await restoring(world, copy, file, { dryRun: true });
    await world.settle();
    const { body: done } = await copy.get(`/imports/${made.id}`);
    expect([done.state, done.counts.rows > 200, done.counts.created]).toEqual(['succeeded', true, 0]);
    expect(ownItems(copy)).toEqual(before);
  });

  it('broken at every fourth write, before or after it takes effect, ends equal', async () => {
    const wanted = await stateHashOf(shop.tenant.context());
    let nth = 1;
    for (let broke = true; broke; nth += 4) {
      const copy = await newCompany();
      const made = await restoring(world, copy, file);
      world.faults.breakAt(nth, nth % 8 === 1 ? 'before' : 'after');
      await world.settle();
      broke = world.faults.hasBroken();
      world.faults.heal();
      const { body: done } = await copy.get(`/imports/${made.body.id}`);
      expect([nth, done.state, done.failure]).toEqual([nth, 'succeeded', null]);
      expect(await stateHashOf(copy.context())).toBe(wanted);
    }
    expect(nth).toBeGreaterThan(8);
  });
});
