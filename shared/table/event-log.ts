/**
 * What one commit said, kept for good in one item: outbox, the tenant's event log, the loop's story and a reaction's
 * inbox marker are the same item. Each fact stands in it once, as an attribute or in the key, since events are the
 * largest part of what a loop costs (decision 0011).
 */
import { z } from 'zod';
import type { Actor, EventEnvelope } from '../events/event.ts';
import { timeOfId } from '../values/ids.ts';
import { instantOf } from '../values/time.ts';
import { defineEntity, type Item, type Stored, toItem } from './entity.ts';

const SaidEvent = z.object({
  /** Absent where the item tells it: of the last event by `lastId`, of the first by an `entry` that is no mark. */
  id: z.string().optional(),
  type: z.string(),
  /** Version of the event's schema; 1 where nothing is said. */
  version: z.number().optional(),
  subject: z.string(),
  sequence: z.number(),
  data: z.unknown(),
});

export const EventRecord = z.object({
  correlationId: z.string(),
  /** The first event's id; or the mark of the reaction that committed it (`inboxEntry`). */
  entry: z.string(),
  /** Absent, as the cause is, where a mark tells it: the reaction, and the event that it answers. */
  actor: z.custom<Actor>().optional(),
  causationId: z.string().optional(),
  events: z.array(SaidEvent),
  /** The id of the last event: the item's place in the log, and told by it. Absent where there are no events. */
  lastId: z.string().optional(),
  /** Epoch seconds. A mark without events may go once nothing can bring its event again. */
  ttl: z.number().optional(),
});
export type EventRecord = z.infer<typeof EventRecord>;

export const eventLog = defineEntity<EventRecord>({
  name: 'event',
  schema: EventRecord,
  key: { partition: ['correlationId'], sort: ['entry'] },
  listed: false,
  /**
   * The tenant's log: a list for each day of UTC, in the order of the last ids. Whoever changes a record after a commit
   * has read it after that commit, and says so after that, so that his item's last id is greater than every id in the
   * other: the log has the events of each aggregate in the order of their sequence, which neither their times have (a
   * time is taken before anything is read) nor the first ids (what a commit says first may be of another record).
   */
  lists: {
    day: {
      slot: 'gsi2',
      by: [],
      placeOf: ({ lastId }) => (typeof lastId === 'string' ? { values: [logDayOf(lastId)], sort: lastId } : undefined),
      sortTells: 'lastId',
    },
  },
  audited: false,
});

/** The day of UTC, `YYYY-MM-DD`, in whose list an item with such a last id is. */
export const logDayOf = (lastId: string): string => instantOf(timeOfId(lastId)).slice(0, 10);

/**
 * The place of a reaction's commit in its loop: it follows from the event alone, so that a second attempt meets the
 * first one's item, whatever either of them said.
 */
export const inboxEntry = (eventId: string, reaction: string): string => `${eventId}#${reaction}`;

/** Actor and cause as a mark tells them. */
function toldByMark(entry: string): { readonly actor: Actor; readonly causationId: string } {
  const [causationId = '', id = ''] = entry.split('#');
  return { actor: { kind: 'system', id }, causationId };
}

/** Number of shards of the sparse index of unsent events, which only relay and sweeper read. */
export const OUTBOX_SHARDS = 4;
export const outboxKey = (shard: number): string => `p#outbox#${shard}`;
/** Sort key in that index below which everything is older than the instant (ms). */
export const outboxBefore = (ms: number): string => instantOf(ms);

/** What the events of a commit have in common. */
export type Said = Pick<EventEnvelope, 'time' | 'tenantId' | 'actor' | 'causationId' | 'correlationId'>;

/** The item of a commit's events within one loop, marked unsent where there are any. */
export function eventItem(said: Said, events: readonly EventEnvelope[], mark?: { entry: string; ttl: number }): Item {
  const { time, tenantId, actor, causationId, correlationId } = said;
  const [first, last] = [events[0], events.at(-1)];
  const entry = mark?.entry ?? first?.id ?? '';
  const told = toldByMark(entry);
  const isActorTold = actor.kind === told.actor.kind && actor.id === told.actor.id;
  const record: Stored<EventRecord> = {
    ...{ correlationId, entry },
    ...(isActorTold ? {} : { actor }),
    ...(causationId === told.causationId ? {} : { causationId }),
    events: events.map(({ id, type, version, subject, sequence, data }) => ({
      ...(id === entry || id === last?.id ? {} : { id }),
      ...{ type, ...(version === 1 ? {} : { version }), subject, sequence, data },
    })),
    ...(last === undefined ? {} : { lastId: last.id }),
    ...(mark === undefined || first !== undefined ? {} : { ttl: mark.ttl }),
    ...{ tenantId, version: 1, createdAt: time, updatedAt: time },
  };
  const { version: _, ...item } = toItem(eventLog, record);
  if (first === undefined) return item;
  const shard = first.id.charCodeAt(first.id.length - 1) % OUTBOX_SHARDS;
  return { ...item, outboxpk: outboxKey(shard), outboxsk: time };
}

/** The envelopes of the events in a record of the log, in the order in which they were emitted. */
export function envelopesOf(record: Stored<EventRecord>): EventEnvelope[] {
  const told = toldByMark(record.entry);
  const { tenantId, correlationId, createdAt: time, actor = told.actor, causationId = told.causationId } = record;
  const { entry, lastId = '', events } = record;
  const idAt = (index: number): string => (index === events.length - 1 ? lastId : entry);
  return events.map(({ id: own, type, version = 1, subject, sequence, data }, index) => ({
    ...{ id: own ?? idAt(index), type, version, time, tenantId },
    ...{ actor, correlationId, causationId, subject, sequence, data },
  }));
}

/** Everything said in a loop, in the order of the events' ids, which is that of their time. */
export const loopEvents = (log: readonly Stored<EventRecord>[]): EventEnvelope[] =>
  log.flatMap(envelopesOf).sort((a, b) => (a.id < b.id ? -1 : 1));
