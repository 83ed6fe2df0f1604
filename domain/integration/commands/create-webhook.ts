/** Adds an endpoint. Its secret is in this answer and nowhere else. */
import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { nowAt } from '../../../shared/values/time.ts';
import { memberBehind } from '../../platform/index.ts';
import { checkWebhook } from '../check-webhook.ts';
import { webhookCreated } from '../events.ts';
import { listEndpoint } from '../list-endpoints.ts';
import { foldHeaders } from '../own-headers.ts';
import { makeKey, makeSecret } from '../rotate-secrets.ts';
import { webhook, webhookSecret } from '../webhook.entity.ts';
import { presentWebhook, type WebhookWithSecret } from '../webhook.resource.ts';
import type { WebhookBody } from '../webhook.schema.ts';
import { startCatchUp } from '../write-replay.ts';
import { factsOf } from '../write-webhook.ts';

/** @throws Rejection 422 at `/url` or `/events/…`, 409 `integration.webhook.limit_reached` */
export async function createWebhook(
  context: Context,
  { body }: RouteInput<unknown, unknown, WebhookBody>,
): Promise<WebhookWithSecret> {
  await checkWebhook(context, body);
  const { clock, ids } = context.deps;
  const [id, secret, key] = [ids.next('whk'), makeSecret(ids), makeKey(ids)];
  const { url, events, description, enabled, signing } = body;
  const headers = foldHeaders(body.headers);
  return commit(context, async (work) => {
    const ownerId = await memberBehind(work, context.actor);
    const now = nowAt(clock);
    const made = work.create(webhook, {
      ...{ id, url, events, headerNames: Object.keys(headers), signing, publicKey: key.publicKey },
      ...(description === undefined ? {} : { description }),
      ...(enabled
        ? { state: 'enabled', enabledAt: now }
        : { state: 'disabled', disabled: { at: now, reason: 'request' } }),
      ...{ createdBy: context.actor, correlationId: context.correlationId },
      ...(ownerId === undefined ? {} : { ownerId }),
    });
    const kept = work.create(webhookSecret, { webhookId: id, secrets: [secret], keys: [key], headers });
    await listEndpoint(work, made);
    if (enabled) startCatchUp(work, made);
    work.emit(webhookCreated, made, factsOf(made));
    return { ...presentWebhook(made, kept), secret: secret.secret };
  });
}
