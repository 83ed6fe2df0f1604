/** How long the books wait: until what happened can be read, and until what is slow is wrong. */
import { DAY_MS } from '../../../shared/values/time.ts';

const MINUTE_MS = 60_000;

/**
 * A commit carries the time at which it was decided and can come later by as long as a function may run: five minutes
 * at the most, for a schedule. Twice that later everything of that time is there, and in the indexes too.
 */
export const LATE_MS = 10 * MINUTE_MS;

/** A reaction is tried ten times over some 35 minutes before it is a dead letter: until then a loop is only slow. */
export const GRACE_MS = 45 * MINUTE_MS;

/**
 * An event leaves the table, and its loop is noted, within a day by the stream and else by the sweeper; a week is longer
 * than any outage that nobody ends. What is older was looked at when it was new.
 */
export const LOOK_BACK_MS = 7 * DAY_MS;
