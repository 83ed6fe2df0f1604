/** What is new for the books: the events of the loops that said something, and records in the order of their making. */
import type { RecordCheck } from '../../../shared/books.ts';
import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { type Entity, itemKey, listPartition, type Stored } from '../../../shared/table/entity.ts';
import { eventLog, loopEvents } from '../../../shared/table/event-log.ts';
import type { ListPosition } from '../../../shared/table/records.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { firstIdAt, timeOfId } from '../../../shared/values/ids.ts';
import { addDays, instantOf } from '../../../shared/values/time.ts';
import { LOOK_BACK_MS } from './patience.ts';

/** Commits of one loop that are read; of a longer one, such as a large import, the newest. */
const COMMITS_MAX = 1_000;

/** Events of the loops up to `through`, oldest first, but for those that an earlier look has surely seen. */
export async function readEvents(
  { records }: Context,
  loops: readonly string[],
  checkedThrough: string | undefined,
  through: string,
): Promise<EventEnvelope[]> {
  const from = checkedThrough === undefined ? '' : instantOf(Date.parse(checkedThrough) - LOOK_BACK_MS);
  const logs = await Promise.all(
    loops.map((correlationId) =>
      records.partition(eventLog, { correlationId }, { limit: COMMITS_MAX, descending: true }),
    ),
  );
  return loopEvents(logs.flat()).filter(({ time }) => time > from && time <= through);
}

type Made = { readonly id: string; readonly correlationId?: string; readonly source?: { readonly id: string } };
export type NewRecord = Stored<Made>;
export type NewRecords = {
  readonly records: readonly NewRecord[];
  /** Everything made up to here is among them, or came before. */
  readonly through: string;
  readonly isLast: boolean;
  /** Where the next look goes on: after this id. */
  readonly after: string | undefined;
};
type Found = { readonly records: readonly NewRecord[]; readonly isLast: boolean };

const RECORDS_MAX = 100;
/** Each sum is a write of the look's one commit. */
const SUMS_MAX = 60;

/**
 * The next records of a kind after the one with the id `after`, up to `through`, for the checks that look at each of them:
 * as many as one commit can keep the sums of, in the order of their ids, which begin with their time.
 */
export async function readNewRecords(
  context: Context,
  checks: readonly [RecordCheck, ...RecordCheck[]],
  after: string | undefined,
  through: string,
): Promise<NewRecords> {
  const throughMs = Date.parse(through);
  const [check] = checks;
  const found = await (check.found === 'days' ? readDays : readList)(context, check, after, throughMs);
  const records = takeSummable(checks, found.records);
  const isLast = found.isLast && records.length === found.records.length;
  const newest = records.at(-1);
  // Days without a record are not read again: the next look begins where this one ended.
  const end = check.found === 'days' && isLast ? firstIdAt(check.each.idPrefix ?? '', throughMs + 1) : newest?.id;
  return { records, through: isLast ? through : (newest?.createdAt ?? ''), isLast, after: end ?? after };
}

async function readList(
  { records, tenantId }: Context,
  { each }: RecordCheck,
  after: string | undefined,
  throughMs: number,
): Promise<Found> {
  const page = await records.list(each as Entity<Made>, 'all', [], {
    limit: RECORDS_MAX,
    ascending: true,
    after: after === undefined ? undefined : positionOf(tenantId, each, after),
  });
  const ripe = page.records.filter(({ id }) => timeOfId(id) <= throughMs);
  return { records: ripe, isLast: ripe.length < page.records.length || page.next === undefined };
}

/** Day by day from the tenant's first; consistently, since they are partitions of the table itself. */
async function readDays(
  context: Context,
  { each }: RecordCheck,
  after: string | undefined,
  throughMs: number,
): Promise<Found> {
  const found: NewRecord[] = [];
  const lastDay = instantOf(throughMs).slice(0, 10);
  let day = after === undefined ? (await profileOf(context)).createdAt.slice(0, 10) : dayOf(after);
  for (; day <= lastDay && found.length < RECORDS_MAX; day = addDays(day, 1)) {
    const options = after !== undefined && dayOf(after) === day ? { after: { id: after } } : {};
    const limit = RECORDS_MAX - found.length;
    found.push(...(await context.records.partition(each as Entity<Made>, { recordedOn: day }, { ...options, limit })));
  }
  const ripe = found.filter(({ id }) => timeOfId(id) <= throughMs);
  return { records: ripe, isLast: found.length < RECORDS_MAX || ripe.length < found.length };
}

const dayOf = (id: string): string => instantOf(timeOfId(id)).slice(0, 10);

function takeSummable(checks: readonly RecordCheck[], records: readonly NewRecord[]): readonly NewRecord[] {
  const subjects = new Set<string>();
  for (const [index, record] of records.entries()) {
    for (const { name, tally } of checks)
      for (const { subject } of tally?.(record) ?? []) subjects.add(`${name} ${subject}`);
    if (subjects.size > SUMS_MAX && index > 0) return records.slice(0, index);
  }
  return records;
}

/** Place of a record in the list of its kind, which is sorted by id. */
function positionOf(tenantId: string, each: Entity, id: string): ListPosition {
  const { slot, pk = '' } = listPartition(each, tenantId, 'all', []);
  return { ...itemKey(each, tenantId, each.keyOf?.(id) ?? id), [`${slot}pk`]: pk, [`${slot}sk`]: id };
}
