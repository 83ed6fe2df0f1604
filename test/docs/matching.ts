/** Whether an answer holds what a page shows of it. `…` stands for anything: a whole value, or a part of a text. */
const ANYTHING = '…';

/** @returns whether the text is as shown, whole */
export function isText(shown: string, actual: string): boolean {
  const parts = shown.split(ANYTHING).map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(actual);
}

/** What of the JSON shown is not in the actual one, by its place; empty where it holds all of it. */
export function missingOf(shown: unknown, actual: unknown, place = ''): string[] {
  if (shown === ANYTHING) return actual === undefined ? [`${place} is missing`] : [];
  if (typeof shown === 'string' && typeof actual === 'string' && isText(shown, actual)) return [];
  if (Array.isArray(shown) && Array.isArray(actual)) return missingOfList(shown, actual, place);
  if (isMap(shown) && isMap(actual))
    return Object.entries(shown).flatMap(([name, value]) => missingOf(value, actual[name], `${place}/${name}`));
  return Object.is(shown, actual) ? [] : [`${place} is ${JSON.stringify(actual)}, not ${JSON.stringify(shown)}`];
}

function missingOfList(shown: readonly unknown[], actual: readonly unknown[], place: string): string[] {
  const goesOn = shown.at(-1) === ANYTHING;
  const items = goesOn ? shown.slice(0, -1) : shown;
  const wrong = items.flatMap((item, index) => missingOf(item, actual[index], `${place}/${index}`));
  if (!goesOn && actual.length !== items.length) wrong.push(`${place} has ${actual.length} items, not ${items.length}`);
  return wrong;
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The place after the last of the lines shown, from `from` on and in their order; undefined where one is not there. */
export function lastOfLines(shown: readonly string[], actual: readonly string[], from = 0): number | undefined {
  let at = from;
  for (const line of shown) {
    const found = actual.findIndex((each, index) => index >= at && isText(line, each));
    if (found === -1) return undefined;
    at = found + 1;
  }
  return at;
}
