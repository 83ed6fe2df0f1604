import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalCloud, startLocalCloud } from '../../infra/local/cloud.ts';
import { ensureSynthesised } from '../../infra/synth.ts';

let cloud: LocalCloud;
beforeAll(async () => {
  const { assembly } = await ensureSynthesised();
  cloud = await startLocalCloud({
    data: 'memory',
    port: 0,
    template: assembly,
    loader: 'source',
    logLevel: 'error',
    retryDelay: () => 5,
  });
}, 120_000);
afterAll(() => cloud.stop());

describe('the product’s own stacks', () => {
  test('hold nothing that the local cloud does not know', () => {
    expect(cloud.types.unknown).toEqual([]);
    expect(cloud.notes).toEqual([]);
  });

  test('every function loads from its sources and takes its runtime', async () => {
    const failed: string[] = [];
    for (const { config, warm } of cloud.services.functions.values()) {
      await warm().catch((error: unknown) => failed.push(`${config.handler}: ${String(error)}`));
    }
    expect(failed).toEqual([]);
  });

  test('every route answers a request that carries nothing with a problem of the caller', async () => {
    // The page's script is packed beside the bundles only (`test/infra/docs-page.test.ts`).
    const routes = (cloud.app.api?.routes ?? []).filter(({ key }) => key !== 'GET /docs/scalar.js');
    const answers = await Promise.all(
      routes.map(async ({ key }) => {
        const [method = 'GET', path = '/none'] = key === '$default' ? [] : key.split(' ');
        const init = method === 'POST' ? { method, body: '{}', headers: { 'content-type': 'application/json' } } : {};
        const response = await fetch(cloud.url + path.replaceAll(/\{[^}]+\}/g, 'x'), init);
        return { key, status: response.status, type: response.headers.get('content-type') };
      }),
    );
    expect(answers.length).toBeGreaterThan(0);
    const wrong = answers.filter(
      ({ status, type }) => status >= 500 || (status >= 400 && type !== 'application/problem+json'),
    );
    expect(wrong).toEqual([]);
  });
});
