/**
 * What a full disk, or another failing file, does to the parts of the cloud that work by themselves: they pause and try
 * again until it works. A request is answered with its failure; these have nobody to tell.
 */

/** Between two tries of a part whose file failed. */
export const FILE_PAUSE_MS = 500;

const DISK_CODES: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO', 'EROFS', 'ERR_SQLITE_ERROR']);

/** Whether the disk or the file refused, rather than the code being wrong. */
export const isFileFault = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && DISK_CODES.has(error.code);
