/** A file system of a few megabytes in memory, where the system permits one to be mounted. */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export type SmallDisk = {
  readonly folder: string;
  /** Writes until nothing more fits. */
  readonly fill: () => void;
  readonly makeRoom: () => void;
  readonly remove: () => void;
};

/** Undefined where mounting is not permitted. */
export function mountSmallDisk(folder: string, megabytes: number): SmallDisk | undefined {
  mkdirSync(folder, { recursive: true });
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tandem-test', folder]);
  if (mounted.status !== 0) {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  const filler = join(folder, 'filler');
  return {
    folder,
    fill: () => fillWith(filler),
    makeRoom: () => rmSync(filler, { force: true }),
    remove: () => {
      spawnSync('umount', ['-l', folder]);
    },
  };
}

function fillWith(path: string): void {
  const file = openSync(path, 'a');
  try {
    for (const bytes of [1_048_576, 4096]) writeWhileItFits(file, Buffer.alloc(bytes, 'x'));
  } finally {
    closeSync(file);
  }
}

function writeWhileItFits(file: number, block: Buffer): void {
  try {
    while (writeSync(file, block) === block.length);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}
