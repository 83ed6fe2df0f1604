/** Changes an endpoint, enables or disables it. */
import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import { saidFields } from '../../../shared/values/text.ts';
import { checkWebhook } from '../check-webhook.ts';
import { webhookUpdated } from '../events.ts';
import { listEndpoint } from '../list-endpoints.ts';
import { needWebhook } from '../need-webhook.ts';
import { foldHeaders } from '../own-headers.ts';
import { readWebhook } from '../read-webhook.ts';
import { webhook, webhookSecret } from '../webhook.entity.ts';
import type { WebhookResource } from '../webhook.resource.ts';
import type { Webhook, WebhookChange, WebhookParams } from '../webhook.schema.ts';
import { startCatchUp } from '../write-replay.ts';
import { disableWebhook, enableWebhook, factsOf } from '../write-webhook.ts';

/** @throws Rejection 404, 412, 422 at `/url` or `/events/…` */
export async function updateWebhook(
  context: Context,
  { params, body, ifMatch }: RouteInput<WebhookParams, unknown, WebhookChange>,
): Promise<WebhookResource> {
  await checkWebhook(context, body);
  return commit(context, async (work) => {
    const before = await needWebhook(work, params.webhookId);
    expectVersion(before, ifMatch);
    const changed = await change(work, before, body);
    return readWebhook(work, await turn(work, changed, body.enabled));
  });
}

async function change(work: Work, before: Stored<Webhook>, body: WebhookChange): Promise<Stored<Webhook>> {
  const { enabled: _, headers, ...said } = body;
  const fields = saidFields<Partial<Webhook>>(said);
  if (headers === undefined && Object.keys(fields).length === 0) return before;
  const kept = headers === undefined ? undefined : await work.records.need(webhookSecret, { webhookId: before.id });
  const folded = foldHeaders(headers ?? {});
  if (kept !== undefined) work.update(webhookSecret, kept, { headers: folded });
  const names = kept === undefined ? {} : { headerNames: Object.keys(folded) };
  const after = work.update(webhook, before, { ...fields, ...names });
  await listEndpoint(work, after);
  if (body.events !== undefined && after.state === 'enabled' && body.enabled !== false) startCatchUp(work, after);
  work.emit(webhookUpdated, after, factsOf(after));
  return after;
}

/** To be what it is already is no change. */
async function turn(work: Work, before: Stored<Webhook>, enabled: boolean | undefined): Promise<Stored<Webhook>> {
  if (enabled === undefined || enabled === (before.state === 'enabled')) return before;
  if (!enabled) return disableWebhook(work, before, 'request');
  const after = await enableWebhook(work, before);
  startCatchUp(work, after);
  return after;
}
