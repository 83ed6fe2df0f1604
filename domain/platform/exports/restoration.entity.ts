/**
 * That this company was restored from a container, or is being: the mark that lets the same container go on after a
 * failure and keeps any other out. One record a tenant, and none in a company that was never restored.
 */
import { z } from 'zod';
import { defineEntity } from '../../../shared/table/entity.ts';

export const RESTORATION_ID = 'restoration';

const Restoration = z.object({
  id: z.literal(RESTORATION_ID),
  importId: z.string(),
  /** Of the container, as its end says. */
  sha256: z.string(),
  /** `emptying`: what the sign-up made is being taken out. */
  state: z.enum(['emptying', 'restoring', 'restored']),
});
export type Restoration = z.infer<typeof Restoration>;

export const restoration = defineEntity({ name: 'platform.restoration', schema: Restoration, listed: false });
