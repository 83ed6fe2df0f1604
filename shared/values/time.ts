/** Instants are RFC 3339 UTC with milliseconds and end in `At`; calendar dates are `YYYY-MM-DD` and end in `On`. */
import { z } from 'zod';

/** The only source of time: the runtime's, or the simulation's virtual one. */
export type Clock = {
  /** Milliseconds since the epoch. */
  now(): number;
};

export const DAY_MS = 86_400_000;
export const Instant = z.iso.datetime().meta({ id: 'Instant', examples: ['2026-11-24T09:30:00.000Z'] });
export const CalendarDate = z.iso.date().meta({ id: 'CalendarDate', examples: ['2026-11-24'] });

export const instantOf = (ms: number): string => new Date(ms).toISOString();
export const nowAt = (clock: Clock): string => instantOf(clock.now());
/** One formatter a zone: making one takes as long as a hundred dates. */
const calendars = new Map<string, Intl.DateTimeFormat>();

/** Today's calendar date in the tenant's IANA time zone (UTC where none is given). */
export function todayOn(clock: Clock, timeZone = 'UTC'): string {
  const calendar = calendars.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  calendars.set(timeZone, calendar);
  return calendar.format(clock.now());
}

/** Adds whole days to a calendar date; negative days go back. */
export const addDays = (on: string, days: number): string =>
  instantOf(Date.parse(`${on}T00:00:00Z`) + days * DAY_MS).slice(0, 10);

/** Whole days from one calendar date to another. */
export const daysBetween = (fromOn: string, toOn: string): number =>
  Math.round((Date.parse(`${toOn}T00:00:00Z`) - Date.parse(`${fromOn}T00:00:00Z`)) / DAY_MS);
