/**
 * A step of a replay: counts what has ended, lets the next of each aggregate go, reads on where there is room, and ends
 * in one commit with the cursor. A kill costs the step again and sends nothing twice, since cursor and deliveries are
 * written together.
 */
import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { type LogPage, readEventLog, SETTLED_AFTER_MS } from '../../../shared/events/read-log.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import { instantOf, nowAt } from '../../../shared/values/time.ts';
import { countEnded, decideEvent, firstOfEach, isWholeRange, nextLookMs, OPEN_MAX } from '../decide-replay.ts';
import { delivery } from '../delivery.entity.ts';
import type { Delivery } from '../delivery.schema.ts';
import { matchesAny } from '../event-pattern.ts';
import { webhookTested } from '../events.ts';
import { payloadOf } from '../payload.ts';
import { replay } from '../replay.entity.ts';
import type { Replay } from '../replay.schema.ts';
import { webhook } from '../webhook.entity.ts';
import type { Webhook } from '../webhook.schema.ts';
import { addDelivery, deliveryIdOf, isHeld, overBecause, queuedNow, resend } from '../write-delivery.ts';
import { cancelReplay, succeed } from '../write-replay.ts';

const DRY_RUN_EVENTS_MAX = 500;
/** A commit holds 4 MB. */
const STEP_BYTES_MAX = 2 * 1024 * 1024;

export async function continueReplay(context: Context, claimed: Stored<Replay>): Promise<void> {
  const endpoint = await context.records.need(webhook, claimed.webhookId);
  const over = overBecause({ state: 'pending', queuedAt: claimed.queuedAt ?? claimed.createdAt }, endpoint);
  if (over !== undefined) {
    await commit(context, async (work) => {
      const before = await work.records.need(replay, claimed.id);
      if (before.state === 'running') await cancelReplay(work, before, over);
    });
    return;
  }
  const page = await readOn(context, claimed, endpoint);
  await commit(context, async (work) => {
    const before = await work.records.need(replay, claimed.id);
    // Cancelled by a person, or carried on by another run after the end of this one's lease.
    if (before.version !== claimed.version) return;
    if (before.dryRun) await countOnly(work, before, page);
    else await carryOn(work, before, page);
  });
}

/** The next events that the endpoint asks for, as many as there is room for; undefined where there is none. */
async function readOn(context: Context, job: Replay, { events: patterns }: Webhook): Promise<LogPage | undefined> {
  const room = job.dryRun ? DRY_RUN_EVENTS_MAX : OPEN_MAX - job.open.length;
  const isTooEarly = job.readAgainAt !== undefined && nowAt(context.deps.clock) < job.readAgainAt;
  if (job.isRead || room <= 0 || isTooEarly) return undefined;
  const wants = (type: string) => type !== webhookTested.type && matchesAny(patterns, type);
  const start = job.cursor === undefined ? { from: job.from } : { after: job.cursor };
  const read = (limit: number) => readEventLog(context, { ...start, until: job.until, limit, wants });
  const page = await read(room);
  const fitting = job.dryRun ? page.events.length : fittingOf(page.events);
  return fitting === page.events.length ? page : read(fitting);
}

/** How many of the events go into one commit; the first one always does. */
function fittingOf(events: readonly EventEnvelope[]): number {
  let bytes = 0;
  const over = events.findIndex((event, index) => {
    bytes += Buffer.byteLength(payloadOf(event));
    return index > 0 && bytes > STEP_BYTES_MAX;
  });
  return over === -1 ? events.length : over;
}

/** A rehearsal looks at the range once, as it is. */
async function countOnly(work: Work, before: Stored<Replay>, page: LogPage | undefined): Promise<void> {
  const found = (page?.events ?? []).filter(({ time }) => time >= before.from);
  const known = await readKnown(work, before, found);
  const had = found.filter(
    (event) => decideEvent(before, known.get(deliveryIdOf(before.webhookId, event.id))) === 'skip',
  );
  const { events, skipped } = before.counts;
  const counts = { ...before.counts, events: events + found.length, skipped: skipped + had.length };
  if (page === undefined || page.isAtHead) succeed(work, before, { counts, isRead: true });
  else
    work.update(replay, before, { counts, cursor: page.next, nextStepAt: nowAt(work.context.deps.clock) }, 'continue');
}

async function carryOn(work: Work, before: Stored<Replay>, page: LogPage | undefined): Promise<void> {
  const now = work.context.deps.clock.now();
  const deliveries = await readOpen(work, before);
  const { open, counts } = countEnded(before, deliveries);
  const added = await takeUp(work, { ...before, open, counts }, deliveries, page?.events ?? []);
  for (const { deliveryId } of firstOfEach(added.open)) {
    const first = deliveries.get(deliveryId);
    if (first !== undefined && isHeld(first)) deliveries.set(deliveryId, letGo(work, first, before));
  }
  const isRead = before.isRead || (page !== undefined && isWholeRange(page.isAtHead, before.until, now));
  const settledAt = instantOf(Date.parse(before.until) + SETTLED_AFTER_MS);
  const read = page === undefined ? {} : { cursor: page.next, readAgainAt: page.isAtHead ? settledAt : undefined };
  const changes: Partial<Replay> = { ...added, ...read, isRead };
  if (isRead && added.open.length === 0) return succeed(work, before, changes);
  const underWay = added.open.flatMap(({ deliveryId }) => deliveries.get(deliveryId) ?? []);
  const nextStepAt = instantOf(nextLookMs({ ...before, ...changes }, underWay, now));
  work.update(replay, before, { ...changes, nextStepAt }, 'continue');
}

/** The deliveries of these events to the endpoint, of those that have one, by id. */
async function readKnown(work: Work, { webhookId }: Replay, events: readonly EventEnvelope[]) {
  const ids = events.map(({ id }) => deliveryIdOf(webhookId, id));
  return new Map((await work.records.getMany(delivery, ids)).map((each) => [each.id, each]));
}

async function readOpen(work: Work, { open }: Replay): Promise<Map<string, Stored<Delivery>>> {
  const ids = open.map(({ deliveryId }) => deliveryId);
  return new Map((await work.records.getMany(delivery, ids)).map((each) => [each.id, each]));
}

const letGo = (work: Work, held: Stored<Delivery>, job: Replay): Stored<Delivery> => {
  const at = queuedNow(work, job.queuedAt);
  return work.update(delivery, held, { queuedAt: at, nextAttemptAt: at }, 'release');
};

/** Begins, or begins anew, a delivery for each event; the later ones of an aggregate are held. */
async function takeUp(
  work: Work,
  job: Stored<Replay>,
  deliveries: Map<string, Stored<Delivery>>,
  events: readonly EventEnvelope[],
): Promise<Pick<Replay, 'open' | 'counts'>> {
  const known = await readKnown(work, job, events);
  const open = [...job.open];
  const counts = { ...job.counts };
  const isAgain = job.readAgainAt !== undefined;
  for (const event of events) {
    if (event.time < job.from) continue;
    const deliveryId = deliveryIdOf(job.webhookId, event.id);
    const before = known.get(deliveryId);
    const verb = decideEvent(job, before);
    if (verb === 'ignore' || open.some((other) => other.deliveryId === deliveryId)) continue;
    if (verb === 'skip' && isAgain) continue;
    counts.events += 1;
    if (verb === 'skip') counts.skipped += 1;
    if (verb === 'skip') continue;
    const start = {
      held: open.some(({ subject }) => subject === event.subject),
      replayId: job.id,
      enabledAt: job.queuedAt,
    };
    if (before === undefined) deliveries.set(deliveryId, addDelivery(work, job.webhookId, event, start));
    else deliveries.set(deliveryId, verb === 'resend' ? resend(work, before, start) : before);
    open.push({ deliveryId, subject: event.subject });
  }
  return { open, counts };
}
