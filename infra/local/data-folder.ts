/** The folder that holds everything, and the lock that says which process owns it. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type DataFolder = {
  readonly databaseFile: string;
  readonly filesFolder: string;
  /** Code of the functions, as it was when the cloud was started. */
  readonly codeFolder: string;
  readonly release: () => void;
};

/**
 * The form in which records are stored. It rises with a change after which the product cannot read what it stored
 * before; there are no migrations of a laptop's data yet (docs/operations.md).
 */
const STORED_FORM = '3';

type Owner = { readonly pid: number; readonly startedAt: string | undefined };

/**
 * Takes the folder for this process; a dead one's lock is taken over.
 * @throws Error in words where another process that lives owns the folder, or where it holds another form of data
 */
export function ownDataFolder(folder: string): DataFolder {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = join(folder, 'lock');
  const mine: Owner = { pid: process.pid, startedAt: startOf(process.pid) };
  try {
    writeFileSync(lock, JSON.stringify(mine), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const owner = readOwner(lock);
    if (owner !== undefined && lives(owner)) {
      throw new Error(
        `The data folder ${folder} belongs to process ${owner.pid}, which is running. ` +
          'Stop it first, or set TANDEM_DATA to another folder.',
      );
    }
    // Should two processes take over at once, SQLite's own lock lets in one of them.
    writeFileSync(lock, JSON.stringify(mine));
  }
  const databaseFile = join(folder, 'tandem.sqlite');
  const release = () => {
    if (readOwner(lock)?.pid === process.pid) rmSync(lock, { force: true });
  };
  try {
    expectStoredForm(folder, existsSync(databaseFile));
  } catch (error) {
    release();
    throw error;
  }
  return { databaseFile, filesFolder: join(folder, 'files'), codeFolder: join(folder, 'code'), release };
}

/** A new folder is marked with the form of today, ahead of its database. */
function expectStoredForm(folder: string, holdsData: boolean): void {
  const mark = join(folder, 'stored-form');
  if (!holdsData) {
    writeFileSync(mark, STORED_FORM);
    return;
  }
  const found = existsSync(mark) ? readFileSync(mark, 'utf8') : '1';
  if (found === STORED_FORM) return;
  throw new Error(
    `The data folder ${folder} holds data in form ${found}; this version of Tandem reads form ${STORED_FORM} only. ` +
      'Move the folder away or delete it, or set TANDEM_DATA to another folder.',
  );
}

/** Undefined for a lock that a crash left half written. */
function readOwner(lock: string): Owner | undefined {
  try {
    const owner = JSON.parse(readFileSync(lock, 'utf8')) as Partial<Owner>;
    return typeof owner.pid === 'number' ? { pid: owner.pid, startedAt: owner.startedAt } : undefined;
  } catch {
    return undefined;
  }
}

function lives({ pid, startedAt }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Not permitted: it lives and belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const [state, ...rest] = statOf(pid);
  // Killed, and only waiting for its parent to take note.
  if (state === 'Z') return false;
  const now = rest[START];
  // Numbers are given again after a restart of the machine: the start time tells the owner from a stranger.
  return now === undefined || startedAt === undefined || now === startedAt;
}

/** Place of the start time among the fields behind the state. */
const START = 18;
const startOf = (pid: number): string | undefined => statOf(pid)[START + 1];

/** State, and what follows it, of a process: Linux tells, other systems do not. */
function statOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
