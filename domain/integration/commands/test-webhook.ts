/** Sends a test event to this endpoint alone, whatever its types. */
import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { type DeliveryResource, presentDelivery } from '../delivery.resource.ts';
import { webhookTested } from '../events.ts';
import { needEnabled } from '../need-webhook.ts';
import type { WebhookParams } from '../webhook.schema.ts';
import { addDelivery } from '../write-delivery.ts';

const MESSAGE = 'This is a test. The endpoint is set up.';

/** @throws Rejection 404, 412, 409 `integration.webhook.not_enabled` */
export const testWebhook = (
  context: Context,
  { params, ifMatch }: RouteInput<WebhookParams>,
): Promise<DeliveryResource> =>
  commit(context, async (work) => {
    const endpoint = await needEnabled(work, params.webhookId);
    expectVersion(endpoint, ifMatch);
    const event = work.emit(webhookTested, endpoint, { webhookId: endpoint.id, message: MESSAGE });
    const { enabledAt } = endpoint;
    return presentDelivery(addDelivery(work, endpoint.id, event, { enabledAt }), endpoint);
  });
