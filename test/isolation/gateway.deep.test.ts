/** The whole matrix once more over HTTP: the gateway's socket in place of the call in process. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { COLUMNS } from './columns.ts';
import { runColumn } from './matrix.ts';
import { type Row, rowsOf } from './rows.ts';
import { openScene, SCENE_MS, type Scene } from './scene.ts';

let scene: Scene;
let rows: readonly Row[];
beforeAll(async () => {
  scene = await openScene();
  rows = rowsOf(scene);
}, SCENE_MS);
afterAll(() => scene.close());

it.each(COLUMNS.map((column) => ({ ...column })))('$name', async (column) => {
  const { leaks, faults } = await runColumn(scene, { ...column, way: 'gateway' }, rows);
  expect([...leaks, ...faults].join('\n')).toBe('');
});
