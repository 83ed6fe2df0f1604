/** A new secret and a new key. The old ones sign beside them for a while, so that the receiver misses nothing. */
import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { instantOf } from '../../../shared/values/time.ts';
import { webhookRotated } from '../events.ts';
import { needWebhook } from '../need-webhook.ts';
import { makeKey, makeSecret, rotate } from '../rotate-secrets.ts';
import { webhook, webhookSecret } from '../webhook.entity.ts';
import type { WebhookRotation } from '../webhook.resource.ts';
import type { RotateBody, WebhookParams } from '../webhook.schema.ts';
import { factsOf } from '../write-webhook.ts';

const HOUR_MS = 3_600_000;

/** @throws Rejection 404, 412 */
export async function rotateWebhook(
  context: Context,
  { params, body, ifMatch }: RouteInput<WebhookParams, unknown, RotateBody>,
): Promise<WebhookRotation> {
  const { clock, ids } = context.deps;
  const [secret, key] = [makeSecret(ids), makeKey(ids)];
  const keepMs = body.keepOldForHours * HOUR_MS;
  return commit(context, async (work) => {
    const before = await needWebhook(work, params.webhookId);
    expectVersion(before, ifMatch);
    const now = clock.now();
    const kept = await work.records.need(webhookSecret, { webhookId: before.id });
    work.update(webhookSecret, kept, rotate(kept, { secrets: [secret], keys: [key] }, now, keepMs));
    const after = work.update(webhook, before, { publicKey: key.publicKey, rotatedAt: instantOf(now) }, 'rotate');
    const oldEndsAt = instantOf(now + keepMs);
    work.emit(webhookRotated, after, { ...factsOf(after), oldEndsAt });
    return {
      ...{ webhookId: after.id, secret: secret.secret, publicKey: key.publicKey, oldEndsAt, version: after.version },
    };
  });
}
