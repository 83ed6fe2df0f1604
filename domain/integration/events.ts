/** Events of the integration module: endpoints and replays. What becomes of a delivery is told by the delivery log. */
import { z } from 'zod';
import { defineEvent } from '../../shared/events/event.ts';
import { DisabledReason } from './webhook.schema.ts';

/** Host and not the whole address, in which a receiver may have put a secret. */
const WebhookFacts = z.object({ webhookId: z.string(), host: z.string(), events: z.array(z.string()) });

export const webhookCreated = defineEvent('integration.webhook.created', 1, WebhookFacts, {
  summary: 'An endpoint for webhooks was added.',
  terminal: true,
});

export const webhookUpdated = defineEvent('integration.webhook.updated', 1, WebhookFacts, {
  summary: 'An endpoint’s address, types, headers or signatures were changed.',
  terminal: true,
});

export const webhookEnabled = defineEvent('integration.webhook.enabled', 1, WebhookFacts, {
  summary: 'An endpoint is sent events again, from now on.',
  terminal: true,
});

export const webhookDisabled = defineEvent(
  'integration.webhook.disabled',
  1,
  WebhookFacts.extend({
    reason: DisabledReason,
    /** The first failure since the last success. */
    failingSince: z.string().optional(),
    ownerId: z.string().optional(),
  }),
  { summary: 'An endpoint is sent nothing more: somebody said so, it answered 410, or it failed for five days.' },
);

export const webhookRotated = defineEvent(
  'integration.webhook.rotated',
  1,
  WebhookFacts.extend({ oldEndsAt: z.string() }),
  { summary: 'An endpoint has a new secret; the old one signs beside it for a while.', terminal: true },
);

export const webhookDeleted = defineEvent('integration.webhook.deleted', 1, WebhookFacts, {
  summary: 'An endpoint was removed.',
  terminal: true,
});

export const webhookTested = defineEvent(
  'integration.webhook.tested',
  1,
  z.object({ webhookId: z.string(), message: z.string() }),
  { summary: 'A test: sent to the one endpoint that it names, whatever its types.', terminal: true },
);

const ReplayFacts = z.object({ replayId: z.string(), webhookId: z.string() });

export const replayStarted = defineEvent(
  'integration.replay.started',
  1,
  ReplayFacts.extend({ from: z.string(), until: z.string(), dryRun: z.boolean() }),
  { summary: 'Past events are sent to an endpoint.', terminal: true },
);

export const replaySucceeded = defineEvent(
  'integration.replay.succeeded',
  1,
  ReplayFacts.extend({
    events: z.number(),
    delivered: z.number(),
    failed: z.number(),
    cancelled: z.number(),
  }),
  { summary: 'Every event of a replay was delivered or given up.', terminal: true },
);

export const replayCancelled = defineEvent('integration.replay.cancelled', 1, ReplayFacts, {
  summary: 'A replay was stopped, or its endpoint disabled or deleted.',
  terminal: true,
});
