/** A copy of the repository's files in a folder of its own, where a mutant can be applied without touching the original. */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { type Mutant, mutate } from './mutant.ts';

const ROOT = resolve(import.meta.dirname, '../..');

export type Verdict = { readonly failed: boolean; readonly reason: string };
export type WorkingCopy = {
  /** Runs a command in the copy; fails where it ends with another code than 0 or not within `limitMs`. */
  run(command: readonly string[], limitMs: number): Promise<Verdict>;
  /** Applies the mutant for as long as `act` lasts. */
  with<Result>(mutant: Mutant, act: () => Promise<Result>): Promise<Result>;
  remove(): void;
};

export function makeWorkingCopy(): WorkingCopy {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-mutants-'));
  for (const file of repositoryFiles()) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(ROOT, file), join(folder, file));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return {
    run: (command, limitMs) => runIn(folder, command, limitMs),
    with: async (mutant, act) => {
      const path = join(folder, mutant.file);
      const sound = readFileSync(path, 'utf8');
      writeFileSync(path, mutate(sound, mutant));
      try {
        return await act();
      } finally {
        writeFileSync(path, sound);
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What is committed or would be; files that were deleted and not yet committed are left out. */
function repositoryFiles(): string[] {
  const list = (...args: string[]) =>
    execFileSync('git', ['ls-files', '-z', ...args], { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26 })
      .split('\0')
      .filter((name) => name !== '');
  const gone = new Set(list('--deleted'));
  return list('--cached', '--others', '--exclude-standard').filter((name) => !gone.has(name));
}

const OUTPUT_KEPT = 20_000;

function runIn(folder: string, [program = '', ...args]: readonly string[], limitMs: number): Promise<Verdict> {
  const path = `${join(ROOT, 'node_modules/.bin')}:${dirname(process.execPath)}:${process.env.PATH ?? ''}`;
  // A group of its own, so that what the command started ends with it.
  const child = spawn(program, args, { cwd: folder, env: { ...process.env, PATH: path }, detached: true });
  let output = '';
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-OUTPUT_KEPT);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  return new Promise((done, fail) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, limitMs);
    child.once('error', fail);
    child.once('close', (code) => {
      clearTimeout(timer);
      if (late) done({ failed: true, reason: `not done after ${limitMs / 1000} s` });
      else done({ failed: code !== 0, reason: code === 0 ? '' : reasonIn(output, code) });
    });
  });
}

/** The first line that says what went wrong. */
function reasonIn(output: string, code: number | null): string {
  const lines = stripVTControlCharacters(output)
    .split('\n')
    .map((line) => line.trim());
  const telling = lines.find((line) => /^(AssertionError|Error|TypeError|RangeError|FAIL|×|✗|seed|Seed)/.test(line));
  return (telling ?? lines.findLast((line) => line !== '') ?? `code ${code}`).slice(0, 160);
}
