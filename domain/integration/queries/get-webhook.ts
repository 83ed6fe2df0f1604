import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { needWebhook } from '../need-webhook.ts';
import { readWebhook } from '../read-webhook.ts';
import type { WebhookResource } from '../webhook.resource.ts';
import type { WebhookParams } from '../webhook.schema.ts';

export const getWebhook = async (context: Context, { params }: RouteInput<WebhookParams>): Promise<WebhookResource> =>
  readWebhook(context, await needWebhook(context, params.webhookId));
