/** Routes of endpoints, their deliveries and replays. */
import { z } from 'zod';
import { pageOf } from '../../shared/http/paging.ts';
import { type Route, route } from '../../shared/module.ts';
import { DeliveryResource, DeliveryWithRequest } from './delivery.resource.ts';
import { DeliveryParams, DeliveryQuery } from './delivery.schema.ts';
import { ReplayResource } from './replay.resource.ts';
import { ReplayBody, ReplayParams, ReplayQuery } from './replay.schema.ts';
import { WebhookResource, WebhookRotation, WebhookWithSecret } from './webhook.resource.ts';
import { RotateBody, WebhookBody, WebhookChange, WebhookParams, WebhookQuery } from './webhook.schema.ts';

const Nothing = z.void();

const endpoints: readonly Route[] = [
  route({
    method: 'POST',
    path: '/webhooks',
    permission: 'integration.webhook:create',
    summary: 'Add an endpoint that events are sent to; its secret is shown once',
    body: WebhookBody,
    response: WebhookWithSecret,
    status: 201,
    secret: true,
    example: {
      ...{ url: 'https://receiver.example.com/tandem', events: ['finance.invoice.*', 'crm.opportunity.won'] },
      ...{ description: 'Bookkeeping', headers: { 'x-team': 'books' }, enabled: true, signing: ['v1'] },
    },
    run: async () => (await import('./commands/create-webhook.ts')).createWebhook,
  }),
  route({
    method: 'GET',
    path: '/webhooks',
    permission: 'integration.webhook:read',
    summary: 'Endpoints, the newest first',
    query: WebhookQuery,
    response: pageOf(WebhookResource),
    run: async () => (await import('./queries/list-webhooks.ts')).listWebhooks,
  }),
  route({
    method: 'GET',
    path: '/webhooks/{webhookId}',
    permission: 'integration.webhook:read',
    summary: 'One endpoint: whether it is enabled, since when it fails, its public keys',
    params: WebhookParams,
    response: WebhookResource,
    run: async () => (await import('./queries/get-webhook.ts')).getWebhook,
  }),
  route({
    method: 'PATCH',
    path: '/webhooks/{webhookId}',
    permission: 'integration.webhook:update',
    summary: 'Change, enable or disable an endpoint; disabling cancels what waits for it',
    params: WebhookParams,
    body: WebhookChange,
    response: WebhookResource,
    ifMatch: 'required',
    example: { events: ['finance.*'], enabled: true },
    run: async () => (await import('./commands/update-webhook.ts')).updateWebhook,
  }),
  route({
    method: 'DELETE',
    path: '/webhooks/{webhookId}',
    permission: 'integration.webhook:delete',
    summary: 'Remove an endpoint; what waits for it is cancelled',
    params: WebhookParams,
    response: Nothing,
    status: 204,
    ifMatch: 'required',
    run: async () => (await import('./commands/delete-webhook.ts')).deleteWebhook,
  }),
  route({
    method: 'POST',
    path: '/webhooks/{webhookId}/rotate',
    permission: 'integration.webhook:rotate',
    summary: 'Give an endpoint a new secret and key; the old ones sign beside them for a while',
    params: WebhookParams,
    body: RotateBody,
    bodyOptional: true,
    response: WebhookRotation,
    status: 202,
    secret: true,
    example: { keepOldForHours: 24 },
    run: async () => (await import('./commands/rotate-webhook.ts')).rotateWebhook,
  }),
  route({
    method: 'POST',
    path: '/webhooks/{webhookId}/test',
    permission: 'integration.webhook:test',
    summary: 'Send a test event to this endpoint alone, whatever its types',
    params: WebhookParams,
    response: DeliveryResource,
    status: 202,
    run: async () => (await import('./commands/test-webhook.ts')).testWebhook,
  }),
];

const deliveries: readonly Route[] = [
  route({
    method: 'GET',
    path: '/webhooks/{webhookId}/deliveries',
    permission: 'integration.delivery:read',
    summary: 'What was sent to an endpoint, every attempt and the next one, the newest event first',
    params: WebhookParams,
    query: DeliveryQuery,
    response: pageOf(DeliveryResource),
    run: async () => (await import('./queries/list-deliveries.ts')).listDeliveries,
  }),
  route({
    method: 'GET',
    path: '/webhooks/{webhookId}/deliveries/{deliveryId}',
    permission: 'integration.delivery:read',
    summary: 'One delivery with headers and body as they were sent',
    params: DeliveryParams,
    response: DeliveryWithRequest,
    run: async () => (await import('./queries/get-delivery.ts')).getDelivery,
  }),
  route({
    method: 'POST',
    path: '/webhooks/{webhookId}/deliveries/{deliveryId}/resend',
    permission: 'integration.delivery:resend',
    summary: 'Send one delivery again, with the same webhook-id',
    params: DeliveryParams,
    response: DeliveryResource,
    status: 202,
    run: async () => (await import('./commands/resend-delivery.ts')).resendDelivery,
  }),
];

const replays: readonly Route[] = [
  route({
    method: 'POST',
    path: '/webhooks/{webhookId}/replay',
    permission: 'integration.webhook:replay',
    summary: 'Send past events from an instant or an event on, in the order of each record',
    params: WebhookParams,
    body: ReplayBody,
    response: ReplayResource,
    status: 202,
    example: { from: '2026-10-01T00:00:00.000Z', mode: 'undelivered', dryRun: false },
    run: async () => (await import('./commands/replay-webhook.ts')).replayWebhook,
  }),
  route({
    method: 'GET',
    path: '/webhooks/{webhookId}/replays',
    permission: 'integration.replay:read',
    summary: 'Replays to an endpoint, the newest first',
    params: WebhookParams,
    query: ReplayQuery,
    response: pageOf(ReplayResource),
    run: async () => (await import('./queries/list-replays.ts')).listReplays,
  }),
  route({
    method: 'GET',
    path: '/webhooks/{webhookId}/replays/{replayId}',
    permission: 'integration.replay:read',
    summary: 'One replay and how far it is',
    params: ReplayParams,
    response: ReplayResource,
    run: async () => (await import('./queries/get-replay.ts')).getReplay,
  }),
  route({
    method: 'POST',
    path: '/webhooks/{webhookId}/replays/{replayId}/cancel',
    permission: 'integration.replay:cancel',
    summary: 'Stop a replay; what it has not delivered is cancelled',
    params: ReplayParams,
    response: ReplayResource,
    run: async () => (await import('./commands/cancel-replay.ts')).cancelReplay,
  }),
];

export const webhookRoutes: readonly Route[] = [...endpoints, ...deliveries, ...replays];
