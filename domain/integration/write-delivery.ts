/** How a delivery begins, begins anew and is over before it was sent. */
import type { EventEnvelope } from '../../shared/events/event.ts';
import { transition } from '../../shared/states.ts';
import type { Stored } from '../../shared/table/entity.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';
import { derivedId } from '../../shared/values/ids.ts';
import { DAY_MS, instantOf } from '../../shared/values/time.ts';
import { delivery } from './delivery.entity.ts';
import type { CancelReason, Delivery } from './delivery.schema.ts';
import { deliveryStates } from './delivery.states.ts';
import { payloadOf } from './payload.ts';
import type { Webhook } from './webhook.schema.ts';

const KEPT_MS = 30 * DAY_MS;

/** An event and an endpoint have one delivery, however often and by whatever way it comes to be. */
export const deliveryIdOf = (webhookId: string, eventId: string): string => derivedId('dlv', webhookId, eventId);

/** Its turn in a replay has not come. */
export const isHeld = ({ state, nextAttemptAt }: Delivery): boolean =>
  state === 'pending' && nextAttemptAt === undefined;

type Start = {
  /** Held until its turn comes in a replay; else attempted at once. */
  readonly held?: boolean;
  readonly replayId?: string;
  /** When its endpoint was enabled: it is queued after that, also by an instance whose clock is behind. */
  readonly enabledAt?: string | undefined;
};

export function addDelivery(work: Work, webhookId: string, event: EventEnvelope, start: Start = {}): Stored<Delivery> {
  const { id: eventId, type: eventType, subject, correlationId } = event;
  return work.create(delivery, {
    ...{ id: deliveryIdOf(webhookId, eventId), webhookId, eventId, eventType, subject, correlationId },
    ...{ body: payloadOf(event), state: 'pending', attempts: [], ...startOf(work, start) },
  });
}

/**
 * Begins the schedule anew, with the same id, so that a receiver that has it already can tell.
 * @throws Rejection `integration.delivery.illegal_transition` (409) where it is on its way
 */
export function resend(
  work: Work,
  before: Stored<Delivery>,
  start: Start & Pick<Delivery, 'resentBy'>,
): Stored<Delivery> {
  const { held, replayId, enabledAt, resentBy } = start;
  const state = transition(deliveryStates, 'resend', before.state);
  return work.update(
    delivery,
    before,
    {
      ...{ state, resentBy, endedAt: undefined, cancelReason: undefined, ttl: undefined, replayId: undefined },
      ...startOf(work, {
        ...(held === undefined ? {} : { held }),
        ...(replayId === undefined ? {} : { replayId }),
        enabledAt,
      }),
    },
    'resend',
  );
}

/** Now, or when the endpoint was enabled where that is later by the clock of whoever did it (`overBecause`). */
export function queuedNow(work: Work, enabledAt = ''): string {
  const now = instantOf(work.context.deps.clock.now());
  return now > enabledAt ? now : enabledAt;
}

function startOf(work: Work, { held = false, replayId, enabledAt }: Start) {
  const queuedAt = queuedNow(work, enabledAt);
  return {
    ...{ queuedAt, made: 0 },
    ...(held ? {} : { nextAttemptAt: queuedAt }),
    ...(replayId === undefined ? {} : { replayId }),
  };
}

/** What every end has in common: nothing is due any more, and after 30 days the record goes. */
export const endOf = (nowMs: number): Pick<Delivery, 'endedAt' | 'nextAttemptAt' | 'ttl'> => ({
  endedAt: instantOf(nowMs),
  nextAttemptAt: undefined,
  ttl: Math.floor((nowMs + KEPT_MS) / 1000),
});

export function cancelDelivery(work: Work, before: Stored<Delivery>, cancelReason: CancelReason): Stored<Delivery> {
  const state = transition(deliveryStates, 'cancel', before.state);
  const end = endOf(work.context.deps.clock.now());
  return work.update(delivery, before, { state, cancelReason, ...end }, 'cancel');
}

/**
 * Why a delivery that waits will not be sent: disabling or deleting an endpoint ends everything that waited for it, and
 * enabling it again takes nothing of that back. Each record follows when its own instant comes.
 */
export function overBecause(
  { state, queuedAt }: Pick<Delivery, 'state' | 'queuedAt'>,
  endpoint: Pick<Webhook, 'state' | 'enabledAt'> | undefined,
): Exclude<CancelReason, 'replay_cancelled'> | undefined {
  if (state !== 'pending') return undefined;
  if (endpoint === undefined || endpoint.state === 'deleted') return 'webhook_deleted';
  const isOver = endpoint.state === 'disabled' || endpoint.enabledAt === undefined || queuedAt < endpoint.enabledAt;
  return isOver ? 'webhook_disabled' : undefined;
}
