/** Parts of the commits that change an endpoint. */
import { transition } from '../../shared/states.ts';
import type { Stored } from '../../shared/table/entity.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';
import { nowAt } from '../../shared/values/time.ts';
import { webhookDisabled, webhookEnabled } from './events.ts';
import { listEndpoint } from './list-endpoints.ts';
import { webhook, webhookHealth } from './webhook.entity.ts';
import type { DisabledReason, Webhook } from './webhook.schema.ts';
import { webhookStates } from './webhook.states.ts';

export const factsOf = ({ id: webhookId, url, events }: Webhook) => ({
  webhookId,
  host: URL.parse(url)?.host ?? '',
  events,
});

/** enabled → disabled, and says so. What waits for it is over from now on (`overBecause`). */
export async function disableWebhook(
  work: Work,
  before: Stored<Webhook>,
  reason: DisabledReason,
): Promise<Stored<Webhook>> {
  const state = transition(webhookStates, 'disable', before.state);
  const health = await work.records.get(webhookHealth, { webhookId: before.id });
  const disabled = { at: nowAt(work.context.deps.clock), reason };
  const after = work.update(webhook, before, { state, disabled }, 'disable');
  await listEndpoint(work, after);
  const { ownerId } = after;
  work.emit(webhookDisabled, after, {
    ...{ ...factsOf(after), reason },
    ...(health === undefined ? {} : { failingSince: health.failingSince }),
    ...(ownerId === undefined ? {} : { ownerId }),
  });
  return after;
}

/** disabled → enabled from now on, with five days before it again. */
export async function enableWebhook(work: Work, before: Stored<Webhook>): Promise<Stored<Webhook>> {
  const state = transition(webhookStates, 'enable', before.state);
  const health = await work.records.get(webhookHealth, { webhookId: before.id });
  if (health !== undefined) work.remove(webhookHealth, health);
  const enabledAt = nowAt(work.context.deps.clock);
  const after = work.update(webhook, before, { state, enabledAt, disabled: undefined }, 'enable');
  await listEndpoint(work, after);
  work.emit(webhookEnabled, after, factsOf(after));
  return after;
}
