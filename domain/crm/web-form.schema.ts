import { z } from 'zod';

/** A form on a page of the company's, through which strangers become leads. */
export const WebForm = z.object({
  id: z.string(),
  name: z.string(),
  /** Who looks after its leads. */
  ownerId: z.string().optional(),
  /** What a person agrees to; kept with each lead as it was then. */
  consentText: z.string().optional(),
  consentRequired: z.boolean(),
  /** Origins of the pages that it may be sent from; any where there is none. */
  allowedOrigins: z.array(z.string()),
  enabled: z.boolean(),
});
export type WebForm = z.infer<typeof WebForm>;

/**
 * What was sent through a form of late, for as long as that matters: how often from one address, and what with. The
 * table takes it away by its `ttl`, up to two days late, so that the time is looked at as well.
 */
export const FormMark = z.object({
  id: z.string(),
  count: z.number().int(),
  /** Epoch seconds. */
  ttl: z.number().int(),
});
export type FormMark = z.infer<typeof FormMark>;
