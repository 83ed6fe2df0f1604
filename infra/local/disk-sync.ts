/**
 * What makes an acknowledged write survive a power cut. SQLite commits without waiting for the disk, and the answer to
 * the client waits instead, until the log has been synced: off the main thread, one sync for all who wait.
 *
 * A reaction's commit needs no sync of its own. Should a power cut take it, it takes the deletion of its message too,
 * which stands behind it in the same log, and the message comes again. So a loop of twenty commits pays for one.
 */
import { close, fdatasync, open } from 'node:fs';
import { promisify } from 'node:util';

export type DiskSync = {
  /** Resolves when everything that was committed before the call is on the disk. */
  readonly synced: () => Promise<void>;
  readonly close: () => Promise<void>;
};

const openFile = promisify(open);
const syncFile = promisify(fdatasync);
const closeFile = promisify(close);

/** For memory, and for who is content with surviving `kill -9`. */
export const NO_SYNC: DiskSync = { synced: async () => {}, close: async () => {} };

/**
 * Syncs SQLite's write-ahead log, which keeps its file as long as the database is open. (A checkpoint syncs log and
 * database itself before the log begins anew.)
 */
export async function openDiskSync(databaseFile: string): Promise<DiskSync> {
  const file = await openFile(`${databaseFile}-wal`, 'r+');
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const start = (): Promise<void> => {
    running = syncFile(file).finally(() => {
      running = undefined;
    });
    return running;
  };
  return {
    synced: () => {
      if (running === undefined) return start();
      // The sync under way may have begun before the caller's commit.
      next ??= running
        .catch(() => {})
        .then(() => {
          next = undefined;
          return start();
        });
      return next;
    },
    close: () => closeFile(file),
  };
}
