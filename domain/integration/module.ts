/** What other systems build on: the event log, the catalogue of event types, webhooks. */
import { everyEvent } from '../../shared/events/event.ts';
import { defineModule, dueWork, reaction } from '../../shared/module.ts';
import { delivery } from './delivery.entity.ts';
import { deliveryStates } from './delivery.states.ts';
import { eventRoutes } from './event-log.routes.ts';
import * as events from './events.ts';
import { permissions } from './permissions.ts';
import { replay } from './replay.entity.ts';
import { replayStates } from './replay.states.ts';
import { webhook, webhookHealth, webhookSecret } from './webhook.entity.ts';
import { webhookRoutes } from './webhook.routes.ts';
import { webhookStates } from './webhook.states.ts';
import { webhookDirectory } from './webhook-directory.entity.ts';

export const integrationModule = defineModule({
  name: 'integration',
  summary: 'What other systems build on: the event log, the catalogue of event types, webhooks.',
  entities: [webhook, webhookSecret, webhookHealth, webhookDirectory, delivery, replay],
  states: [webhookStates, deliveryStates, replayStates],
  permissions,
  routes: [...webhookRoutes, ...eventRoutes],
  emits: Object.values(events),
  consumes: [
    reaction({
      on: everyEvent,
      name: 'deliver-event',
      run: async () => (await import('./reactions/deliver-event.ts')).deliverEvent,
    }),
  ],
  due: [
    dueWork({
      entity: delivery,
      name: 'attempt-delivery',
      run: async () => (await import('./due/attempt-delivery.ts')).attemptDelivery,
    }),
    dueWork({
      entity: replay,
      name: 'continue-replay',
      run: async () => (await import('./due/continue-replay.ts')).continueReplay,
    }),
  ],
  reachesOut: true,
  // A copy of the company calls nobody: endpoints have secrets, and deliveries were made or are under way from here.
  stays: [webhook, webhookSecret, webhookHealth, webhookDirectory, delivery, replay],
  eventsStay: true,
});
