/**
 * The event source mapping from a table's stream to a function: in order, filtered, with partial failures, bisection,
 * bounded retries and a failure destination. The stream is one shard.
 */
import type { Logger } from '../../../shared/context.ts';
import type { Activity } from '../activity.ts';
import { FILE_PAUSE_MS } from '../file-fault.ts';
import type { LocalFunction } from '../lambda/functions.ts';
import type { SourceMapping } from '../lambda/read-mappings.ts';
import { reasonOf } from '../log.ts';
import type { RetryDelay } from '../queues/consume.ts';
import type { Queues } from '../queues/queues.ts';
import type { StreamRecord, TableEngine } from '../table/index.ts';
import type { Json } from '../template/template.ts';
import type { Timers } from '../timers.ts';
import { deliverRecords } from './deliver-records.ts';
import type { ReadPage } from './shared-pages.ts';
import type { StreamPositions } from './stream-position.ts';

export type StreamMappingPorts = {
  readonly engine: TableEngine;
  readonly readPage: ReadPage;
  readonly positions: StreamPositions;
  readonly queues: Queues;
  readonly timers: Timers;
  readonly activity: Activity;
  readonly retryDelay: RetryDelay;
  readonly logger: Logger;
  readonly region: string;
};

export type StreamConsumer = {
  readonly tableName: string;
  readonly isDrained: () => boolean;
  readonly stop: () => void;
  readonly close: () => void;
};

const BATCH_DEFAULT = 100;
/** Records looked at in one go: most are not the outbox's, and the filter leaves them out. */
const READ_LIMIT = 250;
/** What the filter left out is read again after a crash; beyond this many records the position is kept all the same. */
const UNSAVED_MAX = 2000n;

export function startStreamMapping(
  mapping: SourceMapping,
  tableName: string,
  target: LocalFunction,
  ports: StreamMappingPorts,
): StreamConsumer {
  const { engine, activity, region } = ports;
  const position = openPosition(mapping, tableName, ports);
  const sleeper = openSleeper(ports.timers);
  let running = false;
  let asked = false;
  let stopped = false;
  const delivery = { mapping, target, ports, done: position.save, isStopped: () => stopped, sleep: sleeper.sleep };

  const readOn = async (): Promise<void> => {
    let mayBeMore = true;
    while (!stopped && (mayBeMore || asked)) {
      asked = false;
      const records = position.next(READ_LIMIT);
      const last = records.at(-1);
      if (last === undefined) return;
      mayBeMore = records.length === READ_LIMIT;
      const wanted = records.filter((record) => mapping.matches?.(record as Json) !== false);
      const size = mapping.batchSize ?? BATCH_DEFAULT;
      for (let start = 0; start < wanted.length && !stopped; start += size) {
        const batch = wanted.slice(start, start + size).map((record) => sourced(record, mapping, region));
        await deliverRecords(batch, delivery);
      }
      // What came before the stop is done; the rest is read again at the next start.
      if (!stopped) position.pass(sequenceOf(last));
    }
  };
  const readToEnd = async (): Promise<void> => {
    try {
      await readOn();
    } catch (error) {
      // The position or the failure's record could not be written: from where it stands it goes on after a pause.
      ports.logger.error('the stream could not be read on', { mapping: mapping.id, reason: reasonOf(error) });
      ports.timers.at(ports.timers.now() + FILE_PAUSE_MS, ask);
    } finally {
      running = false;
      // A commit may have come between the last look and here.
      if (asked) setImmediate(pump);
    }
  };
  const pump = (): void => {
    if (running || stopped || !asked) return;
    running = true;
    void activity.during(readToEnd());
  };
  const ask = (): void => {
    if (asked || stopped) return;
    asked = true;
    // After the caller of the commit is done, so that an answer never waits for the relay. A reader that is under way
    // sees the mark itself.
    if (!running) setImmediate(pump);
  };
  const forget = engine.onCommit((name) => {
    if (name === tableName) ask();
  });
  const isDrained = () => !running && position.isAtEnd();
  activity.watch(() => stopped || (!asked && isDrained()));
  ask();
  return {
    tableName,
    isDrained,
    stop: () => {
      stopped = true;
      forget();
      sleeper.wake();
    },
    close: position.close,
  };
}

/** Where the reader stands in the stream, and how much of that is kept for the next start. */
function openPosition(mapping: SourceMapping, tableName: string, { engine, readPage, positions }: StreamMappingPorts) {
  let position = positions.read(mapping.id) ?? firstPosition(mapping, tableName, engine);
  let saved = position;
  let isClosed = false;
  const save = (sequence: bigint): void => {
    // The file is closed to a function that outlasted the stop.
    if (isClosed) return;
    positions.save(mapping.id, sequence);
    position = sequence;
    saved = sequence;
  };
  return {
    next: (limit: number): readonly StreamRecord[] => readPage(tableName, position, limit),
    /** Whether nothing is left to look at. */
    isAtEnd: (): boolean => engine.readStream(tableName, position, 1).length === 0,
    /** Everything up to here has been dealt with, and is never given again. */
    save,
    /** Everything up to here has been looked at; kept now and then only, for looking again costs little. */
    pass: (sequence: bigint): void => {
      position = sequence;
      if (position - saved > UNSAVED_MAX) save(position);
    },
    close: (): void => {
      isClosed = true;
    },
  };
}

/** Waits on the cloud's clock that can be cut short. */
function openSleeper(timers: Timers) {
  let wake = () => {};
  return {
    wake: (): void => wake(),
    sleep: (ms: number): Promise<void> =>
      new Promise((resolve) => {
        const forget = timers.at(timers.now() + ms, resolve);
        wake = () => {
          forget();
          resolve();
        };
      }),
  };
}

export const sequenceOf = (record: StreamRecord): bigint => BigInt(record.dynamodb.SequenceNumber);

/** As the template names the stream: the engine knows neither account nor region. */
const sourced = (record: StreamRecord, { sourceArn }: SourceMapping, awsRegion: string): StreamRecord => ({
  ...record,
  awsRegion,
  eventSourceARN: sourceArn,
});

/** A new mapping begins at the oldest record, or behind the newest where it says `LATEST`. */
function firstPosition({ startsAtEnd }: SourceMapping, tableName: string, engine: TableEngine): bigint {
  let position = 0n;
  while (startsAtEnd) {
    const last = engine.readStream(tableName, position, READ_LIMIT).at(-1);
    if (last === undefined) break;
    position = sequenceOf(last);
  }
  return position;
}
