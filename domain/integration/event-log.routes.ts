/** Routes of the tenant's event log and of the catalogue of event types. */
import { z } from 'zod';
import { type Route, route } from '../../shared/module.ts';
import {
  EventId,
  EventPage,
  EventQuery,
  EventResource,
  EventTypeQuery,
  EventTypeResource,
} from './event-log.resource.ts';

const permission = 'integration.event:read';

export const eventRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/events',
    permission,
    summary: 'The event log, the oldest first: events of the types that you may read',
    query: EventQuery,
    response: EventPage,
    run: async () => (await import('./queries/list-events.ts')).listEvents,
  }),
  route({
    method: 'GET',
    path: '/events/{eventId}',
    permission,
    summary: 'An event',
    params: z.object({ eventId: EventId }),
    response: EventResource,
    run: async () => (await import('./queries/get-event.ts')).getEvent,
  }),
  route({
    method: 'GET',
    path: '/event-types',
    permission,
    summary: 'The catalogue of event types, with schemas and examples',
    query: EventTypeQuery,
    response: z.object({ data: z.array(EventTypeResource) }),
    run: async () => (await import('./queries/list-event-types.ts')).listEventTypes,
  }),
];
