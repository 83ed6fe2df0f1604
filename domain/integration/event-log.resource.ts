/** The wire shapes of the event log and of the catalogue of event types. */
import { z } from 'zod';
import { LIMIT_DEFAULT, PAGE_LIMIT_MAX } from '../../shared/http/paging.ts';
import { queryNumber } from '../../shared/http/query-number.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { Instant } from '../../shared/values/time.ts';
import { EventPattern } from './event-pattern.ts';

export const EventId = idSchema('evt');
export const CorrelationId = z.string().min(8).max(64);

export const EventQuery = z.strictObject({
  type: EventPattern.optional(),
  correlationId: CorrelationId.optional(),
  after: z.string().max(2_000).optional().describe('A `nextCursor` or `resumeCursor` of the same query.'),
  limit: queryNumber(1, PAGE_LIMIT_MAX).default(LIMIT_DEFAULT),
});
export type EventQuery = z.infer<typeof EventQuery>;

export const EventResource = z
  .object({
    id: z.string().describe('Unique; the same however often the event is given. Receivers tell doubles by it.'),
    type: z.string().describe('`<module>.<noun>.<verbed>`; `GET /event-types` has them all.'),
    version: z.number().int().describe('Of the type’s schema.'),
    time: Instant,
    tenantId: z.string(),
    actor: z.object({ kind: z.enum(['user', 'apiKey', 'system']), id: z.string() }),
    correlationId: z.string().describe('The loop that it belongs to.'),
    causationId: z.string().describe('The event or request that caused it.'),
    subject: z.string().describe('The id of the record that changed.'),
    sequence: z.number().int().describe('The record’s version after the change; orders the events of one record.'),
    data: z.unknown().describe('As the type’s schema says.'),
  })
  .meta({ id: 'Event' });

export const EventPage = z.object({
  data: z.array(EventResource),
  nextCursor: z.string().nullable().describe('The next page; null at the head of the log.'),
  resumeCursor: z
    .string()
    .describe('Where to go on later, as `after`. What was not settled yet is given again: tell doubles by their ids.'),
});
export type EventPage = z.infer<typeof EventPage>;

export const EventTypeQuery = z.strictObject({ module: z.string().max(40).optional() });
export type EventTypeQuery = z.infer<typeof EventTypeQuery>;

export const EventTypeResource = z
  .object({
    type: z.string(),
    version: z.number().int(),
    summary: z.string(),
    module: z.string(),
    permission: z.array(z.string()).describe('What a caller must hold, all of it, to read events of this type.'),
    schema: z.record(z.string(), z.unknown()).describe('JSON Schema (2020-12) of `data`.'),
    example: EventResource,
  })
  .meta({ id: 'EventType' });
export type EventTypeResource = z.infer<typeof EventTypeResource>;
