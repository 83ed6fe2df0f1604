import { describe, expect, it } from 'vitest';
import { enforceLimit, releaseLimit } from '../../../domain/platform/index.ts';
import { PLANS } from '../../../domain/platform/plans.ts';
import { subscription } from '../../../domain/platform/subscription.entity.ts';
import { SUBSCRIPTION_ID } from '../../../domain/platform/subscription.schema.ts';
import { usage } from '../../../domain/platform/usage.entity.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { createWorld } from '../../harness/world.ts';
import { runImportKind, told } from '../catalog/import-kinds.ts';

describe('a limit of the plan, as a part of a commit', () => {
  it('is never passed, however many come at once', async () => {
    const world = await createWorld();
    const tenant = await world.tenant();
    const count = (loops: number) => commit(tenant.context(), (work) => enforceLimit(work, 'loopsPerMonth', loops));
    await count(PLANS.trial.limits.loopsPerMonth - 10);
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => count(1)));
    const refusals = tries.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    expect(tries.length - refusals.length).toBe(10);
    for (const { reason } of refusals)
      expect(reason).toMatchObject({ kind: 'payment_required', code: 'platform.plan.limit_reached' });
    const { used, remaining } = await tenant
      .context()
      .records.need(usage, { limit: 'loopsPerMonth', period: '2026-03' });
    expect([used, remaining]).toEqual([1_000, 0]);
    world.close();
  });

  it('leaves nothing of a commit that it refuses, and begins anew with the next month', async () => {
    const world = await createWorld();
    const tenant = await world.tenant();
    const win = (loops: number) =>
      commit(tenant.context(), async (work) => {
        await work.nextNumber('LOOP');
        await enforceLimit(work, 'loopsPerMonth', loops);
      });
    await win(1_000);
    const before = world.items();
    await expect(win(1)).rejects.toMatchObject({ code: 'platform.plan.limit_reached' });
    expect(world.items()).toEqual(before);
    world.clock.advance(31 * 86_400_000);
    await expect(win(1)).resolves.toBeUndefined();
    world.close();
  });

  it('moves with the plan, and counts both ways', async () => {
    const world = await createWorld();
    const tenant = await world.tenant();
    const context = tenant.context();
    await commit(context, (work) => enforceLimit(work, 'users', 10));
    await commit(context, async (work) => {
      const before = await work.records.need(subscription, SUBSCRIPTION_ID);
      work.update(subscription, before, { plan: 'business' });
    });
    await Promise.all([1, 2, 3].map(() => commit(tenant.context(), (work) => enforceLimit(work, 'users'))));
    await commit(context, (work) => releaseLimit(work, 'users', 2));
    const { used, remaining, allowed } = await context.records.need(usage, { limit: 'users', period: 'total' });
    expect([used, remaining, allowed]).toEqual([11, 89, 100]);
    world.close();
  });
});

describe('the limit on products', () => {
  const allowed = PLANS.trial.limits.products;
  const product = (sku: string) => ({ sku, name: sku, kind: 'purchased' });

  it('refuses one more, and an import adds as many as there is room for', async () => {
    const world = await createWorld();
    const tenant = await world.tenant();
    expect((await tenant.post('/catalog/products', product('A'))).status).toBe(201);
    await commit(tenant.context(), (work) => enforceLimit(work, 'products', allowed - 3));
    const rows = [product('B'), product('A'), product('C'), product('D')];
    expect(told(await runImportKind(tenant, 'products', rows))).toEqual([
      'created',
      'unchanged',
      'created',
      'refused platform.plan.limit_reached',
    ]);
    const refused = await tenant.post('/catalog/products', product('D'));
    expect([refused.status, refused.body.facts]).toEqual([
      402,
      { name: 'products', limit: allowed, usage: allowed, plan: 'trial' },
    ]);
    expect((await tenant.get('/catalog/products')).body.data).toHaveLength(3);
    world.close();
  });
});
