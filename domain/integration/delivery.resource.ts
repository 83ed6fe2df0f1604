/** The wire shape of a delivery: in a list without, by itself with the request as it was sent. */
import { z } from 'zod';
import type { Stored } from '../../shared/table/entity.ts';
import { Instant } from '../../shared/values/time.ts';
import { Attempt, CancelReason, type Delivery } from './delivery.schema.ts';
import { deliveryStates } from './delivery.states.ts';
import type { Webhook } from './webhook.schema.ts';
import { overBecause } from './write-delivery.ts';

export const DeliveryResource = z
  .object({
    /** Also the `webhook-id` of every attempt. */
    id: z.string(),
    webhookId: z.string(),
    eventId: z.string(),
    eventType: z.string(),
    status: z.enum(deliveryStates.states),
    /** Why it was cancelled. */
    cancelledBecause: CancelReason.nullable(),
    /** The last twenty; each has the status of the answer, or the reason why there was none. */
    attempts: z.array(
      z.object({
        at: Instant,
        status: Attempt.shape.status.unwrap().nullable(),
        error: z.string().nullable(),
        durationMs: z.number().int(),
        /** The first kilobyte of the answer. */
        answer: z.string().nullable(),
      }),
    ),
    /** Null where nothing more is tried, or where an earlier event of the same record has to be delivered first. */
    nextAttemptAt: Instant.nullable(),
    /** The replay that sent it last. */
    replayId: z.string().nullable(),
    queuedAt: Instant,
    endedAt: Instant.nullable(),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Delivery' });
export type DeliveryResource = z.infer<typeof DeliveryResource>;

export const DeliveryWithRequest = DeliveryResource.extend({
  request: z.object({
    /** Of the last attempt; null before the first. */
    url: z.string().nullable(),
    /** `***` in the place of a secret. */
    headers: z.record(z.string(), z.string()),
    /** Byte by byte, as the signature is over it. */
    body: z.string(),
  }),
}).meta({ id: 'DeliveryWithRequest' });
export type DeliveryWithRequest = z.infer<typeof DeliveryWithRequest>;

/** Its state as it stands with the endpoint: what was waiting when that was disabled is cancelled from then on. */
export function statusOf(record: Delivery, endpoint: Pick<Webhook, 'state' | 'enabledAt'>): Delivery['state'] {
  return overBecause(record, endpoint) === undefined ? record.state : 'cancelled';
}

export function presentDelivery(record: Stored<Delivery>, endpoint: Webhook): DeliveryResource {
  const { id, webhookId, eventId, eventType, attempts, replayId = null, queuedAt, endedAt = null } = record;
  const status = statusOf(record, endpoint);
  return {
    ...{ id, webhookId, eventId, eventType, status },
    cancelledBecause: overBecause(record, endpoint) ?? record.cancelReason ?? null,
    attempts: attempts.map(({ at, status: answered = null, error = null, durationMs, answer = null }) => {
      return { at, status: answered, error, durationMs, answer };
    }),
    nextAttemptAt: status === 'pending' ? (record.nextAttemptAt ?? null) : null,
    ...{ replayId, queuedAt, endedAt },
    ...{ version: record.version, createdAt: record.createdAt, updatedAt: record.updatedAt },
  };
}

export function presentRequest(record: Stored<Delivery>, endpoint: Webhook): DeliveryWithRequest {
  const { url = null, requestHeaders: headers = {}, body } = record;
  return { ...presentDelivery(record, endpoint), request: { url, headers, body } };
}
