/**
 * One attempt of a delivery. The receiver may get an event twice, where this run is killed between sending and its
 * commit; `webhook-id` is the same then.
 */
import type { Context } from '../../../shared/context.ts';
import type { OutboundRequest } from '../../../shared/outbound/outbound.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import { nowAt } from '../../../shared/values/time.ts';
import { type Decision, decideAttempt, type Outcome } from '../decide-attempt.ts';
import { delivery } from '../delivery.entity.ts';
import type { Delivery } from '../delivery.schema.ts';
import { maskHeaders } from '../own-headers.ts';
import { requestOf, sendAttempt } from '../send-attempt.ts';
import { webhook, webhookHealth, webhookSecret } from '../webhook.entity.ts';
import type { Webhook } from '../webhook.schema.ts';
import { cancelDelivery, overBecause } from '../write-delivery.ts';
import { disableWebhook } from '../write-webhook.ts';

export async function attemptDelivery(context: Context, claimed: Stored<Delivery>): Promise<void> {
  const { webhookId } = claimed;
  const [endpoint, secret] = await Promise.all([
    context.records.get(webhook, webhookId),
    context.records.get(webhookSecret, { webhookId }),
  ]);
  if (endpoint === undefined || secret === undefined || overBecause(claimed, endpoint) !== undefined) {
    await endUnsent(context, claimed, endpoint);
    return;
  }
  const request = requestOf(claimed, endpoint, secret, context.deps.clock.now());
  const outcome = await sendAttempt(context, request);
  const random = context.deps.random();
  await commit(context, (work) => writeOutcome(work, claimed.id, { request, outcome, random }));
}

const endUnsent = (context: Context, { id }: Delivery, endpoint: Webhook | undefined): Promise<void> =>
  commit(context, async (work) => {
    const before = await work.records.need(delivery, id);
    const reason = overBecause(before, endpoint);
    if (reason !== undefined) cancelDelivery(work, before, reason);
  });

type Made = { readonly request: OutboundRequest; readonly outcome: Outcome; readonly random: number };

async function writeOutcome(work: Work, deliveryId: string, { request, outcome, random }: Made): Promise<void> {
  const before = await work.records.need(delivery, deliveryId);
  // Another run, after the end of this one's lease, has come to the end of the matter.
  if (before.state !== 'pending') return;
  const [endpoint, health] = await Promise.all([
    work.records.need(webhook, before.webhookId),
    work.records.get(webhookHealth, { webhookId: before.webhookId }),
  ]);
  const now = work.context.deps.clock.now();
  const decision = decideAttempt(before, outcome, health?.failingSince, { now, random });
  const sent = { url: request.url, requestHeaders: maskHeaders(request.headers) };
  work.update(delivery, before, { ...decision.changes, ...sent }, decision.verb);
  if (decision.disable !== undefined && endpoint.state === 'enabled')
    await disableWebhook(work, endpoint, decision.disable);
  await writeHealth(work, before.webhookId, decision);
}

async function writeHealth(work: Work, webhookId: string, { health: change }: Decision): Promise<void> {
  const known = await work.records.get(webhookHealth, { webhookId });
  if (change === 'working' && known !== undefined) work.remove(webhookHealth, known);
  if (change === 'failing' && known === undefined)
    work.create(webhookHealth, { webhookId, failingSince: nowAt(work.context.deps.clock) });
}
