/** The wire shape of an endpoint. */
import { z } from 'zod';
import type { Stored } from '../../shared/table/entity.ts';
import { Instant } from '../../shared/values/time.ts';
import { EventPattern } from './event-pattern.ts';
import { maskHeaders } from './own-headers.ts';
import type { WebhookHealth } from './webhook.entity.ts';
import { DisabledReason, Signature, type Webhook } from './webhook.schema.ts';
import type { WebhookSecret } from './webhook-secret.schema.ts';

export const WebhookResource = z
  .object({
    id: z.string(),
    url: z.string(),
    events: z.array(EventPattern),
    description: z.string().nullable(),
    /** `***` in the place of a secret. */
    headers: z.record(z.string(), z.string()),
    enabled: z.boolean(),
    /** Since when and why it is not; what was said since can be had by a replay. */
    disabled: z.object({ at: Instant, reason: DisabledReason }).nullable(),
    signing: z.array(Signature),
    /** `whpk_…`, for `v1a`. */
    publicKey: z.string(),
    /** Public keys that a receiver has to know: the newest first, and those that are being rotated out. */
    publicKeys: z.array(z.object({ publicKey: z.string(), endsAt: Instant.nullable() })),
    /** The first failure since the last success; after five days of nothing else it is disabled. */
    failingSince: Instant.nullable(),
    enabledAt: Instant.nullable(),
    rotatedAt: Instant.nullable(),
    ownerId: z.string().nullable(),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Webhook' });
export type WebhookResource = z.infer<typeof WebhookResource>;

export const WebhookWithSecret = WebhookResource.extend({
  /** `whsec_…`, shown once. */
  secret: z.string(),
}).meta({ id: 'WebhookWithSecret' });
export type WebhookWithSecret = z.infer<typeof WebhookWithSecret>;

export const WebhookRotation = z
  .object({
    webhookId: z.string(),
    /** `whsec_…`, shown once. */
    secret: z.string(),
    publicKey: z.string(),
    /** Until then the old secret and the old key sign beside the new ones. */
    oldEndsAt: Instant,
    version: z.number().int(),
  })
  .meta({ id: 'WebhookRotation' });
export type WebhookRotation = z.infer<typeof WebhookRotation>;

export function presentWebhook(
  record: Stored<Webhook>,
  { keys, headers }: Pick<WebhookSecret, 'keys' | 'headers'>,
  health?: WebhookHealth,
): WebhookResource {
  const { id, url, events, description = null, state, signing, publicKey, disabled = null } = record;
  const { enabledAt = null, rotatedAt = null, ownerId = null, version, createdAt, updatedAt } = record;
  return {
    ...{ id, url, events, description, headers: maskHeaders(headers), enabled: state === 'enabled', disabled },
    ...{ signing, publicKey },
    publicKeys: keys.map((key) => ({ publicKey: key.publicKey, endsAt: key.endsAt ?? null })),
    failingSince: health?.failingSince ?? null,
    ...{ enabledAt, rotatedAt, ownerId, version, createdAt, updatedAt },
  };
}
