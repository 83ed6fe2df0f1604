import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalCloud, startLocalCloud } from '../../infra/local/cloud.ts';
import { assembly, loaderOf } from '../local/small-app.ts';
import { loopApp, loopHandlers } from './killed-app.ts';

const CHILD = join(import.meta.dirname, 'killed-app.ts');
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'local-cloud-crash-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function startChild(): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ['--no-warnings', CHILD, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.once('data', (line) => resolve(String(line).trim()));
    child.once('exit', (code) => reject(new Error(`The child ended with ${code}`)));
  });
  return { child, url };
}

/** Eight clients that never pause, until the process is gone; answers what was acknowledged. */
async function load(url: string, run: number, acknowledged: Set<string>): Promise<void> {
  let next = 0;
  const client = async () => {
    for (;;) {
      next += 1;
      const id = `${run}-${next}`;
      try {
        const response = await fetch(`${url}/make/${id}`, { method: 'POST' });
        if (response.status === 201) acknowledged.add(id);
      } catch {
        return;
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, client));
}

const keysIn = (cloud: LocalCloud, prefix: string): string[] =>
  [...cloud.engine.scanAll('records')]
    .map(({ pk }) => (pk as { S: string }).S)
    .filter((pk) => pk.startsWith(prefix))
    .map((pk) => pk.slice(prefix.length));

describe('kill -9 in the middle of the load', () => {
  test('loses no acknowledged write and no effect, and the next start goes on where the last one stopped', async () => {
    const acknowledged = new Set<string>();
    for (let run = 1; run <= 3; run += 1) {
      const { child, url } = await startChild();
      const loading = load(url, run, acknowledged);
      await new Promise((resolve) => setTimeout(resolve, 300 + run * 50));
      child.kill('SIGKILL');
      await loading;
    }
    expect(acknowledged.size).toBeGreaterThan(20);
    const cloud = await startLocalCloud({
      data: { folder },
      port: 0,
      template: assembly(loopApp),
      loader: loaderOf(loopHandlers),
      logLevel: 'error',
      synchronous: 'OFF',
    });
    await cloud.idle();
    const records = new Set(keysIn(cloud, 'record#'));
    expect([...acknowledged].filter((id) => !records.has(id))).toEqual([]);
    // What was committed without its answer having arrived has its effect as well.
    expect(keysIn(cloud, 'effect#').sort()).toEqual([...records].sort());
    expect(cloud.deadLetters.list()).toEqual([]);
    await cloud.stop();
  });
});
