/** Pages of the streams for several readers: they wake at the same commit and mostly stand at the same place. */
import type { StreamRecord, TableEngine } from '../table/index.ts';

export type ReadPage = (tableName: string, after: bigint, limit: number) => readonly StreamRecord[];

/** Reads the streams; the page that was read last is kept until the next commit, so that it is parsed once. */
export function sharedPages(engine: TableEngine): ReadPage {
  let last: { readonly key: string; readonly page: readonly StreamRecord[] } | undefined;
  engine.onCommit(() => {
    last = undefined;
  });
  return (tableName, after, limit) => {
    const key = `${tableName} ${after} ${limit}`;
    if (last?.key !== key) last = { key, page: engine.readStream(tableName, after, limit) };
    return last.page;
  };
}
