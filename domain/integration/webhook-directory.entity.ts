/**
 * Who of the tenant is to hear what: all its endpoints in one record, so that an event costs one read at most, and none
 * while the record is remembered. It is part of each commit that changes an endpoint, and holds their number.
 */
import { z } from 'zod';
import { defineEntity } from '../../shared/table/entity.ts';

const Endpoint = z.object({
  webhookId: z.string(),
  events: z.array(z.string()),
  /** Absent while it is disabled. */
  enabledAt: z.string().optional(),
});
export type Endpoint = z.infer<typeof Endpoint>;

export const WebhookDirectory = z.object({ id: z.string(), endpoints: z.array(Endpoint) });
export type WebhookDirectory = z.infer<typeof WebhookDirectory>;

/** The tenant has one. */
export const DIRECTORY_ID = 'webhooks';

/** Not audited: it follows from the endpoints. */
export const webhookDirectory = defineEntity({
  name: 'integration.webhook_directory',
  schema: WebhookDirectory,
  listed: false,
  audited: false,
});
