import { z } from 'zod';
import { defineEntity } from '../../shared/table/entity.ts';
import { Webhook } from './webhook.schema.ts';
import { WebhookSecret } from './webhook-secret.schema.ts';

export const webhook = defineEntity({ name: 'integration.webhook', idPrefix: 'whk', schema: Webhook });

/** Not audited: an audit entry would hold the secret. That it was rotated is told by the endpoint's own. */
export const webhookSecret = defineEntity({
  name: 'integration.webhook_secret',
  schema: WebhookSecret,
  key: { partition: ['webhookId'] },
  listed: false,
  audited: false,
});

export const WebhookHealth = z.object({
  webhookId: z.string(),
  /** The first failure since the last success. */
  failingSince: z.string(),
});
export type WebhookHealth = z.infer<typeof WebhookHealth>;

/** There only while an endpoint fails, so that one that works costs no write. Not audited: each attempt tells it. */
export const webhookHealth = defineEntity({
  name: 'integration.webhook_health',
  schema: WebhookHealth,
  key: { partition: ['webhookId'] },
  listed: false,
  audited: false,
});
