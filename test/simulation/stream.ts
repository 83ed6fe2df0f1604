/**
 * The table's stream and its reader: records in the order of commits, in lanes by key, late, twice, or lost. A batch
 * that fails is halved and tried again, and given up after the bounded retries: then only the sweeper is left.
 */
import { create as createRelay } from '../../functions/platform/relay.ts';
import type { StreamBatch, StreamRecord } from '../../functions/platform/relay-batch.ts';
import type { StreamRecord as TableRecord } from '../../infra/local/table/index.ts';
import type { BatchAnswer } from '../../shared/events/events-function.ts';
import type { Core } from './core.ts';
import { HOUR_MS } from './durations.ts';
import type { Ended, FunctionOf, Functions } from './functions.ts';

/** As `infra/constructs/event-relay.ts` sets them; a test holds them alike. */
export const RELAY = { timeOutMs: 30_000, batchSize: 100, lanes: 4, retries: 8 };

/** Who reads the stream, and what of it the filter of its event source lets through. */
export type Reader = {
  readonly of: FunctionOf<StreamBatch, BatchAnswer>;
  isWanted(record: TableRecord): boolean;
};

const relay: FunctionOf<StreamBatch, BatchAnswer> = {
  name: 'relay',
  create: createRelay,
  timeOutMs: RELAY.timeOutMs,
  reachesAll: true,
};
const LAG_MS = 20 * HOUR_MS;

/** Records wait in `records`; while `isBusy`, a batch of them is with the relay or on its way. */
type Lane = { records: StreamRecord[]; isBusy: boolean; size: number; failures: number };

export type Stream = { append(records: readonly TableRecord[]): void };

/** The relay of events: new items of the outbox. */
export const EVENT_RELAY: Reader = {
  of: relay,
  isWanted: ({ eventName, dynamodb }) => eventName === 'INSERT' && dynamodb.NewImage?.outboxpk !== undefined,
};

export function openStream(core: Core, functions: () => Functions, { of, isWanted }: Reader): Stream {
  const { agenda, chance } = core;
  const lanes = Array.from(
    { length: RELAY.lanes },
    (): Lane => ({ records: [], isBusy: false, size: RELAY.batchSize, failures: 0 }),
  );

  const wake = (lane: Lane, waitMs: number): void => {
    if (lane.isBusy || lane.records.length === 0) return;
    lane.isBusy = true;
    const fault = core.meet('stream read', '');
    if (fault === 'stream loss') {
      lane.records = [];
      lane.isBusy = false;
      return;
    }
    const lagMs = fault === 'stream lag' ? chance.whole(1_000, LAG_MS) : 0;
    agenda.after(waitMs + lagMs, () => read(lane));
  };

  const read = (lane: Lane): void => {
    const batch = lane.records.slice(0, lane.size);
    void functions()
      .invoke(of, { Records: batch })
      .then((ended) => settle(lane, batch, ended));
  };

  const settle = (lane: Lane, batch: readonly StreamRecord[], ended: Ended<BatchAnswer>): void => {
    const done = doneOf(batch, ended);
    const isKept = core.meet('stream keep', '') !== 'batch again';
    if (isKept) lane.records.splice(0, done);
    const isWhole = done === batch.length;
    lane.failures = isWhole ? 0 : lane.failures + 1;
    lane.size = isWhole ? RELAY.batchSize : Math.max(1, Math.ceil((batch.length - done) / 2));
    if (lane.failures > RELAY.retries) {
      core.trace.mark('relay gave up');
      lane.records.splice(0, lane.size);
      lane.failures = 0;
    }
    lane.isBusy = false;
    wake(lane, isWhole ? 0 : chance.whole(100, 2_000));
  };

  return {
    append: (records) => {
      for (const {
        eventName,
        dynamodb: { Keys, NewImage, SequenceNumber },
      } of records.filter(isWanted)) {
        const lane = lanes[hash(JSON.stringify(Keys.pk)) % RELAY.lanes];
        if (lane === undefined) continue;
        lane.records.push({ eventName, dynamodb: { SequenceNumber, NewImage } } as StreamRecord);
        wake(lane, chance.whole(20, 400));
      }
    },
  };
}

/** How many of the batch, from its start, need not come again. */
function doneOf(batch: readonly StreamRecord[], ended: Ended<BatchAnswer>): number {
  if (ended.kind !== 'answered') return 0;
  const failed = new Set(ended.answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  const first = batch.findIndex(({ dynamodb }) => failed.has(dynamodb?.SequenceNumber ?? ''));
  return first === -1 ? batch.length : first;
}

const hash = (text: string): number => {
  let sum = 0;
  for (let index = 0; index < text.length; index += 1) sum = (Math.imul(sum, 31) + text.charCodeAt(index)) >>> 0;
  return sum;
};
