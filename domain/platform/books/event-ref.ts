import type { EventEnvelope } from '../../../shared/events/event.ts';
import type { EventRef } from './books.schema.ts';

/** What a person needs to find an event again. */
export const eventRefOf = ({ id, type, time, subject, correlationId }: EventEnvelope): EventRef => ({
  id,
  type,
  time,
  subject,
  correlationId,
});
