/** What the tests of exports and restores share: a company in the test world, its jobs played to their end, its files. */
import { createHash } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { ApiClient } from '../../../infra/cli/api-client.ts';
import { loadDemoCompany } from '../../../infra/cli/demo-company.ts';
import { openShop, type Shop, win } from '../../harness/bicycle-shop.ts';
import type { Body, TestTenant } from '../../harness/world.ts';
import { playOut, worldApi } from '../../harness/world-api.ts';
import type { PlatformWorld } from './platform-world.ts';

/** Asks for an export and plays it to its end. @returns the job, and the file where there is one */
export async function exported(
  world: PlatformWorld,
  tenant: TestTenant,
  body: object,
): Promise<{ job: Body; file: Buffer }> {
  const { status, body: made } = await tenant.post('/exports', body);
  if (status !== 202) throw new Error(`The export answered ${status} ${JSON.stringify(made)}`);
  await world.settle();
  const { body: job } = await tenant.get(`/exports/${made.id}`);
  return { job, file: job.state === 'succeeded' ? await fileOf(world, tenant, made.id) : Buffer.alloc(0) };
}

export async function fileOf(world: PlatformWorld, { id }: TestTenant, exportId: string): Promise<Buffer> {
  const { Body: body } = await world.runtime
    .files()
    .send(new GetObjectCommand({ Bucket: 'files', Key: `${id}/exports/${exportId}` }));
  return Buffer.from((await body?.transformToByteArray()) ?? []);
}

/** Hands a container over; the job is still to be played. */
export async function restoring(
  world: PlatformWorld,
  tenant: TestTenant,
  file: Buffer,
  more: object = {},
): Promise<Body> {
  const { body: upload } = await tenant.post('/uploads', {});
  const Key = `${tenant.id}/uploads/${upload.id}`;
  await world.runtime.files().send(new PutObjectCommand({ Bucket: 'files', Key, Body: file }));
  return tenant.post('/imports', { kind: 'tenant', format: 'ndjson', uploadId: upload.id, ...more });
}

/** The company's API, which plays out what each call has set in motion before it answers; uploads go to the bucket. */
export function settlingApi(world: PlatformWorld, tenant: TestTenant): ApiClient {
  const api = worldApi(tenant);
  return {
    ...api,
    post: async <Answer>(path: string, body?: unknown, key?: string): Promise<Answer> => {
      const answer = await api.post<Answer>(path, body, key);
      await world.settle();
      return answer;
    },
  };
}

/** The demo company's own data, as `npm run demo` puts it in. */
export async function demoCompany(world: PlatformWorld): Promise<TestTenant> {
  const tenant = await world.tenant({ company: 'Kestrel Cycles' });
  await loadDemoCompany(settlingApi(world, tenant), () => {});
  return tenant;
}

/** A shop with a loop that is closed and one that has only begun. */
export async function busyShop(world: PlatformWorld): Promise<Shop & { readonly opportunityId: string }> {
  const shop = await openShop(await world.tenant({ company: 'Busy Bikes' }));
  const done = await win(shop, [
    ['BIKE', '1'],
    ['BELL', '2'],
  ]);
  await playOut(world, shop.tenant, done.salesOrderId);
  const { opportunityId } = await win(shop, [['BIKE', '2']]);
  await world.settle();
  return { ...shop, opportunityId };
}

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
