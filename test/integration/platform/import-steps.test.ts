/** The steps of an import: each counts once, however often and when it is delivered, and they come to an end. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { atTheWrite } from '../../harness/at-the-write.ts';
import type { TestTenant } from '../../harness/world.ts';
import { createPlatformWorld, type PlatformWorld } from './platform-world.ts';

/** More than one step takes, and fewer than two. */
const ROWS = 150;
const COUNTS = { rows: ROWS, created: ROWS, updated: 0, unchanged: 0, refused: 0 };
/** Deliveries that two steps take many times over; a job that is not done by then goes round in circles. */
const MOST = 10;

let world: PlatformWorld;
let tenant: TestTenant;
beforeEach(async () => {
  world = await createPlatformWorld();
  tenant = await world.tenant();
});
afterEach(() => world.close());

/** A dry run, whose only writes are its progress. */
async function started(): Promise<string> {
  const rows = Array.from({ length: ROWS }, (_, index) => `${index},Customer ${index}`);
  const content = `externalId,name\n${rows.join('\n')}\n`;
  const { status, body } = await tenant.post('/imports', { kind: 'accounts', format: 'csv', content, dryRun: true });
  expect([status, body.counts?.rows]).toEqual([202, 0]);
  return body.id;
}
const job = async (id: string) => (await tenant.get(`/imports/${id}`)).body;
const client = () => world.runtime.tenantTable(tenant.id);

it('each begins where the last one ended', async () => {
  const id = await started();
  await world.settle({ most: MOST });
  expect(await job(id)).toMatchObject({ state: 'succeeded', counts: COUNTS });
});

it('one that is delivered twice at once counts once', async () => {
  const id = await started();
  const deliverOne = () => world.settle({ copies: 2, most: 1 });
  await atTheWrite(client(), 1, deliverOne, deliverOne);
  expect((await job(id)).counts.rows).toBe(100);
  await world.settle({ copies: 2, most: MOST });
  expect(await job(id)).toMatchObject({ state: 'succeeded', counts: COUNTS });
});

it('one that ends after a person stopped the import counts nothing', async () => {
  const id = await started();
  const stop = async () => expect((await tenant.post(`/imports/${id}/cancel`)).status).toBe(200);
  await atTheWrite(client(), 1, () => world.settle({ most: 1 }), stop);
  await world.settle({ most: MOST });
  expect(await job(id)).toMatchObject({ state: 'cancelled', counts: { rows: 0 } });
});
