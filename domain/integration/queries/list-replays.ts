import type { Context } from '../../../shared/context.ts';
import { type Page, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { needWebhook } from '../need-webhook.ts';
import { replay } from '../replay.entity.ts';
import { presentReplay, type ReplayResource } from '../replay.resource.ts';
import type { Replay, ReplayQuery } from '../replay.schema.ts';
import type { WebhookParams } from '../webhook.schema.ts';

export async function listReplays(
  context: Context,
  { params, query }: RouteInput<WebhookParams, ReplayQuery>,
): Promise<Page<ReplayResource>> {
  const { id } = await needWebhook(context, params.webhookId);
  const where = ({ mode, state }: Replay) =>
    mode !== 'catch_up' && (query.state === undefined || state === query.state);
  return readPage(context, replay, query, { list: 'byWebhook', values: [id], where }, presentReplay);
}
