/** Numbers of documents, without I/O: which of a series have been seen, and whether one is missing. */
import type { NumbersSeen } from './books.schema.ts';

/** `SO-2026-00012`: the 12th of the series `SO-2026`. Undefined where a text is no number of a series. */
export function parseNumber(text: string): { series: string; number: number } | undefined {
  const match = /^([A-Z]+-\d{4})-(\d+)$/.exec(text);
  return match === null ? undefined : { series: match[1] ?? '', number: Number(match[2]) };
}

/** Numbers kept beyond a gap. There is no second gap worth telling while the first one stands. */
const BEYOND_MAX = 200;

/** Adds a number; one that is known already changes nothing, so that a document can be looked at twice. */
export function addNumber({ through, beyond }: NumbersSeen, number: number): NumbersSeen {
  if (number <= through || beyond.includes(number)) return { through, beyond };
  const rest = [...beyond, number].sort((a, b) => a - b);
  let last = through;
  while (rest[0] === last + 1) {
    rest.shift();
    last += 1;
  }
  return { through: last, beyond: rest.slice(0, BEYOND_MAX) };
}

/**
 * What is wrong with a series. `last` is the number that its counter stands at, or undefined while that is on the move:
 * then a number above the last one seen may be on its way.
 */
export function faultsOfSeries(series: string, { through, beyond }: NumbersSeen, last: number | undefined): string[] {
  const [first] = beyond;
  const named = (number: number) => `${series}-${String(number).padStart(5, '0')}`;
  const highest = beyond.at(-1) ?? through;
  if (first !== undefined) return [`no document has the number ${named(through + 1)}, and one has ${named(first)}`];
  if (last === undefined || last === highest) return [];
  return last > highest
    ? [`no document has the number ${named(last)}, which was taken`]
    : [`a document has the number ${named(highest)}, and the series stands at ${last}`];
}
