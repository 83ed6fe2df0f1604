/** Every event, for every endpoint that asks for it. */
import { asStep, type Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { delivery } from '../delivery.entity.ts';
import { matchesAny } from '../event-pattern.ts';
import { webhookTested } from '../events.ts';
import { endpointsOf, forgetEndpoints } from '../known-endpoints.ts';
import { addDelivery, deliveryIdOf } from '../write-delivery.ts';

const OUR_ENDPOINTS = 'integration.webhook.*';

/**
 * Begins a delivery for each endpoint that has been enabled since before the event was said. The delivery's id follows
 * from event and endpoint, so that a second run meets the first one's record and no marker is needed; large bodies for
 * many endpoints would not fit one commit. No delivery says an event, so that nothing goes round in circles.
 */
export async function deliverEvent(context: Context, event: EventEnvelope): Promise<void> {
  if (matchesAny([OUR_ENDPOINTS], event.type)) forgetEndpoints(context);
  // Its own commit has begun the one delivery that it is for.
  if (event.type === webhookTested.type) return;
  const endpoints = await endpointsOf(context);
  for (const { webhookId, events, enabledAt } of endpoints) {
    if (enabledAt === undefined || event.time < enabledAt || !matchesAny(events, event.type)) continue;
    await commit(asStep(context), async (work) => {
      const known = await work.records.get(delivery, deliveryIdOf(webhookId, event.id));
      if (known === undefined) addDelivery(work, webhookId, event, { enabledAt });
    });
  }
}
