/**
 * Finds by the index what is due: what was too far away for a queue when it was written, and what should have been done
 * by now, since a stream can lose a record and a queue a message.
 */
import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Runtime } from '../runtime/runtime.ts';
import { DUE_KINDS, DUE_SHARDS, type DueItem, type DueKind, dueItem, dueKey } from '../table/due-index.ts';
import { fromItem, type Item, itemKey, type Stored, toItem } from '../table/entity.ts';
import { instantOf, nowAt } from '../values/time.ts';
import { type DueSweep, dueSweep } from './due-sweep.ts';
import { sendDue } from './send-due.ts';

const MARK = 'all';

const MINUTE_MS = 60_000;
/** Messages are sent so long ahead: the timer's minute, and half of one in which it may be late. */
const AHEAD_MS = 1.5 * MINUTE_MS;
/**
 * What is still in the index so long (minutes) after its instant is sent again: its message may be lost, or wait behind
 * others, where ever more copies would only make the wait longer. After the last, once in as many minutes.
 */
const OVERDUE_MINUTES = [2, 4, 8, 16] as const;
const OVERDUE_EVERY = 32;
/** Overdue records of one shard that a run looks at, the latest first; what comes within the next minute is all read. */
const OVERDUE_MAX = 2_000;
const PAGE_MAX = 1_000;

export type Swept = {
  readonly sent: number;
  readonly refused: number;
  /** Whole minutes by which the most overdue record waits. */
  readonly overdueMinutes: number;
};

/** One run. Two at once, or a run again after a failure, send some messages twice, and messages are hints. */
export async function sweepDue(runtime: Runtime): Promise<Swept> {
  const now = runtime.clock.now();
  const run: Run = { fromMs: await readMark(runtime), now };
  const shards = DUE_KINDS.flatMap((kind) =>
    Array.from({ length: DUE_SHARDS }, (_, shard) => sweepShard(runtime, run, kind, shard)),
  );
  const swept = (await Promise.all(shards)).flat();
  const wanted = swept.filter(({ kind, item }) => isWanted(run, kind, Date.parse(item.due))).map(({ item }) => item);
  const refused = await sendDue(runtime, wanted);
  if (refused.length === 0) await writeMark(runtime, now);
  const oldest = Math.min(now, ...swept.map(({ item }) => Date.parse(item.due)));
  return {
    sent: wanted.length - refused.length,
    refused: refused.length,
    overdueMinutes: Math.floor((now - oldest) / MINUTE_MS),
  };
}

/** From the last run's time to this one's (ms): whatever has its turn in between is sent. */
type Run = { readonly fromMs: number; readonly now: number };

/** Whether it has its turn in this run: its first message, where the relay sends none, or another one. */
function isWanted({ fromMs, now }: Run, kind: DueKind, dueMs: number): boolean {
  const isTurn = (atMs: number) => fromMs < atMs && atMs <= now;
  if (kind === 'later' && isTurn(dueMs - AHEAD_MS)) return true;
  if (OVERDUE_MINUTES.some((minutes) => isTurn(dueMs + minutes * MINUTE_MS))) return true;
  const every = (ms: number) => Math.floor((ms - dueMs) / (OVERDUE_EVERY * MINUTE_MS));
  return every(now) > Math.max(every(fromMs), 0);
}

type Found = { readonly kind: DueKind; readonly item: DueItem };

/** What of a shard may have its turn, the furthest in the future first. */
async function sweepShard(runtime: Runtime, { fromMs, now }: Run, kind: DueKind, shard: number): Promise<Found[]> {
  const untilMs = kind === 'later' ? now + AHEAD_MS : now - OVERDUE_MINUTES[0] * MINUTE_MS;
  const found: Found[] = [];
  let overdue = 0;
  let after: Item | undefined;
  do {
    const page: { Items?: Item[] | undefined; LastEvaluatedKey?: Item | undefined } = await runtime
      .platformTable()
      .send(
        new QueryCommand({
          TableName: runtime.settings.tableName,
          IndexName: 'due',
          KeyConditionExpression: 'duepk = :shard AND duesk < :until',
          // The millisecond after: an instant's key goes on behind the instant.
          ExpressionAttributeValues: { ':shard': dueKey(kind, shard), ':until': instantOf(untilMs + 1) },
          ScanIndexForward: false,
          Limit: PAGE_MAX,
          ...(after === undefined ? {} : { ExclusiveStartKey: { ...after } }),
        }),
      );
    const items = (page.Items ?? []).map((item) => ({ kind, item: dueItem(item) }));
    found.push(...items);
    overdue += items.filter(({ item }) => Date.parse(item.due) <= Math.min(now, fromMs + AHEAD_MS)).length;
    after = page.LastEvaluatedKey;
  } while (after !== undefined && overdue < OVERDUE_MAX);
  return found;
}

/** 0 where the sweeper has never run: then everything overdue has its turn. */
async function readMark(runtime: Runtime): Promise<number> {
  const Key = itemKey(dueSweep, '', MARK);
  const { Item: item } = await runtime
    .platformTable()
    .send(new GetCommand({ TableName: runtime.settings.tableName, Key, ConsistentRead: true }));
  return item === undefined ? 0 : Date.parse(fromItem(dueSweep, item).sweptAt);
}

async function writeMark(runtime: Runtime, now: number): Promise<void> {
  const at = nowAt(runtime.clock);
  const record = { id: MARK, sweptAt: instantOf(now), tenantId: '', version: 1, createdAt: at, updatedAt: at };
  const item = toItem(dueSweep, record as Stored<DueSweep>);
  await runtime.platformTable().send(new PutCommand({ TableName: runtime.settings.tableName, Item: { ...item } }));
}
