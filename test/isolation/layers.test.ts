/**
 * Two layers keep companies apart: keys that begin with the tenant they were made for, and the policy that compares
 * them with the tenant of the session. Either one is switched off here, and nothing is heard of theirs; with both off
 * the same questions hear it, so that the silence before means something.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { COLUMNS } from './columns.ts';
import { COLUMN_MS, type Column, runColumn } from './matrix.ts';
import { type Row, rowsOf } from './rows.ts';
import { openScene, SCENE_MS, type Scene } from './scene.ts';

/** Columns whose requests come to the table with a key that could be another's. */
const REACHING = [
  ...['our own records and lists', 'foreign id in the path', 'foreign id in the body', 'foreign code in the body'],
  ...['foreign id or text in a filter', 'their cursor, and ours bent to their place'],
  'their request under their idempotency key',
];
const columns = COLUMNS.filter(({ name }) => REACHING.includes(name));
/** More ids of a kind, versions and cursors than these ask the same keys again. */
const OF_A_ROUTE_MAX = 6;
const columnOf = (name: string): Column => {
  const found = columns.find((column) => column.name === name);
  if (found === undefined) throw new Error(`No column ${name}`);
  const open: Column['open'] = async (opened) => {
    const probesOf = await found.open(opened);
    return (row) => probesOf(row).slice(0, OF_A_ROUTE_MAX);
  };
  return { ...found, open };
};

let scene: Scene;
let rows: readonly Row[];
beforeAll(async () => {
  scene = await openScene();
  rows = rowsOf(scene);
}, SCENE_MS);
afterEach(() => {
  scene.seams.layers.isPolicyAsked = true;
  scene.seams.layers.misdirected = undefined;
});
afterAll(async () => {
  await scene.close();
});

const misdirect = () => {
  scene.seams.layers.misdirected = { from: scene.ours.company.id, to: scene.theirs.company.id };
};
const keysOf = (some: readonly Row[]) => some.map(({ key }) => key);

it('the layers’ tests reach the table by every column that they name', () => {
  expect(columns.map(({ name }) => name)).toEqual(REACHING);
});

describe('with no policy, the keys alone', () => {
  it.each(REACHING)(
    '%s: as ever',
    async (name) => {
      scene.seams.layers.isPolicyAsked = false;
      const { leaks, faults, denied } = await runColumn(scene, columnOf(name), rows);
      expect([...leaks, ...faults].join('\n')).toBe('');
      expect(denied).toEqual([]);
    },
    COLUMN_MS,
  );
});

describe('with keys that address theirs, the policy alone', () => {
  // A cursor is refused by its signature, before any key is made of it.
  it.each(REACHING.filter((name) => !name.includes('cursor')))(
    '%s: refused, and nothing of theirs is heard or moves',
    async (name) => {
      misdirect();
      const { leaks, faults, denied } = await runColumn(scene, columnOf(name), rows);
      expect(leaks.join('\n')).toBe('');
      expect(faults).not.toContain('records have changed');
      if (name === 'foreign id in the path')
        expect(denied).toEqual(keysOf(rows.filter(({ part, kind }) => part !== undefined && kind !== 'public')));
      else expect(denied.length).toBeGreaterThan(0);
    },
    COLUMN_MS,
  );
});

/**
 * Routes that read by an id derived from the tenant, by a filter of ours, by several keys whose answers must fit them, or
 * from the making of our company on: to them theirs is not there even so.
 */
const DERIVED = [
  ...['GET /sales/accounts/{accountId}/credit', 'GET /inventory/locations/{locationId}', 'GET /inventory/locations'],
  ...['GET /inventory/reservations', 'GET /custom-fields/{customFieldId}', 'GET /events'],
];

describe('with neither, the same questions', () => {
  const noticed = async (name: string, some: readonly Row[]) => {
    scene.seams.layers.isPolicyAsked = false;
    misdirect();
    const { leaks, faults } = await runColumn(scene, columnOf(name), some);
    const seen = new Set([...leaks, ...faults].map((line) => line.replace(/(: tells| \(\/).*/s, '')));
    return { seen: [...seen], leaks };
  };
  const reading = (fits: (row: Row) => boolean) =>
    rows.filter((row) => row.route.method === 'GET' && !DERIVED.includes(row.key) && fits(row));

  it('hear theirs at every route that reads a record', async () => {
    const records = reading(({ part }) => part !== undefined);
    const { seen, leaks } = await noticed('foreign id in the path', records);
    expect(seen.sort()).toEqual(keysOf(records).sort());
    expect(leaks.length).toBeGreaterThan(records.length);
  });

  it('hear theirs at every list', async () => {
    const lists = reading(({ kind, part }) => kind === 'list' && part === undefined);
    const { leaks } = await noticed('our own records and lists', lists);
    expect([...new Set(leaks.map((line) => line.replace(/: tells .*/, '')))]).toEqual(keysOf(lists));
  });

  it('move theirs, which the matrix sees', async () => {
    scene.seams.layers.isPolicyAsked = false;
    misdirect();
    const writing = rows.filter(({ kind }) => kind === 'change' || kind === 'delete');
    const { faults } = await runColumn(scene, columnOf('foreign id in the path'), writing);
    expect(faults).toContain('records have changed');
  });
});
