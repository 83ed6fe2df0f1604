/** The directory's part in the commits that change an endpoint. */
import { reject } from '../../shared/rejection.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';
import { WEBHOOKS_MAX, type Webhook } from './webhook.schema.ts';
import { DIRECTORY_ID, type Endpoint, webhookDirectory } from './webhook-directory.entity.ts';

/**
 * Puts an endpoint into the directory as it now is, or takes a deleted one out.
 * @throws Rejection 409 `integration.webhook.limit_reached` with the fact `limit`
 */
export async function listEndpoint(work: Work, { id: webhookId, events, state, enabledAt }: Webhook): Promise<void> {
  const before = await work.records.get(webhookDirectory, DIRECTORY_ID);
  const others = (before?.endpoints ?? []).filter((endpoint) => endpoint.webhookId !== webhookId);
  const isEnabled = state === 'enabled' && enabledAt !== undefined;
  const entry: Endpoint = { webhookId, events, ...(isEnabled ? { enabledAt } : {}) };
  const endpoints = state === 'deleted' ? others : [...others, entry];
  if (endpoints.length > WEBHOOKS_MAX)
    throw reject('conflict', 'integration.webhook.limit_reached', `A company has at most ${WEBHOOKS_MAX} endpoints.`, {
      facts: { limit: WEBHOOKS_MAX },
    });
  if (before === undefined) work.create(webhookDirectory, { id: DIRECTORY_ID, endpoints });
  else work.update(webhookDirectory, before, { endpoints });
}
