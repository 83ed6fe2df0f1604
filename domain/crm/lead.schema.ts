import { z } from 'zod';

/** Someone who may become a customer: not checked yet, and so no account and no contact. */
export const Lead = z.object({
  id: z.string(),
  name: z.string(),
  /** In lower case. */
  email: z.string(),
  company: z.string().optional(),
  message: z.string().optional(),
  source: z.literal('web_form'),
  webFormId: z.string(),
  ownerId: z.string().optional(),
  /** What was agreed to and when; absent where nothing was. */
  consent: z.object({ text: z.string(), at: z.string() }).optional(),
  /** Records that it may be a double of, as they were when it came (C2). */
  possibleDuplicates: z.array(z.object({ id: z.string(), name: z.string(), matchedBy: z.string() })),
});
export type Lead = z.infer<typeof Lead>;
