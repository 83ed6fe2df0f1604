import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { findEvent } from '../../../shared/events/read-log.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { notFound } from '../../../shared/rejection.ts';
import { readableTypes } from '../readable-types.ts';

/** @throws Rejection `integration.event.not_found` (404), also for an event that the caller may not read */
export async function getEvent(context: Context, { params }: RouteInput<{ eventId: string }>): Promise<EventEnvelope> {
  const [{ modules }, event] = await Promise.all([import('../../modules.ts'), findEvent(context, params.eventId)]);
  if (event === undefined || !readableTypes(context.permissions, modules)(event.type))
    throw notFound('integration.event');
  return event;
}
