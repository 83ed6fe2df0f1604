/**
 * One event, kept for good: outbox, the tenant's event log and the loop's story are this one item. Each fact of the
 * envelope stands in it once, as an attribute or in the key, since its size is the largest part of what a loop costs.
 */
import { z } from 'zod';
import type { Actor, EventEnvelope } from '../events/event.ts';
import type { TenantId } from '../values/ids.ts';
import { instantOf } from '../values/time.ts';
import { defineEntity, type Item, type Stored, toItem } from './entity.ts';

export const EventRecord = z.object({
  id: z.string(),
  correlationId: z.string(),
  type: z.string(),
  /** Version of the event's schema. */
  schemaVersion: z.number(),
  actor: z.custom<Actor>(),
  causationId: z.string(),
  subject: z.string(),
  sequence: z.number(),
  data: z.unknown(),
  /** `YYYY-MM`: the tenant-wide log is one list a month, so that no list grows without bound. In the list's key only. */
  month: z.string().optional(),
});
export type EventRecord = z.infer<typeof EventRecord>;

export const eventLog = defineEntity<EventRecord>({
  name: 'event',
  schema: EventRecord,
  key: { partition: ['correlationId'], sort: ['id'] },
  listed: false,
  lists: { byMonth: { slot: 'gsi2', by: ['month'] } },
  audited: false,
});

/** Number of shards of the sparse index of unsent events, which only relay and sweeper read. */
export const OUTBOX_SHARDS = 4;
export const outboxKey = (shard: number): string => `p#outbox#${shard}`;
/** Sort key in that index below which everything is older than the instant (ms): event ids begin with their time. */
export const outboxBefore = (ms: number): string => instantOf(ms);

/** The item of a new event, marked unsent. */
export function eventItem(envelope: EventEnvelope): Item {
  const { id, time, tenantId, version, type, actor, correlationId, causationId, subject, sequence, data } = envelope;
  const record: Stored<EventRecord> = {
    ...{ id, correlationId, type, schemaVersion: version, actor, causationId, subject, sequence, data },
    ...{ month: time.slice(0, 7), tenantId, version: 1, createdAt: time, updatedAt: time },
  };
  const { month: _m, version: _v, updatedAt: _u, ...item } = toItem(eventLog, record);
  const shard = id.charCodeAt(id.length - 1) % OUTBOX_SHARDS;
  return { ...item, outboxpk: outboxKey(shard), outboxsk: `${time}#${id.slice(-6)}` };
}

/** The envelope of an event's item or record. */
export function envelopeOf(item: Item): EventEnvelope {
  const { id, type, schemaVersion, createdAt, tenantId, actor, correlationId, causationId, subject, sequence, data } =
    item as Stored<EventRecord> & Item;
  return {
    ...{ id, type, version: schemaVersion, time: createdAt, tenantId: tenantId as TenantId },
    ...{ actor, correlationId, causationId, subject, sequence, data },
  };
}
