/**
 * What an endpoint's messages are signed with, and the headers that may hold a secret of its owner. Apart from the
 * endpoint itself, whose changes are told in the audit trail word by word.
 */
import { z } from 'zod';

const SigningSecret = z.object({
  /** `whsec_…` */
  secret: z.string(),
  /** Rotated: it signs beside the new one until then. */
  endsAt: z.string().optional(),
});
export type SigningSecret = z.infer<typeof SigningSecret>;

const SigningKey = z.object({
  /** The ed25519 private key (RFC 8032, 5.1.5), base64url. */
  seed: z.string(),
  publicKey: z.string(),
  endsAt: z.string().optional(),
});
export type SigningKey = z.infer<typeof SigningKey>;

export const WebhookSecret = z.object({
  webhookId: z.string(),
  /** The newest first. */
  secrets: z.array(SigningSecret),
  keys: z.array(SigningKey),
  headers: z.record(z.string(), z.string()),
});
export type WebhookSecret = z.infer<typeof WebhookSecret>;
