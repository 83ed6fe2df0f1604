/** The wire shape of a replay. */
import { z } from 'zod';
import { JOB_FIELDS } from '../../shared/http/job.ts';
import type { Stored } from '../../shared/table/entity.ts';
import { Instant } from '../../shared/values/time.ts';
import { type Replay, ReplayCounts, ReplayMode } from './replay.schema.ts';

export const ReplayResource = z
  .object({
    ...JOB_FIELDS,
    webhookId: z.string(),
    from: Instant,
    to: Instant,
    mode: ReplayMode,
    dryRun: z.boolean(),
    /** `waiting`: on their way, or behind an earlier event of the same record. */
    counts: ReplayCounts.extend({ waiting: z.number().int() }),
    cancelledBecause: z.enum(['request', 'webhook_disabled', 'webhook_deleted']).nullable(),
  })
  .meta({ id: 'Replay' });
export type ReplayResource = z.infer<typeof ReplayResource>;

export function presentReplay(record: Stored<Replay>): ReplayResource {
  const { id, webhookId, state, from, until: to, mode, dryRun, counts, open } = record;
  const { cancelledBecause = null, finishedAt = null, version, createdAt, updatedAt } = record;
  return {
    ...{ id, webhookId, state, from, to, mode: mode === 'catch_up' ? 'undelivered' : mode, dryRun },
    counts: { ...counts, waiting: open.length },
    progress: { done: counts.events, total: state === 'succeeded' ? counts.events : null, unit: 'events' },
    // It begins at once, and gives up only deliveries, one by one.
    ...{ failure: null, startedAt: createdAt },
    ...{ cancelledBecause, finishedAt, version, createdAt, updatedAt },
  };
}
