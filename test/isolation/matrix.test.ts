/**
 * Y2: every route, asked for another company's data in every way there is. What it gets is what it gets for what never
 * was, after the same calls to the table; nothing of the other company is heard, and nothing of it moves.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { route } from '../../shared/module.ts';
import { COLUMNS } from './columns.ts';
import { furtherDoors } from './further-doors.ts';
import { hear } from './hear.ts';
import { COLUMN_MS, type Findings, runColumn, summaryOf } from './matrix.ts';
import { furtherBodies, idPlaces } from './places.ts';
import { publicProbes } from './public-probes.ts';
import { type Row, rowsOf } from './rows.ts';
import { openScene, SCENE_MS, type Scene } from './scene.ts';
import { SINKS } from './sinks.ts';

const REQUESTS_MIN = 10_000;
const SHOWN = 20;

let scene: Scene;
let rows: readonly Row[];
const found = new Map<string, Findings>();
let probesOf: Awaited<ReturnType<typeof publicProbes>>;
beforeAll(async () => {
  scene = await openScene();
  rows = rowsOf(scene);
  probesOf = await publicProbes(scene);
}, SCENE_MS);
afterAll(async () => {
  const { product } = scene;
  await scene.close();
  expect(product.faults.join('\n')).toBe('');
});

describe('the watch', () => {
  it('hears a text, an amount and an id of theirs where there is one', async () => {
    const { theirs } = scene;
    const credential = theirs.company.token;
    for (const address of ['/tenant', '/crm/accounts?limit=1', `/sales/orders/${theirs.ids.done}`])
      expect((await hear(scene, { method: 'GET', address, credential })).leaks).not.toEqual([]);
    expect(scene.watch.leaksIn('a price of 73313.37, in minor units 7331337')).toEqual(['73313.37', '7331337']);
  });
});

describe('every column, over every route that it applies to', () => {
  it.each(COLUMNS.map((column) => ({ ...column })))(
    '$name',
    async (column) => {
      const findings = await runColumn(scene, column, rows);
      found.set(column.name, findings);
      expect([...new Set(findings.leaks)].slice(0, SHOWN).join('\n')).toBe('');
      expect(findings.faults.slice(0, SHOWN).join('\n')).toBe('');
      expect(findings.requests).toBeGreaterThan(0);
    },
    COLUMN_MS,
  );
});

describe('whatever else ours can come by', () => {
  it.each(SINKS.map((sink) => ({ ...sink })))('$name: nothing of theirs', async ({ read }) => {
    expect(scene.watch.leaksIn(await read(scene, scene.ours))).toEqual([]);
    // The same place of theirs is full of it: the watch is not deaf there.
    expect(scene.watch.leaksIn(await read(scene, scene.theirs)).length).toBeGreaterThan(0);
  });
});

describe('the matrix is whole', () => {
  it('a new route without a row fails the build', async () => {
    const facts = { summary: 'New', response: z.object({}), run: async () => async () => ({}) };
    const reading = route({ method: 'GET', path: '/crm/secrets/{secretId}', permission: 'crm.secret:read', ...facts });
    const writing = route({ method: 'POST', path: '/crm/secrets', permission: 'crm.secret:create', ...facts });
    const fails = () => rowsOf(scene, [reading, writing]);
    expect(fails).toThrow('test/e2e: GET /crm/secrets/{secretId}, POST /crm/secrets');
    const open: Row = { key: 'GET /new', route: reading, kind: 'public', own: {}, part: undefined, query: [] };
    expect(() => probesOf(open)).toThrow('The public route GET /new has no row');
  });

  it('every route is asked by every column that fits its kind', () => {
    const cells = (name: string) => found.get(name)?.cells;
    const count = (fits: (row: Row) => boolean) => rows.filter(fits).length;
    const tenant = count(({ kind }) => kind !== 'public');
    expect(cells('forged, expired and foreign credentials')).toBe(tenant);
    expect(cells('tenant named beside the token')).toBe(tenant);
    expect(cells('public doors')).toBe(rows.length - tenant);
    // A public key names its tenant itself: what it may not open is asked at the public doors.
    expect(cells('foreign id in the path')).toBe(count(({ part, kind }) => part !== undefined && kind !== 'public'));
    expect(cells('their cursor, and ours bent to their place')).toBe(count(({ kind }) => kind === 'list'));
    expect(cells('our own records and lists')).toBe(count(({ kind }) => kind === 'list' || kind === 'read'));
    expect(cells('our request under their idempotency key')).toBe(
      count(({ kind }) => kind === 'create' || kind === 'change' || kind === 'delete'),
    );
  });

  it('an id of theirs has been put in every field that the description says takes one', () => {
    const bodies = [...rows.map(({ key, own }) => [key, own] as const), ...furtherBodies(scene.ours)];
    const tried = new Set(bodies.flatMap(([key, { body }]) => idPlaces(body).map(({ name }) => `${key} ${name}`)));
    const signedIn = rows.filter(({ kind }) => kind !== 'public');
    const fields = signedIn.flatMap(({ key, route: { method, path } }) => {
      const schema = JSON.stringify(scene.product.description.bodySchema(method, path) ?? {});
      const named = [...schema.matchAll(/"(\w+Ids?)":\{[^{}]*(?:\{[^{}]*)?\^[a-z]{3}_\[/g)].map(([, name]) => name);
      return named.map((name) => [key, name ?? ''] as const);
    });
    expect(fields.length).toBeGreaterThan(15);
    const untried = fields.filter(
      ([key, name]) => ![...tried].some((place) => place.startsWith(`${key} /`) && place.endsWith(`/${name}`)),
    );
    expect(untried.map(([key, name]) => `${key} ${name}`)).toEqual([]);
  });

  it(`of ${REQUESTS_MIN} requests and more`, () => {
    const { requests, text } = summaryOf(rows, found);
    console.info(text);
    expect(requests).toBeGreaterThanOrEqual(REQUESTS_MIN);
  });
});

furtherDoors(() => scene);
