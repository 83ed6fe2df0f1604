/** Sends one delivery again, at once and with the whole schedule before it. */
import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { type DeliveryResource, presentDelivery } from '../delivery.resource.ts';
import type { DeliveryParams } from '../delivery.schema.ts';
import { needDelivery, needEnabled } from '../need-webhook.ts';
import { cancelDelivery, overBecause, resend } from '../write-delivery.ts';

/** @throws Rejection 404, 412, 409 `integration.webhook.not_enabled`, 409 where it is on its way anyway */
export const resendDelivery = (
  context: Context,
  { params, ifMatch }: RouteInput<DeliveryParams>,
): Promise<DeliveryResource> =>
  commit(context, async (work) => {
    const endpoint = await needEnabled(work, params.webhookId);
    const before = await needDelivery(work, params);
    expectVersion(before, ifMatch);
    // It was waiting when the endpoint was disabled, and its record has not followed yet.
    const over = overBecause(before, endpoint);
    const ended = over === undefined ? before : cancelDelivery(work, before, over);
    const { enabledAt } = endpoint;
    return presentDelivery(resend(work, ended, { enabledAt, resentBy: work.context.actor }), endpoint);
  });
