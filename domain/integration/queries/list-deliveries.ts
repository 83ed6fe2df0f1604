import type { Context } from '../../../shared/context.ts';
import { type Page, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { delivery } from '../delivery.entity.ts';
import { type DeliveryResource, presentDelivery, statusOf } from '../delivery.resource.ts';
import type { Delivery, DeliveryQuery } from '../delivery.schema.ts';
import { matchesPattern } from '../event-pattern.ts';
import { needWebhook } from '../need-webhook.ts';
import type { WebhookParams } from '../webhook.schema.ts';

/** The newest events first. @throws Rejection 404 for an endpoint that is not there */
export async function listDeliveries(
  context: Context,
  { params, query }: RouteInput<WebhookParams, DeliveryQuery>,
): Promise<Page<DeliveryResource>> {
  const endpoint = await needWebhook(context, params.webhookId);
  const { status, eventType } = query;
  const where = (record: Delivery) =>
    (status === undefined || statusOf(record, endpoint) === status) &&
    (eventType === undefined || matchesPattern(eventType, record.eventType));
  const request = { list: 'byWebhook', values: [endpoint.id], where };
  return readPage(context, delivery, query, request, (record) => presentDelivery(record, endpoint));
}
