/** When a delivery is attempted (Standard Webhooks 1.0, "Delivery"): ten times within about 75 hours, then given up. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long each attempt waits for the one before it, in ms. */
export const ATTEMPT_DELAYS_MS: readonly number[] = [
  ...[0, 5 * SECOND, 5 * MINUTE, 30 * MINUTE],
  ...[2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR],
];
export const ATTEMPTS_MAX = ATTEMPT_DELAYS_MS.length;
/** Up to so much of a delay is added by chance, so that what failed together does not come back together. */
export const JITTER = 0.1;
/** No receiver puts us off for longer than the schedule itself does. */
export const RETRY_AFTER_MAX_MS = 24 * HOUR;

/**
 * How long to wait (ms) after `made` attempts of this round, never shorter than the schedule or than the receiver asked
 * for; undefined where the schedule is used up.
 * @param random uniform in [0, 1)
 */
export function nextDelayMs(made: number, random: number, retryAfterMs = 0): number | undefined {
  const scheduled = ATTEMPT_DELAYS_MS[made];
  if (scheduled === undefined) return undefined;
  const asked = Math.min(Math.max(retryAfterMs, 0), RETRY_AFTER_MAX_MS);
  return Math.ceil(Math.max(scheduled, asked) * (1 + JITTER * random));
}

const DELTA_SECONDS = /^\d{1,9}$/;
/** Of HTTP's three forms of a date the one that is still made (RFC 9110, 5.6.7). */
const IMF_FIXDATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** `Retry-After` (RFC 9110, 10.2.3) in ms from now; undefined where there is none or it cannot be read. */
export function readRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim() ?? '';
  if (DELTA_SECONDS.test(text)) return Number(text) * SECOND;
  if (!IMF_FIXDATE.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
