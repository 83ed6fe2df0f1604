import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ReadsDisagree } from '../../../shared/table/reads-disagree.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { tenantProfile } from '../../../shared/tenancy.ts';
import { createWorld, type TestTenant, type World } from '../../harness/world.ts';

let world: World;
let tenant: TestTenant;
beforeEach(async () => {
  world = await createWorld();
  tenant = await world.tenant();
});
afterEach(() => world.close());

/** Renames the company, once its reads agree. */
const rename = (company: string, disagreements: number) => {
  let attempts = 0;
  return commit(tenant.context(), async (work) => {
    attempts += 1;
    const profile = await work.records.need(tenantProfile, tenant.id);
    if (attempts <= disagreements) throw new ReadsDisagree('for the test');
    work.update(tenantProfile, profile, { company });
    return attempts;
  });
};
const companies = () => world.items().flatMap((item) => (item.__edb_e__ === 'tenant' ? [item.company] : []));

describe('a commit whose reads disagree', () => {
  it('is decided anew and committed', async () => {
    expect(await rename('Renamed', 3)).toBe(4);
    expect(companies()).toEqual(['Renamed']);
  });

  it('is given up as contention where they never agree, and writes nothing', async () => {
    await expect(rename('Renamed', 100)).rejects.toMatchObject({ kind: 'unavailable', code: 'commit.contention' });
    expect(companies()).toEqual(['Test Company']);
  });
});
