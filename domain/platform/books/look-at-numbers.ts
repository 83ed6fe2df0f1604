/** Numbers without gap or double: the numbers of new documents against the series that they were taken from. */
import type { NumberedDocument } from '../../../shared/books.ts';
import { findingOf, isAfter } from '../../../shared/books.ts';
import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { numberSeries } from '../../../shared/table/kernel-entities.ts';
import type { NumbersSeen, OpenFinding } from './books.schema.ts';
import type { Looked } from './decide-findings.ts';
import { eventRefOf } from './event-ref.ts';
import { addNumber, faultsOfSeries, parseNumber } from './number-series.ts';

export const NUMBERS_CHECK = 'platform.numbers_have_no_gap';
type Numbers = Readonly<Record<string, NumbersSeen>>;

/** Counts the documents that the events tell of, and looks at their series and those found wanting before. */
export async function lookAtNumbers(
  context: Context,
  documents: readonly NumberedDocument[],
  events: readonly EventEnvelope[],
  before: { readonly numbers: Numbers | undefined; readonly open: readonly OpenFinding[] },
  through: string,
): Promise<{ numbers: Numbers; looks: Looked[] }> {
  const made = events.flatMap((event) =>
    documents.filter(({ on }) => on.type === event.type).map(({ entity, id }) => ({ event, entity, id: id(event) })),
  );
  const read = await Promise.all(
    made.map(async ({ event, entity, id }) => ({
      event,
      record: id === undefined ? undefined : await context.records.get(entity, entity.keyOf?.(id) ?? id),
    })),
  );
  const numbers: Record<string, NumbersSeen> = { ...before.numbers };
  const touched = new Map<string, EventEnvelope | undefined>();
  for (const { check, subject } of before.open) if (check === NUMBERS_CHECK) touched.set(subject, undefined);
  const found = read.flatMap(({ event, record }) => {
    const taken = parseNumber(String((record as { number?: string } | undefined)?.number ?? ''));
    return taken === undefined ? [] : [{ event, ...taken }];
  });
  for (const { event, series, number } of found.sort((a, b) => a.number - b.number)) {
    // Books that begin with documents there already have nothing to say of those that came before.
    const first = { through: before.numbers === undefined ? number - 1 : 0, beyond: [] };
    numbers[series] = addNumber(numbers[series] ?? first, number);
    touched.set(series, event);
  }
  const looks = await Promise.all(
    [...touched].map(([series, event]) => lookAtSeries(context, series, numbers[series], event, through)),
  );
  return { numbers, looks };
}

async function lookAtSeries(
  { records }: Context,
  series: string,
  seen: NumbersSeen = { through: 0, beyond: [] },
  event: EventEnvelope | undefined,
  through: string,
): Promise<Looked> {
  const counter = await records.get(numberSeries, { series });
  const last = counter === undefined || isAfter(counter, through) ? undefined : counter.last;
  const look = { check: NUMBERS_CHECK, subject: series, holds: 'at_rest' } as const;
  return { ...look, finding: findingOf(faultsOfSeries(series, seen, last)), event: event && eventRefOf(event) };
}
