import { notFound, reject } from '../../shared/rejection.ts';
import type { Stored } from '../../shared/table/entity.ts';
import type { Records } from '../../shared/table/records.ts';
import { delivery } from './delivery.entity.ts';
import type { Delivery, DeliveryParams } from './delivery.schema.ts';
import { replay } from './replay.entity.ts';
import type { Replay, ReplayParams } from './replay.schema.ts';
import { webhook } from './webhook.entity.ts';
import type { Webhook } from './webhook.schema.ts';

type Reader = { readonly records: Records };

/** The endpoint. @throws Rejection 404, also for a deleted one */
export async function needWebhook({ records }: Reader, webhookId: string): Promise<Stored<Webhook>> {
  const found = await records.need(webhook, webhookId);
  if (found.state === 'deleted') throw notFound(webhook.name);
  return found;
}

/** @throws Rejection 404, and 409 `integration.webhook.not_enabled` */
export async function needEnabled(reader: Reader, webhookId: string): Promise<Stored<Webhook>> {
  const found = await needWebhook(reader, webhookId);
  if (found.state === 'enabled') return found;
  throw reject('conflict', 'integration.webhook.not_enabled', 'The endpoint is disabled; enable it first.');
}

/** The delivery of this endpoint. @throws Rejection 404, also for another endpoint's */
export async function needDelivery({ records }: Reader, ids: DeliveryParams): Promise<Stored<Delivery>> {
  const found = await records.need(delivery, ids.deliveryId);
  if (found.webhookId !== ids.webhookId) throw notFound(delivery.name);
  return found;
}

/** The replay to this endpoint. @throws Rejection 404, also for another endpoint's */
export async function needReplay({ records }: Reader, ids: ReplayParams): Promise<Stored<Replay>> {
  const found = await records.need(replay, ids.replayId);
  if (found.webhookId !== ids.webhookId || found.mode === 'catch_up') throw notFound(replay.name);
  return found;
}
