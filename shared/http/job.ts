/** Work that is longer than a request: the answer is 202 with a job, whose state its `Location` tells. */
import { z } from 'zod';
import { Instant } from '../values/time.ts';

export const JOB_STATES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;

/** How far a job is. */
export const JobProgress = z
  .object({
    done: z.number().int(),
    /** Null where the whole is not known before the end. */
    total: z.number().int().nullable(),
    unit: z.enum(['bytes', 'rows', 'events']),
  })
  .meta({ id: 'JobProgress' });
export type JobProgress = z.infer<typeof JobProgress>;

/** The fields of every job; a kind of job adds its own. */
export const JOB_FIELDS = {
  id: z.string(),
  state: z.enum(JOB_STATES),
  progress: JobProgress,
  /** Why the engine gave up; null in every other state. */
  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
  startedAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
  version: z.number().int(),
  createdAt: Instant,
  updatedAt: Instant,
} as const;
