import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { type DeliveryWithRequest, presentRequest } from '../delivery.resource.ts';
import type { DeliveryParams } from '../delivery.schema.ts';
import { needDelivery, needWebhook } from '../need-webhook.ts';

export async function getDelivery(
  context: Context,
  { params }: RouteInput<DeliveryParams>,
): Promise<DeliveryWithRequest> {
  const endpoint = await needWebhook(context, params.webhookId);
  return presentRequest(await needDelivery(context, params), endpoint);
}
