/** How far a restore has come. Nothing is written before the whole container has been found to be sound. */
import { z } from 'zod';
import type { Sha256State } from './resumable-sha256.ts';
import { ContainerEnd } from './tenant-container.ts';
import type { WalkPlace } from './walk-tenant.ts';

export const RestorePhase = z.enum(['checking', 'emptying', 'writing', 'confirming']);

/** What was counted up to the cursor, to be compared with the container's end. */
export const Counted = z.object({
  sha256: z.custom<Sha256State>(),
  stateHash: z.string(),
  records: z.number().int(),
  people: z.number().int(),
  counts: z.record(z.string(), z.number().int()),
});
export type Counted = z.infer<typeof Counted>;

export const Restore = z.object({
  phase: RestorePhase,
  counted: Counted,
  /** Once the container has been checked. */
  end: ContainerEnd.optional(),
  /** When the company was made that the container is of. */
  createdAt: z.string(),
  /** Confirming: where the walk is, and the hash of what it has found. */
  walk: z.custom<WalkPlace>().optional(),
  confirmed: z.string().optional(),
});
export type Restore = z.infer<typeof Restore>;
