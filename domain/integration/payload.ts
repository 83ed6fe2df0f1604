/** What a receiver is sent: the event's envelope, as `GET /events/{eventId}` gives it. */
import type { EventEnvelope } from '../../shared/events/event.ts';

/** A delivery is one item of at most 400 KB, beside its body with 20 attempts and their answers. */
export const PAYLOAD_BYTES_MAX = 300 * 1024;

/**
 * The envelope as JSON, with the specification's name for its time beside our own. Data that no item could hold are left
 * out, and said to be: the receiver can read them by the event's id.
 */
export function payloadOf(event: EventEnvelope): string {
  const { data, ...facts } = event;
  const whole = JSON.stringify({ ...facts, timestamp: event.time, data });
  if (Buffer.byteLength(whole) <= PAYLOAD_BYTES_MAX) return whole;
  return JSON.stringify({ ...facts, timestamp: event.time, data: null, dataOmitted: true });
}
