/** Removes an endpoint and its secret. What waits for it is cancelled; its record stays, since past changes name it. */
import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { transition } from '../../../shared/states.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { webhookDeleted } from '../events.ts';
import { listEndpoint } from '../list-endpoints.ts';
import { needWebhook } from '../need-webhook.ts';
import { webhook, webhookHealth, webhookSecret } from '../webhook.entity.ts';
import type { WebhookParams } from '../webhook.schema.ts';
import { webhookStates } from '../webhook.states.ts';
import { factsOf } from '../write-webhook.ts';

/** @throws Rejection 404, 412 */
export const deleteWebhook = (context: Context, { params, ifMatch }: RouteInput<WebhookParams>): Promise<void> =>
  commit(context, async (work) => {
    const before = await needWebhook(work, params.webhookId);
    expectVersion(before, ifMatch);
    const key = { webhookId: before.id };
    const [secret, health] = await Promise.all([
      work.records.get(webhookSecret, key),
      work.records.get(webhookHealth, key),
    ]);
    const state = transition(webhookStates, 'delete', before.state);
    const after = work.update(webhook, before, { state }, 'delete');
    if (secret !== undefined) work.remove(webhookSecret, secret);
    if (health !== undefined) work.remove(webhookHealth, health);
    await listEndpoint(work, after);
    work.emit(webhookDeleted, after, factsOf(after));
  });
