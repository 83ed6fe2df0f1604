/** A replay: a job that goes through the event log with a cursor and sends what it finds to one endpoint, in order. */
import { z } from 'zod';
import type { Actor } from '../../shared/events/event.ts';
import type { LogPosition } from '../../shared/events/read-log.ts';
import { PageQuery } from '../../shared/http/paging.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { Instant } from '../../shared/values/time.ts';
import { replayStates } from './replay.states.ts';

/** `all`: every event that the endpoint asks for. `undelivered`: without those that it has had. */
export const ReplayMode = z.enum(['all', 'undelivered']);
export type ReplayMode = z.infer<typeof ReplayMode>;

export const ReplayCounts = z.object({
  /** Events found that the endpoint asks for. */
  events: z.number().int(),
  /** Of those, left out because they were delivered before. */
  skipped: z.number().int(),
  delivered: z.number().int(),
  failed: z.number().int(),
  cancelled: z.number().int(),
});
export type ReplayCounts = z.infer<typeof ReplayCounts>;

export const Replay = z.object({
  id: z.string(),
  webhookId: z.string(),
  /** `catch_up`: our own, after an endpoint was made or enabled; it sends only what has no delivery yet. */
  mode: z.enum([...ReplayMode.options, 'catch_up']),
  state: z.enum(replayStates.states),
  /** When it was asked for; after its endpoint was enabled, whatever two clocks say. */
  queuedAt: z.string().optional(),
  /** RFC 3339; events said before it are left out, also where they come after it in the log. */
  from: z.string(),
  until: z.string(),
  dryRun: z.boolean(),
  /** Where to read on; absent until something has been read. */
  cursor: z.custom<LogPosition>().optional(),
  /** Everything has been read, and read again once it had settled. */
  isRead: z.boolean(),
  /** Until then nothing more can be read: the end of the range settles. */
  readAgainAt: z.string().optional(),
  /** Deliveries that have begun and not ended, in the order of the log. */
  open: z.array(z.object({ deliveryId: z.string(), subject: z.string() })),
  counts: ReplayCounts,
  nextStepAt: z.string().optional(),
  cancelledBecause: z.enum(['request', 'webhook_disabled', 'webhook_deleted']).optional(),
  finishedAt: z.string().optional(),
  createdBy: z.custom<Actor>(),
  correlationId: z.string(),
  /** Epoch seconds; set at the end. */
  ttl: z.number().int().optional(),
});
export type Replay = z.infer<typeof Replay>;

const EventId = idSchema('evt');

export const ReplayBody = z.strictObject({
  /** An event's id or an instant: what was said then is the first. */
  from: z.union([Instant, EventId], { error: 'must be an instant (RFC 3339, UTC) or the id of an event' }),
  /** An instant, itself not included; now unless said. */
  to: Instant.optional(),
  mode: ReplayMode.default('all'),
  /** Counts and sends nothing. */
  dryRun: z.boolean().default(false),
});
export type ReplayBody = z.infer<typeof ReplayBody>;

export const ReplayParams = z.object({ webhookId: idSchema('whk'), replayId: idSchema('rpl') });
export type ReplayParams = z.infer<typeof ReplayParams>;
export const ReplayQuery = PageQuery.extend({ state: z.enum(replayStates.states).optional() });
export type ReplayQuery = z.infer<typeof ReplayQuery>;
