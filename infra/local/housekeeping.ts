/** What AWS does by the clock: time to live, the stream's 24 hours, retention of queues, lifecycle of files. */
import type { Logger } from '../../shared/context.ts';
import type { FileStore } from './files/file-store.ts';
import { uploadsOf } from './files/multipart-calls.ts';
import type { Bucket } from './files/read-buckets.ts';
import { reasonOf } from './log.ts';
import type { Queues } from './queues/queues.ts';
import type { StreamConsumer } from './stream/stream-mapping.ts';
import type { TableEngine } from './table/index.ts';
import type { Table } from './tables.ts';
import type { Timers } from './timers.ts';

export type HousekeepingPorts = {
  readonly engine: TableEngine;
  readonly timers: Timers;
  readonly queues: Queues;
  readonly files: FileStore;
  readonly buckets: readonly Bucket[];
  readonly tables: readonly Table[];
  readonly streams: readonly StreamConsumer[];
  readonly isConsumed: (queueArn: string) => boolean;
  readonly log: (source: string) => Logger;
};

const TTL_EVERY_MS = 60_000;
const OTHERS_EVERY_MS = 3_600_000;
const STREAM_KEPT_MS = 24 * 3_600_000;
/** As the stack's lifecycle rule says. */
const UNFINISHED_UPLOAD_MS = 24 * 3_600_000;

export function keepHouse(ports: HousekeepingPorts): void {
  const { engine, timers } = ports;
  const logger = ports.log('housekeeping');
  every(timers, TTL_EVERY_MS, logger, () => engine.expireTtl(timers.now()));
  every(timers, OTHERS_EVERY_MS, logger, () => tidyUp(ports));
}

function every(timers: Timers, periodMs: number, logger: Logger, run: () => void): void {
  const again = (): void => {
    timers.at(timers.now() + periodMs, () => {
      try {
        run();
      } catch (error) {
        // A full disk, say: what is due now is due next time as well.
        logger.error('the housekeeping failed', { reason: reasonOf(error) });
      }
      again();
    });
  };
  again();
}

/**
 * A laptop is off at night: nothing that still has a reader is dropped for its age, neither stream records that were
 * not read yet nor messages of a queue that a function reads.
 */
function tidyUp({ engine, timers, queues, files, buckets, tables, streams, isConsumed }: HousekeepingPorts): void {
  for (const { definition } of tables.filter(({ definition }) => definition.StreamSpecification !== undefined)) {
    const readers = streams.filter(({ tableName }) => tableName === definition.TableName);
    if (readers.every((reader) => reader.isDrained())) {
      engine.trimStream(definition.TableName, timers.now() - STREAM_KEPT_MS);
    }
  }
  for (const { arn } of queues.all()) if (!isConsumed(arn)) queues.expire(arn);
  for (const { name, expiryMs } of buckets) if (expiryMs !== undefined) files.expire(name, timers.now() - expiryMs);
  for (const { name } of buckets) files.expire(uploadsOf(name), timers.now() - UNFINISHED_UPLOAD_MS);
}
