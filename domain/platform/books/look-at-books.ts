/** One look at a tenant's books: what is new is read, looked at, and kept in one commit. */
import {
  type BookCheck,
  type Finding,
  isRecordCheck,
  MOVING,
  type RecordCheck,
  type Sums,
} from '../../../shared/books.ts';
import type { Context } from '../../../shared/context.ts';
import type { ModuleManifest } from '../../../shared/module.ts';
import { canonicalJson } from '../../../shared/table/audit-chain.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { eventLog, loopEvents } from '../../../shared/table/event-log.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import { nowAt } from '../../../shared/values/time.ts';
import { BOOKS_ID, booksRecord, booksTally } from './books.entity.ts';
import type { BooksRecord, BooksTally, EventRef } from './books.schema.ts';
import { additionsOf, addSums, type Candidate, type Cause, collectLooks } from './collect-looks.ts';
import { decideFindings, type Looked } from './decide-findings.ts';
import { eventRefOf } from './event-ref.ts';
import { chainCheck, toldCheck } from './generic-checks.ts';
import { lookAtNumbers, NUMBERS_CHECK } from './look-at-numbers.ts';
import { type NewRecords, readEvents, readNewRecords } from './read-news.ts';
import { sharedReads } from './shared-reads.ts';

/** All checks of the books: the modules' own, and those that hold for the records of every module. */
export const checksOf = (modules: readonly ModuleManifest[]): BookCheck[] => [
  ...modules.flatMap(({ books }) => books.checks),
  chainCheck(modules),
  toldCheck(modules),
];

export type Outcome = {
  readonly faults: number;
  /** Something is suspected, moving or still to be read: the tenant is to be looked at again. */
  readonly again: boolean;
  /** More was there than one look takes. */
  readonly behind: boolean;
};

type Tallies = ReadonlyMap<string, BooksTally>;
type Before = Stored<BooksRecord> | undefined;

/** Looks that go on at once; their reads go out together. */
const AT_ONCE = 25;
const ATTEMPTS = 3;

/**
 * Looks at loops and new records of one tenant up to an instant. What is known of it is kept under the version that was
 * read: of two that look at once the second begins anew.
 * @throws Error where others were quicker every time
 */
export async function lookAtBooks(
  tenant: Context,
  modules: readonly ModuleManifest[],
  loops: readonly string[],
  through: string,
): Promise<Outcome> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const outcome = await tryLook(tenant, modules, loops, through);
    if (outcome !== undefined) return outcome;
  }
  throw new Error('Others keep looking at the same books');
}

async function tryLook(
  tenant: Context,
  modules: readonly ModuleManifest[],
  loops: readonly string[],
  through: string,
): Promise<Outcome | undefined> {
  const context = { ...tenant, records: sharedReads(tenant.records) };
  const before: Before = await context.records.get(booksRecord, BOOKS_ID);
  const open = before?.open ?? [];
  const begunAt = before?.begunAt ?? nowAt(tenant.deps.clock);
  const checks = checksOf(modules);
  const [events, lists] = await Promise.all([
    readEvents(context, loops, before?.checkedThrough, through),
    readLists(context, checks, before, through),
  ]);
  const tallies = await readTallies(context, checks, lists, { open, begunAt });
  const looks = await lookAtAll(context, collectLooks(context, checks, events, lists, open), lists, tallies, through);
  const documents = modules.flatMap(({ books }) => books.numbered);
  const counted = await lookAtNumbers(context, documents, events, { numbers: before?.numbers, open }, through);
  const all = [...looks, ...counted.looks];
  const after: BooksRecord = {
    id: BOOKS_ID,
    begunAt,
    checkedAt: nowAt(tenant.deps.clock),
    checkedThrough: before !== undefined && before.checkedThrough > through ? before.checkedThrough : through,
    behind: [...lists.values()].some(({ isLast }) => !isLast),
    counts: countLooks(before?.counts ?? {}, all),
    lists: { ...before?.lists, ...Object.fromEntries(newestOf(lists)) },
    numbers: counted.numbers,
    open: decideFindings(open, all, through),
  };
  const faults = after.open.filter(({ fault }) => fault).length;
  const kept = await keep(tenant, before, after, tallies);
  return kept ? { faults, again: after.open.length > 0 || after.behind, behind: after.behind } : undefined;
}

async function readLists(
  context: Context,
  checks: readonly BookCheck[],
  before: Before,
  through: string,
): Promise<Map<string, NewRecords>> {
  const kinds = Map.groupBy(checks.filter(isRecordCheck), ({ each }) => each.name);
  const found = await Promise.all(
    [...kinds].map(async ([kind, [first, ...others]]): Promise<[string, NewRecords][]> => {
      if (first === undefined) return [];
      return [[kind, await readNewRecords(context, [first, ...others], before?.lists[kind], through)]];
    }),
  );
  return new Map(found.flat());
}

const newestOf = (lists: ReadonlyMap<string, NewRecords>): [string, string][] =>
  [...lists].flatMap(([name, { after }]): [string, string][] => (after === undefined ? [] : [[name, after]]));

/** The sums of every subject that is new or was found wanting, with what the new records add. */
async function readTallies(
  { records }: Context,
  checks: readonly BookCheck[],
  lists: ReadonlyMap<string, NewRecords>,
  { open, begunAt }: Pick<BooksRecord, 'open' | 'begunAt'>,
): Promise<Tallies> {
  const tallied = checks.filter(isRecordCheck).filter((check) => check.tally !== undefined);
  const wanted = tallied.flatMap((check: RecordCheck) => {
    const additions = additionsOf(check, lists.get(check.each.name)?.records ?? []);
    const subjects = new Set([
      ...additions.keys(),
      ...open.filter((finding) => finding.check === check.name).map(({ subject }) => subject),
    ]);
    return [...subjects].map((subject) => ({ check: check.name, subject, add: additions.get(subject) ?? {} }));
  });
  const read = await Promise.all(
    wanted.map(async ({ check, subject, add }) => {
      const known = await records.get(booksTally, { check, subject });
      const sums = known?.begunAt === begunAt ? known.sums : {};
      return { check, subject, begunAt, sums: addSums(sums, add) };
    }),
  );
  return new Map(read.map((tally) => [`${tally.check} ${tally.subject}`, tally]));
}

async function lookAtAll(
  context: Context,
  candidates: readonly Candidate[],
  lists: ReadonlyMap<string, NewRecords>,
  tallies: Tallies,
  through: string,
): Promise<Looked[]> {
  const looks: Looked[] = [];
  for (let start = 0; start < candidates.length; start += AT_ONCE) {
    const some = candidates.slice(start, start + AT_ONCE).map((candidate) => {
      const { name } = candidate.check;
      const sums = tallies.get(`${name} ${candidate.subject}`)?.sums ?? {};
      const list = isRecordCheck(candidate.check) ? lists.get(candidate.check.each.name) : undefined;
      return lookAt(context, candidate, sums, list?.through ?? through);
    });
    looks.push(...(await Promise.all(some)));
  }
  return looks;
}

async function lookAt(context: Context, candidate: Candidate, sums: Sums, through: string): Promise<Looked> {
  const { check, subject, cause } = candidate;
  const finding = await runCheck(context, check, { subject, sums, through });
  const event = finding.state === 'broken' ? await eventOf(context, cause) : undefined;
  return { check: check.name, subject, holds: check.holds, finding, event };
}

/** A check that breaks down has told nothing: it is run again with the next look, and the log says why. */
async function runCheck(
  context: Context,
  check: BookCheck,
  look: { subject: string; sums: Sums; through: string },
): Promise<Finding> {
  try {
    const run = await check.run();
    return await run({ context, ...look });
  } catch (error) {
    const facts = { check: check.name, subject: look.subject, error: String(error) };
    context.deps.logger.warn('book check broke down', facts);
    return MOVING;
  }
}

/** The event that tells of a record's making: of its commit, about it or its source; undefined where none was said. */
async function eventOf({ records }: Context, cause: Cause | undefined): Promise<EventRef | undefined> {
  if (cause === undefined) return undefined;
  if ('event' in cause) return eventRefOf(cause.event);
  const { id, source, correlationId, createdAt } = cause.record;
  if (correlationId === undefined) return undefined;
  const said = loopEvents(await records.partition(eventLog, { correlationId }));
  const together = said.filter(({ time }) => time === createdAt);
  const ids = source === undefined ? [id] : [id, source.id];
  const about = ids.flatMap((one) => [
    ...together.filter(({ subject }) => subject === one),
    ...together.filter(({ data }) => JSON.stringify(data).includes(`"${one}"`)),
  ]);
  const event = about[0] ?? together[0];
  return event && eventRefOf(event);
}

function countLooks(before: Readonly<Record<string, number>>, looks: readonly Looked[]): Record<string, number> {
  const counts: Record<string, number> = { ...before };
  for (const { check } of looks) counts[check] = (counts[check] ?? 0) + 1;
  return counts;
}

/** @returns false where another look was kept since this one began */
const keep = (tenant: Context, before: Before, after: BooksRecord, tallies: Tallies): Promise<boolean> =>
  commit(tenant, async (work) => {
    const current = await work.records.get(booksRecord, BOOKS_ID);
    if (current?.version !== before?.version) return false;
    if (current === undefined) work.create(booksRecord, after);
    else work.update(booksRecord, current, after);
    await Promise.all([...tallies.values()].map((tally) => keepTally(work, tally)));
    return true;
  });

async function keepTally(work: Work, tally: BooksTally): Promise<void> {
  const { check, subject } = tally;
  const known = await work.records.get(booksTally, { check, subject });
  if (known === undefined) work.create(booksTally, tally);
  else if (canonicalJson(known.sums) !== canonicalJson(tally.sums) || known.begunAt !== tally.begunAt)
    work.update(booksTally, known, tally);
}

/** Names and summaries of everything that is looked at, for who reads the result. */
export const namesOf = (modules: readonly ModuleManifest[]): { name: string; summary: string }[] => [
  ...checksOf(modules).map(({ name, summary }) => ({ name, summary })),
  { name: NUMBERS_CHECK, summary: 'Document numbers of a series have no gap and no double.' },
];
