/**
 * What one commit said, kept for good in one item: outbox, the tenant's event log, the loop's story and a reaction's
 * inbox marker are the same item. Each fact stands in it once, as an attribute or in the key, since events are the
 * largest part of what a loop costs (decision 0011).
 */
import { z } from 'zod';
import type { Actor, EventEnvelope } from '../events/event.ts';
import { instantOf } from '../values/time.ts';
import { defineEntity, type Item, type Stored, toItem } from './entity.ts';

const SaidEvent = z.object({
  id: z.string(),
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
  /** Epoch seconds. A mark without events may go once nothing can bring its event again. */
  ttl: z.number().optional(),
});
export type EventRecord = z.infer<typeof EventRecord>;

export const eventLog = defineEntity<EventRecord>({
  name: 'event',
  schema: EventRecord,
  key: { partition: ['correlationId'], sort: ['entry'] },
  listed: false,
  audited: false,
});

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
  const [first] = events;
  const entry = mark?.entry ?? first?.id ?? '';
  const told = toldByMark(entry);
  const isActorTold = actor.kind === told.actor.kind && actor.id === told.actor.id;
  const record: Stored<EventRecord> = {
    ...{ correlationId, entry },
    ...(isActorTold ? {} : { actor }),
    ...(causationId === told.causationId ? {} : { causationId }),
    events: events.map(({ id, type, version, subject, sequence, data }) => {
      return { id, type, ...(version === 1 ? {} : { version }), subject, sequence, data };
    }),
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
  return record.events.map(({ id, type, version = 1, subject, sequence, data }) => ({
    ...{ id, type, version, time, tenantId, actor, correlationId, causationId, subject, sequence, data },
  }));
}

/** Everything said in a loop, in the order of the events' ids, which is that of their time. */
export const loopEvents = (log: readonly Stored<EventRecord>[]): EventEnvelope[] =>
  log.flatMap(envelopesOf).sort((a, b) => (a.id < b.id ? -1 : 1));
