/** One event on its way to one endpoint, with every attempt. */
import { z } from 'zod';
import type { Actor } from '../../shared/events/event.ts';
import { PageQuery } from '../../shared/http/paging.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { deliveryStates } from './delivery.states.ts';
import { EVENT_PATTERN } from './event-pattern.ts';

/** Of a receiver's answer, in bytes. */
export const ANSWER_BYTES_MAX = 1024;
/** Attempts shown; the schedule has ten, and each resend begins it anew. */
export const ATTEMPTS_KEPT_MAX = 20;

export const Attempt = z.object({
  /** When it began. */
  at: z.string(),
  /** Of the answer; absent where none came. */
  status: z.number().int().optional(),
  /** Why none came, such as `timeout`, `tls`, `private_address`. */
  error: z.string().optional(),
  durationMs: z.number().int(),
  /** The beginning of the answer's body. */
  answer: z.string().optional(),
});
export type Attempt = z.infer<typeof Attempt>;

/** `webhook_disabled`, `webhook_deleted`, `replay_cancelled`. */
export const CancelReason = z.enum(['webhook_disabled', 'webhook_deleted', 'replay_cancelled']);
export type CancelReason = z.infer<typeof CancelReason>;

export const Delivery = z.object({
  /** Follows from event and endpoint, and is the `webhook-id` of every attempt. */
  id: z.string(),
  webhookId: z.string(),
  eventId: z.string(),
  eventType: z.string(),
  /** The aggregate that the event is of. */
  subject: z.string(),
  /** What is sent, byte by byte. */
  body: z.string(),
  state: z.enum(deliveryStates.states),
  /** When it is attempted next; absent once it has ended, and while its turn in a replay has not come. */
  nextAttemptAt: z.string().optional(),
  /** When it was made, or sent anew. */
  queuedAt: z.string(),
  /** Attempts since then. */
  made: z.number().int(),
  /** The newest last. */
  attempts: z.array(Attempt),
  /** The last attempt's headers, without secrets. */
  requestHeaders: z.record(z.string(), z.string()).optional(),
  url: z.string().optional(),
  endedAt: z.string().optional(),
  cancelReason: CancelReason.optional(),
  /** The replay that sent it last. */
  replayId: z.string().optional(),
  resentBy: z.custom<Actor>().optional(),
  correlationId: z.string(),
  /** Epoch seconds; set when it has ended. */
  ttl: z.number().int().optional(),
});
export type Delivery = z.infer<typeof Delivery>;

export const DeliveryParams = z.object({ webhookId: idSchema('whk'), deliveryId: idSchema('dlv') });
export type DeliveryParams = z.infer<typeof DeliveryParams>;

export const DeliveryQuery = PageQuery.extend({
  status: z.enum(deliveryStates.states).optional(),
  /** A type, or a pattern such as `finance.*`. */
  eventType: z.string().max(100).regex(EVENT_PATTERN, 'must be an event type or a pattern').optional(),
});
export type DeliveryQuery = z.infer<typeof DeliveryQuery>;
