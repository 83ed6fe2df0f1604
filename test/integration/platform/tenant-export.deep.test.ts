/** AdventureWorks, imported through the API, exported and restored: an equal state hash, and what it takes. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { describe, expect, it } from 'vitest';
import { stateHashOf } from '../../../domain/platform/exports/state-hash.ts';
import { mappedRows, readMapping } from '../../../infra/cli/map-rows.ts';
import { runImport } from '../../../infra/cli/run-import.ts';
import { exported, restoring, settlingApi, sha256 } from './bulk-world.ts';
import { createPlatformWorld } from './platform-world.ts';

const DATA = join(import.meta.dirname, '../../../../shared/data/adventureworks');

describe.skipIf(!existsSync(DATA))('AdventureWorks (skipped where ../shared/data/adventureworks is missing)', () => {
  it('is exported, restored into an empty company, and has an equal state hash', async () => {
    const world = await createPlatformWorld();
    const source = await world.tenant({ company: 'Adventure Works', country: 'US', currency: 'USD' });
    world.clock.advance(1_000);
    const api = settlingApi(world, source);
    for (const step of readMapping('adventureworks').steps) {
      const rows: Record<string, string>[] = [];
      for await (const row of mappedRows(DATA, step)) rows.push(row);
      const content = stringify(rows, { header: true, columns: Object.keys(step.fields) });
      const { rows: done } = await runImport(api, step.kind, content);
      expect(done).toBe(rows.length);
    }
    await world.settle();
    const startedAt = performance.now();
    const { job, file } = await exported(world, source, { kind: 'tenant', format: 'ndjson' });
    expect([job.state, job.sha256]).toEqual(['succeeded', sha256(file)]);
    const exportedAt = performance.now();
    const copy = await world.tenant({ country: 'US', currency: 'USD' });
    world.clock.advance(1_000);
    const made = await restoring(world, copy, file);
    await world.settle();
    const { body: done } = await copy.get(`/imports/${made.body.id}`);
    expect([done.state, done.failure]).toEqual(['succeeded', null]);
    const restoredAt = performance.now();
    expect(await stateHashOf(copy.context())).toBe(await stateHashOf(source.context()));
    const seconds = (ms: number) => (ms / 1_000).toFixed(1);
    process.stdout.write(
      `AdventureWorks: ${job.rows} records, ${(file.length / 2 ** 20).toFixed(1)} MiB; exported in ` +
        `${seconds(exportedAt - startedAt)} s, restored in ${seconds(restoredAt - exportedAt)} s\n`,
    );
  }, 600_000);
});
