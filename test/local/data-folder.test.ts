import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ownDataFolder } from '../../infra/local/data-folder.ts';
import { queue, startSmall, stopAll } from './small-app.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'local-cloud-lock-'));
});
afterEach(async () => {
  await stopAll();
  rmSync(folder, { recursive: true, force: true });
});

const lockOf = (pid: number, startedAt?: string) =>
  writeFileSync(join(folder, 'lock'), JSON.stringify({ pid, ...(startedAt === undefined ? {} : { startedAt }) }));

describe('the lock of the data folder', () => {
  test('a process that lives keeps others out, in words', () => {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
    try {
      lockOf(child.pid ?? 0);
      expect(() => ownDataFolder(folder)).toThrow(
        new RegExp(`belongs to process ${child.pid}, which is running.*TANDEM_DATA`),
      );
    } finally {
      child.kill();
    }
  });

  test('the lock of a process that is gone is taken over', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => child.once('exit', resolve));
    lockOf(child.pid ?? 0);
    ownDataFolder(folder).release();
    expect(existsSync(join(folder, 'lock'))).toBe(false);
  });

  test.runIf(process.platform === 'linux')('a number that was given to another process since is no owner', () => {
    lockOf(process.pid, '1');
    expect(() => ownDataFolder(folder)).not.toThrow();
  });

  test('a lock that a crash left half written is taken over', () => {
    writeFileSync(join(folder, 'lock'), '{"pi');
    expect(() => ownDataFolder(folder)).not.toThrow();
  });

  test('data of another form is refused in words, and the folder is nobody’s again', () => {
    ownDataFolder(folder).release();
    writeFileSync(join(folder, 'tandem.sqlite'), '');
    ownDataFolder(folder).release();
    rmSync(join(folder, 'stored-form'));
    for (let time = 1; time <= 2; time += 1) {
      expect(() => ownDataFolder(folder)).toThrow(/holds data in form 1; .* reads form 3 only.*TANDEM_DATA/);
    }
    expect(existsSync(join(folder, 'lock'))).toBe(false);
  });

  test('a second cloud in the folder is refused, and the first goes on', async () => {
    const options = { data: { folder }, synchronous: 'OFF' } as const;
    const first = await startSmall({ Q: queue() }, {}, options);
    await expect(startSmall({ Q: queue() }, {}, options)).rejects.toThrow(/belongs to process/);
    expect((await fetch(`${first.url}/_local/status`)).status).toBe(200);
    await first.stop();
    await startSmall({ Q: queue() }, {}, options);
  });

  test('the folder is for its owner only', () => {
    const inner = join(folder, 'new');
    ownDataFolder(inner).release();
    expect(statSync(inner).mode & 0o077).toBe(0);
  });
});
