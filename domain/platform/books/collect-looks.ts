/** Which subjects each check is to look at, by the events and records that touched them. */
import { type BookCheck, isRecordCheck, type RecordCheck, type Sums } from '../../../shared/books.ts';
import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import type { OpenFinding } from './books.schema.ts';
import type { NewRecord, NewRecords } from './read-news.ts';

/** Whatever touched a subject last. */
export type Cause = { readonly event: EventEnvelope } | { readonly record: NewRecord };
export type Candidate = { readonly check: BookCheck; readonly subject: string; readonly cause?: Cause | undefined };

/** Candidates of all checks, each subject once, with those that were found wanting before. */
export function collectLooks(
  context: Context,
  checks: readonly BookCheck[],
  events: readonly EventEnvelope[],
  lists: ReadonlyMap<string, NewRecords>,
  open: readonly OpenFinding[],
): Candidate[] {
  return checks.flatMap((check) => {
    const subjects = new Map<string, Cause | undefined>();
    for (const finding of open) if (finding.check === check.name) subjects.set(finding.subject, undefined);
    const touched = isRecordCheck(check)
      ? touchedByRecords(check, lists.get(check.each.name)?.records ?? [])
      : touchedByEvents(context, check, events);
    for (const [subject, cause] of touched) subjects.set(subject, cause);
    return [...subjects].map(([subject, cause]) => ({ check, subject, cause }));
  });
}

function touchedByEvents(
  context: Context,
  check: Exclude<BookCheck, RecordCheck>,
  events: readonly EventEnvelope[],
): [string, Cause][] {
  const types = new Set(check.on.map(({ type }) => type));
  return events
    .filter(({ type }) => types.has(type))
    .flatMap((event) => check.subjects(event, context).map((subject): [string, Cause] => [subject, { event }]));
}

const touchedByRecords = (check: RecordCheck, records: readonly NewRecord[]): [string, Cause][] =>
  records.flatMap((record) => check.subjects(record).map((subject): [string, Cause] => [subject, { record }]));

/** What the new records of a check add to the sums of each subject. */
export function additionsOf(check: RecordCheck, records: readonly NewRecord[]): Map<string, Sums> {
  const additions = new Map<string, Sums>();
  for (const { subject, add } of records.flatMap((record) => check.tally?.(record) ?? []))
    additions.set(subject, addSums(additions.get(subject) ?? {}, add));
  return additions;
}

/** Sums that have come to nothing are left out: a place without goods, a product that is gone. */
export function addSums(before: Sums, add: Sums): Sums {
  const after: Record<string, number> = { ...before };
  for (const [name, amount] of Object.entries(add)) after[name] = (after[name] ?? 0) + amount;
  return Object.fromEntries(Object.entries(after).filter(([, sum]) => sum !== 0));
}
