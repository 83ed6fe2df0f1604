/** An endpoint of a tenant: where its events are sent, which of them, and how they are signed. */
import { z } from 'zod';
import type { Actor } from '../../shared/events/event.ts';
import { PageQuery } from '../../shared/http/paging.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { textLine } from '../../shared/values/text.ts';
import { EventPattern } from './event-pattern.ts';
import { OwnHeaders } from './own-headers.ts';
import { webhookStates } from './webhook.states.ts';

/** Endpoints of a tenant: each event is written once for every one that asks for it. */
export const WEBHOOKS_MAX = 20;
const PATTERNS_MAX = 50;
const URL_LENGTH_MAX = 2_000;
const DESCRIPTION_LENGTH_MAX = 500;
const ROTATION_HOURS_DEFAULT = 24;
const ROTATION_HOURS_MAX = 168;

/** `v1`: HMAC-SHA256 with the secret. `v1a`: ed25519, for receivers that shall be able to check and not to sign. */
export const Signature = z.enum(['v1', 'v1a']);
export type Signature = z.infer<typeof Signature>;

/** `request`: by a person or a program. `gone`: the receiver answered 410. `failing`: it only failed for five days. */
export const DisabledReason = z.enum(['request', 'gone', 'failing']);
export type DisabledReason = z.infer<typeof DisabledReason>;

export const Webhook = z.object({
  id: z.string(),
  url: z.string(),
  events: z.array(z.string()),
  description: z.string().optional(),
  /** Their values are with the secret. */
  headerNames: z.array(z.string()),
  signing: z.array(Signature),
  state: z.enum(webhookStates.states),
  /** It is sent what was said from then on; what was waiting from before has been cancelled. */
  enabledAt: z.string().optional(),
  disabled: z.object({ at: z.string(), reason: DisabledReason }).optional(),
  /** `whpk_…` of the newest key. */
  publicKey: z.string(),
  rotatedAt: z.string().optional(),
  createdBy: z.custom<Actor>(),
  /** The member who is told when it is disabled: its maker, or the one behind the key that made it. */
  ownerId: z.string().optional(),
  correlationId: z.string(),
});
export type Webhook = z.infer<typeof Webhook>;

export const WebhookParams = z.object({ webhookId: idSchema('whk') });
export type WebhookParams = z.infer<typeof WebhookParams>;

export const WebhookQuery = PageQuery.extend({ enabled: z.enum(['true', 'false']).optional() });
export type WebhookQuery = z.infer<typeof WebhookQuery>;

const unique = (values: readonly string[]): boolean => new Set(values).size === values.length;
const Events = z.array(EventPattern).min(1).max(PATTERNS_MAX).refine(unique, 'names a type twice');
const Signing = z.array(Signature).min(1).max(Signature.options.length).refine(unique, 'names a signature twice');
const Url = z.string().min(1).max(URL_LENGTH_MAX);
const Description = textLine(DESCRIPTION_LENGTH_MAX);

export const WebhookBody = z.strictObject({
  /** https, but for a local stage; never an address of a private network. */
  url: Url,
  events: Events,
  description: Description.optional(),
  /** Sent along with each message. Values of headers such as `authorization` are not shown again. */
  headers: OwnHeaders.default({}),
  enabled: z.boolean().default(true),
  signing: Signing.default(['v1']),
});
export type WebhookBody = z.infer<typeof WebhookBody>;

export const WebhookChange = z.strictObject({
  url: Url.optional(),
  events: Events.optional(),
  description: Description.nullable().optional(),
  /** In the place of all that are there. */
  headers: OwnHeaders.optional(),
  enabled: z.boolean().optional(),
  signing: Signing.optional(),
});
export type WebhookChange = z.infer<typeof WebhookChange>;

export const RotateBody = z.strictObject({
  /** How long the old secret signs beside the new one; 0 where it was lost to somebody. */
  keepOldForHours: z.number().int().min(0).max(ROTATION_HOURS_MAX).default(ROTATION_HOURS_DEFAULT),
});
export type RotateBody = z.infer<typeof RotateBody>;
