/** How a replay begins and ends. */
import { reject } from '../../shared/rejection.ts';
import { transition } from '../../shared/states.ts';
import type { Stored } from '../../shared/table/entity.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';
import { DAY_MS, instantOf } from '../../shared/values/time.ts';
import { delivery } from './delivery.entity.ts';
import { replayCancelled, replayStarted, replaySucceeded } from './events.ts';
import { REMEMBERED_MS } from './known-endpoints.ts';
import { replay } from './replay.entity.ts';
import type { Replay } from './replay.schema.ts';
import { replayStates } from './replay.states.ts';
import type { Webhook } from './webhook.schema.ts';
import { cancelDelivery, queuedNow } from './write-delivery.ts';

/** One at a time for an endpoint: two would send one record's events past each other. */
const RULE = 'integration.replay';
const KEPT_MS = 90 * DAY_MS;
const CATCH_UP_KEPT_MS = DAY_MS;
/** After the last instance has forgotten what it remembers. */
const CATCH_UP_MS = REMEMBERED_MS + 5_000;
const NOTHING = { events: 0, skipped: 0, delivered: 0, failed: 0, cancelled: 0 };

type Range = Pick<Replay, 'from' | 'until' | 'mode' | 'dryRun'>;

/** @throws Rejection 409 `integration.replay.running` with the fact `webhookId` */
export function startReplay(work: Work, endpoint: Stored<Webhook>, range: Range): Stored<Replay> {
  const { deps } = work.context;
  const { id: webhookId } = endpoint;
  const id = deps.ids.next('rpl');
  const running = reject('conflict', 'integration.replay.running', 'A replay to this endpoint is under way.', {
    facts: { webhookId },
  });
  work.claim(RULE, webhookId, id, running);
  const made = addReplay(work, id, endpoint, range, deps.clock.now());
  const { from, until, dryRun } = range;
  work.emit(replayStarted, made, { replayId: id, webhookId, from, until, dryRun });
  return made;
}

/**
 * Looks through the log for what was said while some instance of the reactions still remembered the endpoint as it was:
 * not there, disabled, or asking for other types.
 */
export function startCatchUp(work: Work, endpoint: Webhook): void {
  const now = work.context.deps.clock.now();
  const [from, until] = [instantOf(now), instantOf(now + CATCH_UP_MS)];
  const range: Range = { from, until, mode: 'catch_up', dryRun: false };
  addReplay(work, work.context.deps.ids.next('rpl'), endpoint, range, now + CATCH_UP_MS);
}

function addReplay(work: Work, id: string, endpoint: Webhook, range: Range, stepMs: number): Stored<Replay> {
  const { id: webhookId, enabledAt } = endpoint;
  const { actor: createdBy, correlationId } = work.context;
  return work.create(replay, {
    ...{
      id,
      webhookId,
      ...range,
      queuedAt: queuedNow(work, enabledAt),
      state: 'running',
      isRead: false,
      open: [],
      counts: NOTHING,
    },
    ...{ nextStepAt: instantOf(stepMs), createdBy, correlationId },
  });
}

const endOf = (work: Work, { mode }: Replay) => {
  const now = work.context.deps.clock.now();
  const keptMs = mode === 'catch_up' ? CATCH_UP_KEPT_MS : KEPT_MS;
  return { finishedAt: instantOf(now), nextStepAt: undefined, ttl: Math.floor((now + keptMs) / 1000) };
};

export function succeed(work: Work, before: Stored<Replay>, changes: Partial<Replay>): void {
  const state = transition(replayStates, 'succeed', before.state);
  const after = work.update(replay, before, { ...changes, state, ...endOf(work, before) }, 'succeed');
  if (after.mode === 'catch_up') return;
  work.release(RULE, after.webhookId);
  const { events, delivered, failed, cancelled } = after.counts;
  const counts = { events, delivered, failed, cancelled };
  work.emit(replaySucceeded, after, { replayId: after.id, webhookId: after.webhookId, ...counts });
}

/**
 * running → cancelled. What it has begun and the receiver does not have is cancelled with it; what was on its way by
 * itself goes on.
 */
export async function cancelReplay(
  work: Work,
  before: Stored<Replay>,
  cancelledBecause: NonNullable<Replay['cancelledBecause']>,
): Promise<Stored<Replay>> {
  const state = transition(replayStates, 'cancel', before.state);
  const ids = before.open.map(({ deliveryId }) => deliveryId);
  const open = await work.records.getMany(delivery, ids);
  const own = open.filter((each) => each.state === 'pending' && each.replayId === before.id);
  const reason = cancelledBecause === 'request' ? 'replay_cancelled' : cancelledBecause;
  for (const each of own) cancelDelivery(work, each, reason);
  const counts = { ...before.counts, cancelled: before.counts.cancelled + own.length };
  const changes = { state, counts, open: [], cancelledBecause, ...endOf(work, before) };
  const after = work.update(replay, before, changes, 'cancel');
  if (after.mode === 'catch_up') return after;
  work.release(RULE, after.webhookId);
  work.emit(replayCancelled, after, { replayId: after.id, webhookId: after.webhookId });
  return after;
}
