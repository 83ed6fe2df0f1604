import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { needReplay, needWebhook } from '../need-webhook.ts';
import { presentReplay, type ReplayResource } from '../replay.resource.ts';
import type { ReplayParams } from '../replay.schema.ts';

export async function getReplay(context: Context, { params }: RouteInput<ReplayParams>): Promise<ReplayResource> {
  await needWebhook(context, params.webhookId);
  return presentReplay(await needReplay(context, params));
}
