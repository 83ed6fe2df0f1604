import type { Stored } from '../../shared/table/entity.ts';
import type { Records } from '../../shared/table/records.ts';
import { webhookHealth, webhookSecret } from './webhook.entity.ts';
import { presentWebhook, type WebhookResource } from './webhook.resource.ts';
import type { Webhook } from './webhook.schema.ts';

/** The endpoint with what is kept apart from it: its headers and how it is doing. */
export async function readWebhook(
  { records }: { readonly records: Records },
  record: Stored<Webhook>,
): Promise<WebhookResource> {
  const key = { webhookId: record.id };
  const [secret, health] = await Promise.all([records.get(webhookSecret, key), records.get(webhookHealth, key)]);
  return presentWebhook(record, secret ?? { keys: [], headers: {} }, health);
}
