/**
 * The tenant's event log, read from a position onwards: for integrators who poll it, for replays of webhooks.
 *
 * The log is in the order of its items' last ids (`lastId`), and an item gets its place before its commit has been
 * sent and before the index shows it. So something can still appear behind whoever has read to the end: for a moment as
 * a rule, and for as long as a function may run at worst. What is older than `SETTLED_AFTER_MS` is there for good. A
 * position that is handed out never lies beyond that for long: whoever has come to the head goes on from the settled
 * part, and is given what is newer once more. Events may be given twice, and never not at all; their ids tell.
 */
import type { Context } from '../context.ts';
import type { Stored } from '../table/entity.ts';
import { type EventRecord, envelopesOf, eventLog, logDayOf } from '../table/event-log.ts';
import type { ListPage, ListPosition } from '../table/records.ts';
import { profileOf } from '../tenancy.ts';
import { firstIdAt, timeOfId } from '../values/ids.ts';
import { addDays, instantOf } from '../values/time.ts';
import type { EventEnvelope } from './event.ts';

/** Where to go on reading. Callers keep it and hand it back; only this file looks inside. */
export type LogPosition = {
  /** The place in the log up to which everything was given. */
  readonly item: string;
  /** The last event given of the item at that place, where it has more. */
  readonly event?: string | undefined;
  /** How far the log was settled when the reader went past that: there he goes on once he has come to the head. */
  readonly settled?: string | undefined;
};

export type LogRequest = {
  readonly after?: LogPosition | undefined;
  /** RFC 3339; from the tenant's making where neither this nor `after` is given. */
  readonly from?: string | undefined;
  /** RFC 3339, itself not included. */
  readonly until?: string | undefined;
  /** Events at most. */
  readonly limit: number;
  readonly wants?: ((type: string) => boolean) | undefined;
  /** Only the events of one loop. */
  readonly correlationId?: string | undefined;
};

export type LogPage = {
  readonly events: EventEnvelope[];
  /** There is always a next position: the log goes on. */
  readonly next: LogPosition;
  /** Whether there was nothing more up to now, or up to `until`. A page can be short, or empty, and not at the head. */
  readonly isAtHead: boolean;
};

/** The longest that a function runs (5 minutes; a test holds it), and a minute for the index. */
export const SETTLED_AFTER_MS = 6 * 60_000;
/** Bounds of one call: items and days that it looks at before it answers with what it has. */
const ITEMS_MAX = 1_000;
const DAYS_MAX = 127;
const DAYS_AT_ONCE = 16;
const ITEMS_AT_ONCE = 100;
/** An event's own item is nearly always the first from its id onwards; it is looked for among so many, then so many more. */
const FOUND_AMONG = [4, ITEMS_AT_ONCE] as const;
/** Greater than every id: text that no id begins with. */
const LAST_ID = '~';

/** The place in the log of an instant (RFC 3339); ids know no time before 1970. */
const placeAt = (instant: string): string => firstIdAt('evt', Math.max(0, Date.parse(instant)));

/** The position before everything that was said at an instant (RFC 3339) or later; or at the instant of an event's id. */
export const positionAt = (instantOrEventId: string): LogPosition => ({
  item: instantOrEventId.startsWith('evt_') ? firstIdAt('evt', timeOfId(instantOrEventId)) : placeAt(instantOrEventId),
});

/**
 * Reads a page of the log: at most `limit` events that are wanted, the oldest first, those of one aggregate in the order
 * of their sequence.
 */
export async function readEventLog(context: Context, request: LogRequest): Promise<LogPage> {
  const { limit, wants = () => true } = request;
  const now = context.deps.clock.now();
  const settledUntil = firstIdAt('evt', now - SETTLED_AFTER_MS);
  const start = request.after ?? (await firstPosition(context, request.from));
  const end = request.until === undefined ? LAST_ID : placeAt(request.until);
  const events: EventEnvelope[] = [];
  let reached = start;
  for await (const step of stepsOf(context, request, { start, end, today: instantOf(now).slice(0, 10) })) {
    for (const event of step.events) {
      if (events.length === limit) return { events, next: onwards(start, reached, settledUntil), isAtHead: false };
      if (wants(event.type)) events.push(event);
      reached = { item: step.item, event: event.id };
    }
    reached = { item: step.item };
    if (step.isLast) return { events, next: onwards(start, reached, settledUntil), isAtHead: false };
  }
  return { events, next: fromHead(start, end, settledUntil), isAtHead: true };
}

/** Nothing was said before the tenant was made. */
async function firstPosition(context: Context, from: string | undefined): Promise<LogPosition> {
  const made = positionAt((await profileOf(context)).createdAt);
  const asked = from === undefined ? made : positionAt(from);
  return asked.item < made.item ? made : asked;
}

/** How far everything has been given for good to a reader who began at a position and read on from it. */
const settledPart = (start: LogPosition, settledUntil: string): string =>
  start.settled ?? later(start.item, settledUntil);

const later = (one: string, other: string): string => (one > other ? one : other);
const earlier = (one: string, other: string): string => (one < other ? one : other);

/** Further in the log. A reader who took so long that what he read unsettled has settled since reads that again first. */
function onwards(start: LogPosition, reached: LogPosition, settledUntil: string): LogPosition {
  const settled = settledPart(start, settledUntil);
  if (start.settled !== undefined && reached.item < settledUntil) return { item: settled };
  return reached.item > settled ? { ...reached, settled } : reached;
}

/** At the head, or at the end that was asked for: everything before the settled part has been given for good. */
const fromHead = (start: LogPosition, end: string, settledUntil: string): LogPosition => ({
  item: earlier(end, settledPart(start, settledUntil)),
});

/** The events at one place of the log that were not given yet; or none, where everything up to a place was looked at. */
type Step = {
  readonly item: string;
  readonly events: readonly EventEnvelope[];
  /** The call has looked at as much as it may. */
  readonly isLast: boolean;
};
type Range = { readonly start: LogPosition; readonly end: string; readonly today: string };

async function* stepsOf(context: Context, request: LogRequest, range: Range): AsyncGenerator<Step> {
  if (range.start.item >= range.end) return;
  if (request.correlationId !== undefined) yield* loopSteps(context, range, request.correlationId);
  else yield* dailySteps(context, range, request.wants === undefined ? request.limit : ITEMS_AT_ONCE);
}

/** What was not given of an item, whose place is not before the position. */
function notGiven(record: Stored<EventRecord>, { item, event }: LogPosition): readonly EventEnvelope[] {
  const events = envelopesOf(record);
  if (record.lastId !== item) return events;
  return event === undefined ? [] : events.slice(events.findIndex(({ id }) => id === event) + 1);
}

/**
 * Day by day; of a quiet tenant ever more days at once, so that a silent year costs few calls (an empty day half a read
 * unit), and one with much to tell is not read far ahead of what is wanted.
 */
async function* dailySteps(context: Context, { start, end, today }: Range, wanted: number): AsyncGenerator<Step> {
  const lastDay = end === LAST_ID ? today : earlier(today, logDayOf(end));
  const read = { between: [start.item, end] as const, limit: Math.min(wanted + 1, ITEMS_AT_ONCE) };
  let [items, daysSeen, width] = [0, 0, 1];
  for (let day = logDayOf(start.item); day <= lastDay; day = addDays(day, width)) {
    if (daysSeen >= DAYS_MAX) return yield { item: placeAt(`${day}T00:00:00.000Z`), events: [], isLast: true };
    if (daysSeen > 0 && items < read.limit) width = Math.min(2 * width, DAYS_AT_ONCE);
    const days = Array.from({ length: width }, (_, index) => addDays(day, index)).filter((each) => each <= lastDay);
    const firstPages = await Promise.all(days.map((each) => pageOfDay(context, each, read)));
    for (const [index, page] of firstPages.entries()) {
      for await (const record of restOfDay(context, days[index] ?? day, read, page)) {
        items += 1;
        yield { item: record.lastId ?? '', events: notGiven(record, start), isLast: items >= ITEMS_MAX };
      }
    }
    daysSeen += days.length;
  }
}

type DayRead = { readonly between: readonly [first: string, last: string]; readonly limit: number };
type DayPage = ListPage<EventRecord>;

const pageOfDay = (context: Context, day: string, read: DayRead, after?: ListPosition): Promise<DayPage> =>
  context.records.list(eventLog, 'day', [day], { ...read, ascending: true, after });

async function* restOfDay(
  context: Context,
  day: string,
  read: DayRead,
  first: DayPage,
): AsyncGenerator<Stored<EventRecord>> {
  yield* first.records;
  for (let next = first.next; next !== undefined; ) {
    const page: DayPage = await pageOfDay(context, day, read, next);
    yield* page.records;
    next = page.next;
  }
}

/** A loop is one partition, of some hundred items at most, and read as a whole. */
async function* loopSteps(context: Context, { start, end }: Range, correlationId: string): AsyncGenerator<Step> {
  const records = await context.records.partition(eventLog, { correlationId });
  const placed = records.flatMap((record) => {
    const item = record.lastId;
    return item === undefined || item < start.item || item >= end ? [] : [{ item, record }];
  });
  placed.sort((a, b) => (a.item < b.item ? -1 : 1));
  for (const { item, record } of placed) yield { item, events: notGiven(record, start), isLast: false };
}

/**
 * One event by its id, or undefined. Its item stands at the id of the last event that was said with it, behind at most
 * those of commits that were decided in the same moments. An event that was said a moment ago may not be found yet.
 */
export async function findEvent(context: Context, eventId: string): Promise<EventEnvelope | undefined> {
  const said = timeOfId(eventId);
  if (said > context.deps.clock.now() + SETTLED_AFTER_MS) return undefined;
  const last = firstIdAt('evt', said + SETTLED_AFTER_MS);
  for (const day of new Set([logDayOf(eventId), logDayOf(last)])) {
    let after: ListPosition | undefined;
    for (const limit of FOUND_AMONG) {
      const { records, next } = await pageOfDay(context, day, { between: [eventId, last], limit }, after);
      const found = records.flatMap(envelopesOf).find(({ id }) => id === eventId);
      if (found !== undefined) return found;
      if (next === undefined) break;
      after = next;
    }
  }
  return undefined;
}
