/** Long work is a job of one shape, whose place the answer names (CHECKLIST 2.8). */
import { describe, expect, it } from 'vitest';
import { modules } from '../../../domain/modules.ts';
import { answerSchemaOf, fieldsOf } from '../../../shared/http/answer-schema.ts';
import { JOB_FIELDS } from '../../../shared/http/job.ts';
import { createPlatformWorld } from '../platform/platform-world.ts';

/** Answered with 202 since something goes on outside, and no job: there is nothing to follow but the record itself. */
const NO_JOBS = new Set([
  'POST /webhooks/{webhookId}/rotate',
  'POST /webhooks/{webhookId}/test',
  'POST /webhooks/{webhookId}/deliveries/{deliveryId}/resend',
]);

const accepted = modules.flatMap(({ routes }) =>
  routes.filter(({ status, access }) => status === 202 && access === 'tenant'),
);

describe('what is answered with 202', () => {
  it.each(accepted.filter(({ method, path }) => !NO_JOBS.has(`${method} ${path}`)).map((route) => [route.path, route]))(
    '%s is a job',
    (_path, { response }) => {
      const schema = answerSchemaOf(response);
      const fields = fieldsOf(schema, schema.root) ?? new Map();
      expect(Object.keys(JOB_FIELDS).filter((name) => !fields.has(name))).toEqual([]);
    },
  );
  it('is an import, an export and a replay at least', () => {
    expect(accepted.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/imports', '/exports', '/webhooks/{webhookId}/replay']),
    );
  });
});

describe('an import', () => {
  it('names its job’s place, and says that it was answered asynchronously to who prefers that', async () => {
    const world = await createPlatformWorld();
    await world.signUp();
    const token = await world.signIn('ada@example.com');
    const body = { kind: 'products', content: 'sku,name,kind\nBK-1,Bike,service\n' };
    const { status, headers, body: job } = await world.call('POST', '/imports', { token, body, key: 'k' });
    expect([status, headers.location, headers['preference-applied']]).toEqual([
      202,
      `/v1/imports/${job.id}`,
      undefined,
    ]);
    const prefer = { prefer: 'wait=10, respond-async' };
    const again = await world.call('POST', '/imports', { token, body, key: 'k', headers: prefer });
    expect([again.headers.location, again.headers['preference-applied']]).toEqual([headers.location, 'respond-async']);
    expect((await world.call('GET', headers.location?.slice('/v1'.length) ?? '', { token })).body.id).toBe(job.id);
  });
});

describe('what was made', () => {
  it('is where the answer says, also with two ids in its address', async () => {
    const world = await createPlatformWorld();
    const tenant = await world.tenant();
    const account = await tenant.post('/crm/accounts', { name: 'A' });
    expect(account.headers.location).toBe(`/v1/crm/accounts/${account.body.id}`);
    const webhook = await tenant.post('/webhooks', { url: 'https://hooks.example.com/a', events: ['*'] });
    const replay = await tenant.post(`/webhooks/${webhook.body.id}/replay`, { from: '2026-01-01T00:00:00.000Z' });
    expect(replay.headers.location).toBe(`/v1/webhooks/${webhook.body.id}/replays/${replay.body.id}`);
  });
});
