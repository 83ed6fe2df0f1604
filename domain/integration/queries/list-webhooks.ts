import type { Context } from '../../../shared/context.ts';
import { type Page, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { readWebhook } from '../read-webhook.ts';
import { webhook } from '../webhook.entity.ts';
import type { WebhookResource } from '../webhook.resource.ts';
import type { Webhook, WebhookQuery } from '../webhook.schema.ts';

export function listWebhooks(
  context: Context,
  { query }: RouteInput<unknown, WebhookQuery>,
): Promise<Page<WebhookResource>> {
  const { enabled } = query;
  const where = ({ state }: Webhook) =>
    state !== 'deleted' && (enabled === undefined || enabled === String(state === 'enabled'));
  return readPage(context, webhook, query, { where }, (record) => readWebhook(context, record));
}
