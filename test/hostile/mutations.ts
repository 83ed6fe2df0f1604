/** One change to a right body, at one place, as JSON text: a hostile value, a field too many, too few or twice. */
import fc from 'fast-check';
import { HOSTILE_JSON, HOSTILE_NAMES } from './hostile-values.ts';

export type Mutation = {
  readonly what: string;
  /** The body as it is sent. */
  readonly text: string;
  /** Where it was changed; a refusal names this place or one in it. */
  readonly pointer: string;
};

type Path = readonly (string | number)[];
type Fields = { readonly [name: string]: unknown };

const VALUE = '\ue000value';
const NAME = '\ue000name';
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const pointerOf = (path: Path): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** Every place of a value, itself first. */
function placesOf(value: unknown, path: Path = []): Path[] {
  const inner: [string | number, unknown][] = Array.isArray(value)
    ? value.map((item, index) => [index, item])
    : isFields(value)
      ? Object.entries(value)
      : [];
  return [path, ...inner.flatMap(([part, item]) => placesOf(item, [...path, part]))];
}

const at = (value: unknown, path: Path): unknown =>
  path.reduce((inner, part) => (inner as { readonly [name: string | number]: unknown })[part], value);

/** The value with another one at a path. */
export function replaced(value: unknown, [part, ...rest]: Path, by: unknown): unknown {
  if (part === undefined) return by;
  if (Array.isArray(value)) return value.map((item, index) => (index === part ? replaced(item, rest, by) : item));
  return { ...(value as Fields), [part]: replaced(at(value, [part]), rest, by) };
}

/** JSON text in which a mark stands for a text that no JavaScript value could become, such as `1e400`. */
const written = (value: unknown, json: string, name = ''): string =>
  JSON.stringify(value)
    .replace(JSON.stringify(VALUE), () => json)
    .replace(JSON.stringify(NAME), () => JSON.stringify(name));

/** @param body a body that the route takes */
export function mutationsOf(body: unknown): fc.Arbitrary<Mutation> {
  const places = placesOf(body);
  const objects = places.filter((path) => isFields(at(body, path)));
  const named = places.filter((path) => typeof path.at(-1) === 'string');
  const json = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...HOSTILE_JSON) },
    { weight: 1, arbitrary: fc.json({ maxDepth: 3, stringUnit: 'binary' }) },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 300 }).map((text) => JSON.stringify(text)) },
  );
  const instead = fc.tuple(fc.constantFrom(...places), json).map(
    ([path, value]): Mutation => ({
      ...{ what: `${shortened(value)} at ${pointerOf(path)}`, pointer: pointerOf(path) },
      text: written(replaced(body, path, VALUE), value),
    }),
  );
  const further = fc.tuple(fc.constantFrom(...objects), fc.constantFrom(...HOSTILE_NAMES), json).map(
    ([path, name, value]): Mutation => ({
      ...{ what: `a field ${JSON.stringify(name)} of ${shortened(value)} in ${pointerOf(path)}` },
      pointer: pointerOf([...path, name]),
      text: written(replaced(body, path, { ...(at(body, path) as Fields), [NAME]: VALUE }), value, name),
    }),
  );
  if (named.length === 0) return fc.oneof(instead, further);
  const missing = fc.constantFrom(...named).map((path): Mutation => {
    const [holder, name] = [path.slice(0, -1), String(path.at(-1))];
    const { [name]: _, ...others } = at(body, holder) as Fields;
    return {
      ...{ what: `nothing at ${pointerOf(path)}`, pointer: pointerOf(path) },
      text: JSON.stringify(replaced(body, holder, others)),
    };
  });
  /** The same name once more, behind the first: the last one counts, as it does for JSON.parse. */
  const twice = fc.tuple(fc.constantFrom(...named), json).map(([path, value]): Mutation => {
    const [holder, name] = [path.slice(0, -1), String(path.at(-1))];
    return {
      ...{ what: `${pointerOf(path)} twice, then ${shortened(value)}`, pointer: pointerOf(path) },
      text: written(replaced(body, holder, { ...(at(body, holder) as Fields), [NAME]: VALUE }), value, name),
    };
  });
  return fc.oneof(
    { weight: 6, arbitrary: instead },
    { weight: 2, arbitrary: further },
    { weight: 1, arbitrary: missing },
    { weight: 1, arbitrary: twice },
  );
}

const SHOWN = 60;
const shortened = (json: string): string => (json.length > SHOWN ? `${json.slice(0, SHOWN)}… (${json.length})` : json);

/** Every text in a body, with the way to put another one there. */
export const textPlacesOf = (body: unknown) =>
  placesOf(body)
    .filter((path) => typeof at(body, path) === 'string')
    .map((path) => ({ pointer: pointerOf(path), replace: (text: string): unknown => replaced(body, path, text) }));
