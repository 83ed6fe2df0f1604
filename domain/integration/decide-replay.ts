/** The order of a replay: whose turn it is, what is to be sent, and when to look again. Without reading or writing. */
import { SETTLED_AFTER_MS } from '../../shared/events/read-log.ts';
import type { Stored } from '../../shared/table/entity.ts';
import type { Delivery } from './delivery.schema.ts';
import type { Replay, ReplayCounts } from './replay.schema.ts';
import { isHeld } from './write-delivery.ts';

/** Deliveries of a replay that are under way at once: what a receiver is asked to bear, and what fits one commit. */
export const OPEN_MAX = 40;
const SECOND_MS = 1_000;
/** An attempt is over within the lease of its work. */
const ATTEMPT_MS = 60 * SECOND_MS;
const WAIT_MAX_MS = 60 * 60 * SECOND_MS;

type Open = Replay['open'];

/** Those that have not ended, and the counts with those that have. A delivery that is gone ended long ago. */
export function countEnded(
  { open, counts }: Pick<Replay, 'open' | 'counts'>,
  deliveries: ReadonlyMap<string, Delivery>,
): { readonly open: Open; readonly counts: ReplayCounts } {
  const ended = { delivered: 0, failed: 0, cancelled: 0 };
  const left = open.filter(({ deliveryId }) => {
    const state = deliveries.get(deliveryId)?.state ?? 'cancelled';
    if (state === 'pending') return true;
    ended[state] += 1;
    return false;
  });
  const { delivered, failed, cancelled } = counts;
  return {
    open: left,
    counts: {
      ...counts,
      delivered: delivered + ended.delivered,
      failed: failed + ended.failed,
      cancelled: cancelled + ended.cancelled,
    },
  };
}

/** The first of each aggregate: an event is not sent before all those before it were delivered or given up. */
export const firstOfEach = (open: Open): Open =>
  open.filter(({ subject }, index) => open.findIndex((other) => other.subject === subject) === index);

/**
 * What is to be done with an event of the range, given its delivery, where it has one. What the receiver was given since
 * the replay was asked for it is not given again.
 */
export function decideEvent(
  { id, mode, createdAt }: Pick<Stored<Replay>, 'id' | 'mode' | 'createdAt'>,
  known: Delivery | undefined,
): 'create' | 'resend' | 'await' | 'skip' | 'ignore' {
  if (known === undefined) return 'create';
  // The log gives what is new twice, lest something be missed.
  if (known.replayId === id) return 'ignore';
  if (mode === 'catch_up') return 'skip';
  if (known.state === 'pending') return 'await';
  const isHad = known.state === 'delivered' && (mode === 'undelivered' || (known.endedAt ?? '') >= createdAt);
  return isHad ? 'skip' : 'resend';
}

/** Whether the log's page is the last: the end of the range is reached, and nothing can appear in it any more. */
export const isWholeRange = (isAtHead: boolean, until: string, now: number): boolean =>
  isAtHead && now >= Date.parse(until) + SETTLED_AFTER_MS;

/**
 * When to look again (ms): soon while a receiver is at it, when the next attempt of the earliest is over where all wait
 * for another try, and when the range has settled where nothing is under way.
 */
export function nextLookMs(
  { isRead, readAgainAt }: Pick<Replay, 'isRead' | 'readAgainAt'>,
  open: readonly Delivery[],
  now: number,
): number {
  const attempts = open.filter((each) => !isHeld(each)).map(({ nextAttemptAt }) => Date.parse(nextAttemptAt ?? ''));
  const looks = attempts.map((at) => (at <= now + ATTEMPT_MS ? now + SECOND_MS : at + SECOND_MS));
  const canRead = !isRead && open.length < OPEN_MAX;
  const reads = canRead ? [Math.max(now, readAgainAt === undefined ? now : Date.parse(readAgainAt))] : [];
  return Math.min(now + WAIT_MAX_MS, ...looks, ...reads);
}
