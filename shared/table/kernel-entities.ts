/** The kernel's own items. They go through the same entity declaration as the modules' so that one test sees all keys. */
import { z } from 'zod';
import { dueSweep } from '../due/due-sweep.ts';
import { activityNote } from '../events/activity.ts';
import type { Actor } from '../events/event.ts';
import { rateBucket } from '../http/rate-limits/rate-bucket.ts';
import { defineEntity } from './entity.ts';
import { eventLog } from './event-log.ts';

/** One audit entry: who changed what from what to what, and why; chained by hash per record. */
export const auditEntry = defineEntity({
  name: 'audit',
  schema: z.object({
    entity: z.string(),
    /** The record's id, or the values of its key where it has none. */
    recordId: z.string(),
    /** The record's version after the change, zero-padded so that text order is version order. */
    entry: z.string(),
    at: z.string(),
    actor: z.custom<Actor>(),
    correlationId: z.string(),
    causationId: z.string(),
    action: z.string(),
    changes: z.record(z.string(), z.object({ from: z.unknown(), to: z.unknown() })),
    previousHash: z.string(),
    hash: z.string(),
  }),
  key: { partition: ['recordId'], sort: ['entity', 'entry'] },
  listed: false,
  audited: false,
});

/** The first answer to an `Idempotency-Key`, given again to a second request with the same body. */
export const idempotencyRecord = defineEntity({
  name: 'idempotency',
  schema: z.object({
    scope: z.string(),
    requestHash: z.string(),
    status: z.number(),
    etag: z.string().optional(),
    /** The answer up to 32 KB; absent where it was larger or holds a secret that is shown once. */
    body: z.string().optional(),
    ttl: z.number(),
  }),
  key: { partition: ['scope'] },
  listed: false,
  audited: false,
});

/** A value that only one record may hold, such as a product's SKU. */
export const uniqueMarker = defineEntity({
  name: 'unique',
  schema: z.object({ rule: z.string(), value: z.string(), recordId: z.string() }),
  key: { partition: ['rule', 'value'] },
  listed: false,
  audited: false,
});

/** The last number taken of a series. Taken in the transaction that uses it, so that the series has no gap. */
export const numberSeries = defineEntity({
  name: 'series',
  schema: z.object({ series: z.string(), last: z.number() }),
  key: { partition: ['series'] },
  listed: false,
  audited: false,
});

export const KERNEL_ENTITIES = [
  eventLog,
  auditEntry,
  idempotencyRecord,
  uniqueMarker,
  numberSeries,
  activityNote,
  dueSweep,
  rateBucket,
] as const;
