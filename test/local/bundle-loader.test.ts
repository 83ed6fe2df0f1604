import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LocalCloud, startLocalCloud } from '../../infra/local/cloud.ts';
import { assembly, lambda } from './small-app.ts';

let folder = '';
let cloud: LocalCloud | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'local-cloud-bundle-'));
});
afterEach(async () => {
  await cloud?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const start = async (code: string): Promise<LocalCloud> => {
  mkdirSync(join(folder, 'asset'));
  writeFileSync(join(folder, 'asset', 'Echo.mjs'), code);
  const template = { ...assembly(lambda('Echo')), assets: new Map([['code.zip', join(folder, 'asset')]]) };
  const data = { folder: join(folder, 'data') };
  cloud = await startLocalCloud({ data, port: 0, template, loader: 'bundle', logLevel: 'silent', synchronous: 'OFF' });
  return cloud;
};
const invoke = async (running: LocalCloud, event: unknown) =>
  [...running.services.functions.values()][0]?.invoke(event);

describe('the built asset', () => {
  test('is copied at the start, so that a later build does not pull it away', async () => {
    const running = await start('export const create = (runtime) => async (event) => [runtime.settings.stage, event];');
    rmSync(join(folder, 'asset'), { recursive: true });
    expect(await invoke(running, 1)).toEqual(['test', 1]);
  });

  test('without `create` a function is told as such', async () => {
    const running = await start('export const handler = 1;');
    await expect(invoke(running, 1)).rejects.toThrow('Echo.handler exports no `create` for the local cloud');
  });
});
