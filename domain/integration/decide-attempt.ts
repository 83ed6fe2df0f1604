/** What an attempt's outcome means for its delivery and for the endpoint. */
import { transition } from '../../shared/states.ts';
import { DAY_MS, instantOf } from '../../shared/values/time.ts';
import { ATTEMPTS_KEPT_MAX, type Attempt, type CancelReason, type Delivery } from './delivery.schema.ts';
import { deliveryStates } from './delivery.states.ts';
import { nextDelayMs } from './retry-schedule.ts';
import type { DisabledReason } from './webhook.schema.ts';
import { endOf } from './write-delivery.ts';

/** An endpoint that has done nothing but fail for so long is disabled. */
export const FAILING_MAX_MS = 5 * DAY_MS;
const GONE = 410;

export type Outcome = {
  readonly attempt: Attempt;
  /** What the receiver asked for, in ms. */
  readonly retryAfterMs?: number | undefined;
};

export type Decision = {
  /** The transition; `retry` stays pending. */
  readonly verb: 'deliver' | 'fail' | 'cancel' | 'retry';
  readonly changes: Partial<Delivery>;
  /** Undefined: as it is. `working`: it has stopped failing. `failing`: it has begun to. */
  readonly health: 'working' | 'failing' | undefined;
  readonly disable: Exclude<DisabledReason, 'request'> | undefined;
};

/** Any 2xx is success; a redirect is none (Standard Webhooks 1.0). */
const isSuccess = ({ status }: Attempt): boolean => status !== undefined && status >= 200 && status < 300;

/**
 * @param failingSince the endpoint's first failure since its last success, where it has one
 * @param now ms since the epoch
 * @param random uniform in [0, 1)
 */
export function decideAttempt(
  before: Delivery,
  { attempt, retryAfterMs }: Outcome,
  failingSince: string | undefined,
  { now, random }: { readonly now: number; readonly random: number },
): Decision {
  const made = before.made + 1;
  const told = { made, attempts: [...before.attempts, attempt].slice(-ATTEMPTS_KEPT_MAX) };
  if (isSuccess(attempt)) {
    const state = transition(deliveryStates, 'deliver', before.state);
    const health = failingSince === undefined ? undefined : 'working';
    return { verb: 'deliver', changes: { ...told, state, ...endOf(now) }, health, disable: undefined };
  }
  const health = failingSince === undefined ? 'failing' : undefined;
  const disable = disabledBy(attempt, failingSince, now);
  if (disable !== undefined) {
    const state = transition(deliveryStates, 'cancel', before.state);
    const cancelReason: CancelReason = 'webhook_disabled';
    return { verb: 'cancel', changes: { ...told, state, cancelReason, ...endOf(now) }, health, disable };
  }
  const delayMs = nextDelayMs(made, random, retryAfterMs);
  if (delayMs !== undefined)
    return { verb: 'retry', changes: { ...told, nextAttemptAt: instantOf(now + delayMs) }, health, disable };
  const state = transition(deliveryStates, 'fail', before.state);
  return { verb: 'fail', changes: { ...told, state, ...endOf(now) }, health, disable };
}

function disabledBy({ status }: Attempt, failingSince: string | undefined, now: number): Decision['disable'] {
  if (status === GONE) return 'gone';
  return failingSince !== undefined && now - Date.parse(failingSince) >= FAILING_MAX_MS ? 'failing' : undefined;
}
