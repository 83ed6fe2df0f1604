import { z } from 'zod';

export const PipelineStage = z.object({
  /** Stays for the life of the pipeline; opportunities and their history name it. */
  key: z.string(),
  name: z.string(),
  /** Chance of winning in whole percent. */
  probability: z.number().int(),
  /** `won` and `lost` end an opportunity; each pipeline has one of each. */
  outcome: z.enum(['open', 'won', 'lost']),
  /** A retired stage takes no further opportunities. */
  active: z.boolean(),
});
export type PipelineStage = z.infer<typeof PipelineStage>;

export const Pipeline = z.object({
  id: z.string(),
  name: z.string(),
  /** In the order in which opportunities pass them. */
  stages: z.array(PipelineStage),
});
export type Pipeline = z.infer<typeof Pipeline>;
