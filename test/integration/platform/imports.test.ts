import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { asStep, type Context } from '../../../shared/context.ts';
import { defineModule, type ImportOutcome, type ImportRow, importKind } from '../../../shared/module.ts';
import { reject } from '../../../shared/rejection.ts';
import { defineEntity } from '../../../shared/table/entity.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import type { TenantId } from '../../../shared/values/ids.ts';
import { createPlatformWorld, type PlatformWorld } from './platform-world.ts';

const Row = z.object({ sku: z.string().max(20), price: z.string().regex(/^\d+$/, 'must be a number').optional() });
type Row = z.infer<typeof Row>;
const widget = defineEntity({ name: 'widgets.widget', schema: z.object({ id: z.string(), price: z.string() }) });
const groupsSeen: string[][] = [];
/** What the kind does instead, once it is set. */
let sabotage: ((rows: readonly ImportRow<Row>[]) => Promise<void>) | undefined;

async function importWidgets(
  context: Context,
  { rows, dryRun }: { rows: readonly ImportRow<Row>[]; dryRun: boolean },
): Promise<ImportOutcome[]> {
  groupsSeen.push(rows.map(({ row }) => row.sku));
  await sabotage?.(rows);
  const outcomes: ImportOutcome[] = [];
  if (rows.some(({ row }) => row.sku === 'BAD')) throw reject('invalid', 'widgets.bad', 'No such widget.');
  for (const { line, row } of rows) {
    const before = await context.records.get(widget, row.sku);
    const price = row.price ?? '0';
    const result = before === undefined ? 'created' : before.price === price ? 'unchanged' : 'updated';
    if (!dryRun && result !== 'unchanged') {
      await commit(asStep(context), async (work) => {
        const known = await work.records.get(widget, row.sku);
        if (known === undefined) work.create(widget, { id: row.sku, price });
        else work.update(widget, known, { price });
      });
    }
    outcomes.push({ line, result, id: row.sku });
  }
  return outcomes;
}

const widgets = defineModule({
  name: 'widgets',
  summary: 'Widgets.',
  entities: [widget],
  permissions: [{ name: 'widgets.widget:import', summary: '', roles: ['operations'] }],
  imports: [
    importKind({ kind: 'widgets', permission: 'widgets.widget:import', row: Row, run: async () => importWidgets }),
    importKind({
      kind: 'grouped',
      permission: 'widgets.widget:import',
      row: Row,
      groupBy: ({ sku }) => sku.slice(0, 1),
      run: async () => importWidgets,
    }),
  ],
});
vi.mock('../../../domain/platform/registry.ts', async (original) => {
  const { allModules } = await original<typeof import('../../../domain/platform/registry.ts')>();
  const all = async () => [...(await allModules()), widgets];
  return { allModules: all, allPermissions: async () => (await all()).flatMap(({ permissions }) => permissions) };
});

let world: PlatformWorld;
let token: string;
let tenantId: TenantId;
beforeEach(async () => {
  sabotage = undefined;
  groupsSeen.length = 0;
  world = await createPlatformWorld();
  tenantId = (await world.signUp()).body.tenant.id;
  token = await world.signIn('ada@example.com');
});
const start = (body: object, by = token) =>
  world.call('POST', '/imports', { token: by, body: { kind: 'widgets', format: 'csv', ...body } });
const job = async (id: string) => (await world.call('GET', `/imports/${id}`, { token })).body;
const run = async (body: object) => {
  const { status, body: made } = await start(body);
  expect(status, JSON.stringify(made)).toBe(202);
  await world.settle();
  return job(made.id);
};
const widgetCount = () => world.items().filter((item) => item.__edb_e__ === 'widgets.widget').length;
const file = (rows: number, price = '1') => {
  const lines = Array.from({ length: rows }, (_, index) => `w${String(index).padStart(5, '0')},${price}`);
  return `sku,price\n${lines.join('\n')}\n`;
};

describe('an import', () => {
  it('is queued, runs, and says what became of the rows', async () => {
    const { status, body } = await start({ content: file(3) });
    expect([status, body.state, body.counts.rows]).toEqual([202, 'queued', 0]);
    await world.settle();
    expect(await job(body.id)).toMatchObject({
      state: 'succeeded',
      counts: { rows: 3, created: 3, updated: 0, unchanged: 0, refused: 0 },
      report: [],
    });
    expect(world.events('platform.import.finished')).toHaveLength(1);
  });

  it('with one bad row in a thousand writes 999 and reports one, with line, field and rule', async () => {
    const lines = file(1_000).split('\n');
    lines[500] = 'w00499,expensive';
    const done = await run({ content: lines.join('\n') });
    expect(done).toMatchObject({ state: 'succeeded', counts: { rows: 1_000, created: 999, refused: 1 } });
    expect(done.report).toEqual([
      { line: 501, errors: [{ field: 'price', code: 'invalid_format', message: 'must be a number' }] },
    ]);
    expect(widgetCount()).toBe(999);
  });

  it('a second time makes no doubles, and changes what changed', async () => {
    await run({ content: file(50) });
    expect((await run({ content: file(50) })).counts).toMatchObject({ created: 0, unchanged: 50 });
    expect((await run({ content: file(60, '2') })).counts).toMatchObject({ created: 10, updated: 50 });
    expect(widgetCount()).toBe(60);
  });

  it('as a dry run decides and reports the same, and writes nothing', async () => {
    const content = `${file(30)}x,dear\n`;
    const done = await run({ content, dryRun: true });
    expect([done.dryRun, done.counts, widgetCount()]).toEqual([
      true,
      { rows: 31, created: 30, updated: 0, unchanged: 0, refused: 1 },
      0,
    ]);
  });

  it('takes NDJSON, a byte-order mark, semicolons, and columns by other names', async () => {
    const ndjson = '{"Part":"a","price":"1"}\n{"Part":"b"}\n{"Part":"c","colour":"red"}\n';
    const first = await run({ format: 'ndjson', content: ndjson, mapping: { Part: 'sku' } });
    expect(first.counts).toMatchObject({ created: 2, refused: 1 });
    const second = await run({ content: '\uFEFFPart;Price;Colour\nd;1;red\n', mapping: { Part: 'sku', Colour: null } });
    expect(second.counts).toMatchObject({ created: 1, refused: 0 });
  });

  it('refuses a row for a reason of its kind, and not the rows that came with it', async () => {
    const done = await run({ content: 'sku\na\nBAD\nb\n' });
    expect(done.counts).toMatchObject({ created: 2, refused: 1 });
    expect(done.report).toEqual([
      { line: 3, errors: [{ field: '', code: 'widgets.bad', message: 'No such widget.' }] },
    ]);
  });

  it('hands rows of one group over together, and refuses them together', async () => {
    const rows = ['a1', 'a2', 'b1', 'BAD', 'c1'];
    const done = await run({ kind: 'grouped', content: `sku\n${rows.join('\n')}\n` });
    expect(groupsSeen.map((group) => group.join())).toEqual(expect.arrayContaining(['a1,a2', 'b1', 'BAD', 'c1']));
    expect(done.counts).toMatchObject({ created: 4, refused: 1 });
  });

  it('keeps every refused row in the pages of its report', async () => {
    const done = await run({
      content: `sku,price\n${Array.from({ length: 130 }, (_, index) => `w${index},dear`).join('\n')}`,
    });
    expect([done.counts.refused, done.report.length, done.reportTruncated]).toEqual([130, 20, false]);
    const lines: number[] = [];
    let cursor = '';
    do {
      const query = cursor === '' ? '' : `?cursor=${encodeURIComponent(cursor)}`;
      const page = await world.call('GET', `/imports/${done.id}/rows${query}`, { token });
      expect(page.status).toBe(200);
      lines.push(...page.body.data.map(({ line }: { line: number }) => line));
      cursor = page.body.nextCursor ?? '';
    } while (cursor !== '');
    expect(lines).toEqual(Array.from({ length: 130 }, (_, index) => index + 2));
  });

  it('tells what the person did as the person’s doing', async () => {
    await run({ content: file(1) });
    const entry = world.items().find((item) => item.__edb_e__ === 'audit' && item.entity === 'widgets.widget');
    expect(entry?.actor).toMatchObject({ kind: 'user' });
  });
});

describe('the kinds of import', () => {
  it('are listed with their fields, those of every module', async () => {
    const { status, body } = await world.call('GET', '/import-kinds', { token });
    expect(status).toBe(200);
    const fields = [
      { name: 'sku', required: true },
      { name: 'price', required: false },
    ];
    expect(body.data).toContainEqual({ kind: 'widgets', permission: 'widgets.widget:import', fields });
  });
});

describe('an import that is refused', () => {
  it.each([
    ['an unknown kind', { kind: 'gadgets', content: 'sku\na\n' }, 422, '/kind unknown_kind'],
    ['an unknown column', { content: 'sku,colour\na,red\n' }, 422, '/content unknown_column'],
    ['a missing column', { content: 'price\n1\n' }, 422, '/content missing_column'],
    ['a column twice', { content: 'sku,sku\na,b\n' }, 422, '/content duplicate_column'],
    ['nothing', { content: '' }, 422, '/content empty_file'],
    ['no file', {}, 422, '/content custom'],
    ['two files', { content: 'sku\na\n', uploadId: `upl_${'0'.repeat(26)}` }, 422, '/content custom'],
    ['an upload that is not there', { uploadId: `upl_${'0'.repeat(26)}` }, 422, '/uploadId unknown_upload'],
    ['a mapping to nowhere', { content: 'sku,x\na,b\n', mapping: { x: 'weight' } }, 422, '/mapping/x unknown_field'],
    ['another format', { format: 'xlsx', content: 'sku\na\n' }, 422, '/format invalid_value'],
    ['an unknown field', { content: 'sku\na\n', force: true }, 422, '/force unknown_field'],
    ['over 1 MB', { content: `sku\n${'é'.repeat(600_000)}\n` }, 413, '/content too_large'],
  ])('for %s names the place and writes nothing', async (_case, body, status, expected) => {
    const before = world.items();
    const answer = await start(body);
    expect(answer.status).toBe(status);
    expect(
      answer.body.errors.map(({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`),
    ).toContain(expected);
    expect(world.items()).toEqual(before);
  });

  it('needs the permission of its kind', async () => {
    const made = await world.call('POST', '/api-keys', { token, body: { name: 'K', scopes: ['platform.import:*'] } });
    const { status, body } = await start({ content: file(1) }, made.body.key);
    expect([status, body.code, body.facts]).toEqual([403, 'auth.forbidden', { permission: 'widgets.widget:import' }]);
  });

  it('of another company is not there', async () => {
    const mine = await start({ content: file(1) });
    await world.signUp('eve@example.com', 'Other');
    const eve = await world.signIn('eve@example.com');
    for (const path of [`/imports/${mine.body.id}`, `/imports/${mine.body.id}/rows`])
      expect((await world.call('GET', path, { token: eve })).status).toBe(404);
    expect((await world.call('POST', `/imports/${mine.body.id}/cancel`, { token: eve })).status).toBe(404);
  });
});

describe('a file over 1 MB', () => {
  it('goes through an upload, whose address is for that one key and a quarter of an hour', async () => {
    const { status, body } = await world.call('POST', '/uploads', { token, body: {}, key: 'k1' });
    expect([status, body.method]).toEqual([201, 'PUT']);
    const url = new URL(body.url);
    expect(url.pathname).toContain(`/files/${tenantId}/uploads/${body.id}`);
    expect(url.searchParams.get('X-Amz-Expires')).toBe('900');
    expect(body.url).not.toContain('checksum');
    expect((await world.call('POST', '/uploads', { token, body: {}, key: 'k1' })).body).toEqual(body);
    await world.runtime.files().send(
      new PutObjectCommand({
        Bucket: 'files',
        Key: `${tenantId}/uploads/${body.id}`,
        Body: file(3_000, '1'.repeat(400)),
      }),
    );
    const done = await run({ uploadId: body.id });
    expect(done).toMatchObject({ state: 'succeeded', counts: { rows: 3_000, created: 3_000 } });
    expect(done.progress.done).toBe(done.progress.total);
  }, 120_000);

  it('cannot be named from another company', async () => {
    const { body } = await world.call('POST', '/uploads', { token, body: {} });
    const Key = `${tenantId}/uploads/${body.id}`;
    await world.runtime.files().send(new PutObjectCommand({ Bucket: 'files', Key, Body: file(2) }));
    await world.signUp('eve@example.com', 'Other');
    const stolen = await start({ uploadId: body.id }, await world.signIn('eve@example.com'));
    expect([stolen.status, stolen.body.errors[0].code]).toEqual([422, 'unknown_upload']);
    await world.runtime.files().send(new GetObjectCommand({ Bucket: 'files', Key }));
  });
});

describe('an import that is interrupted', () => {
  it('goes on where it stopped, and no row is lost or doubled', async () => {
    const killed = new Set<string>();
    sabotage = async ([first]) => {
      // A batch of each step breaks down once, while its neighbours are written.
      const sku = first?.row.sku ?? '';
      if (Number(sku.slice(1)) % 200 !== 40 || killed.has(sku)) return;
      killed.add(sku);
      throw new Error('killed');
    };
    const { body } = await start({ content: file(700) });
    await world.settle();
    const done = await job(body.id);
    expect([done.state, done.counts.rows, done.counts.refused, widgetCount()]).toEqual(['succeeded', 700, 0, 700]);
    expect(killed.size).toBe(4);
  }, 60_000);

  it('counts what an attempt that was killed has written as written, and not as found', async () => {
    let killed = 0;
    sabotage = async ([first]) => {
      if (killed > 1 || first?.row.sku !== 'w00040') return;
      killed += 1;
      throw new Error('killed');
    };
    expect((await run({ content: file(90) })).counts).toMatchObject({ created: 90, unchanged: 0 });
    killed = 1;
    expect((await run({ content: file(90, '2') })).counts).toMatchObject({ updated: 90, unchanged: 0 });
    sabotage = undefined;
    expect((await run({ content: file(90, '2') })).counts).toMatchObject({ updated: 0, unchanged: 90 });
  });

  it('and delivered twice, and in any order, comes to the same', async () => {
    const { body } = await start({ content: file(700) });
    await world.settle({ copies: 3 });
    const done = await job(body.id);
    expect([done.state, done.counts.rows, widgetCount()]).toEqual(['succeeded', 700, 700]);
  }, 60_000);

  it('is given up when a step keeps breaking down, and says so', async () => {
    sabotage = async (rows) => {
      if (rows.some(({ row }) => row.sku === 'w00150')) throw new Error('a fault of ours');
    };
    const done = await run({ content: file(300) });
    expect(done).toMatchObject({ state: 'failed', failure: { code: 'internal' }, counts: { rows: 100 } });
    expect(JSON.stringify(done)).not.toContain('a fault of ours');
  });

  it('waits for what passes: contention is not the file’s fault, nor the job’s', async () => {
    let refusals = 0;
    sabotage = async () => {
      refusals += 1;
      if (refusals <= 5) throw reject('unavailable', 'commit.contention', 'Try again.');
    };
    expect(await run({ content: file(10) })).toMatchObject({ state: 'succeeded', counts: { created: 10 } });
  });

  it('by a person stops there; what was written stays, and it cannot be stopped twice', async () => {
    const { body } = await start({ content: file(300) });
    sabotage = async () => {
      sabotage = undefined;
      const stopped = await world.call('POST', `/imports/${body.id}/cancel`, { token });
      expect([stopped.status, stopped.body.state]).toEqual([200, 'cancelled']);
    };
    await world.settle();
    const done = await job(body.id);
    expect([done.state, widgetCount()]).toEqual(['cancelled', 100]);
    const again = await world.call('POST', `/imports/${body.id}/cancel`, { token });
    expect([again.status, again.body.code]).toEqual([409, 'platform.import.illegal_transition']);
  });
});
