// Reading requests: every field is known and of its type, or the request is refused by the field's name.
import { TableError, validationError } from './errors.ts';

type Kind = 'string' | 'boolean' | 'integer' | 'map' | 'list';
export type Fields = Readonly<Record<string, Kind | `${Kind}!`>>;

type ValueOf<K> = K extends 'string' | 'string!'
  ? string
  : K extends 'boolean' | 'boolean!'
    ? boolean
    : K extends 'integer' | 'integer!'
      ? number
      : K extends 'map' | 'map!'
        ? Readonly<Record<string, unknown>>
        : readonly unknown[];

export type Values<F extends Fields> = {
  readonly [Name in keyof F]: F[Name] extends `${string}!` ? ValueOf<F[Name]> : ValueOf<F[Name]> | undefined;
};

const LEGACY: ReadonlySet<string> = new Set([
  'AttributesToGet',
  'AttributeUpdates',
  'ConditionalOperator',
  'Expected',
  'KeyConditions',
  'QueryFilter',
  'ScanFilter',
]);

/**
 * Reads the fields of a request; a `!` marks those that must be there. `null` counts as absent.
 * @throws ValidationException for a field that is missing, unknown or legacy, SerializationException for a wrong type
 */
export function readFields<F extends Fields>(input: unknown, fields: F, operation: string): Values<F> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new TableError('SerializationException', `${operation} takes an object`);
  }
  const given = input as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(given)) {
    const kind = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (kind === undefined) {
      throw validationError(
        LEGACY.has(name)
          ? `The legacy parameter ${name} is not supported by this engine; use expressions`
          : `Unknown parameter in ${operation}: ${name}`,
      );
    }
    checkKind(given[name], kind, name);
  }
  for (const name of Object.keys(fields)) {
    if (fields[name]?.endsWith('!') && (given[name] === undefined || given[name] === null)) {
      const member = name[0]?.toLowerCase() + name.slice(1);
      throw validationError(
        `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
      );
    }
  }
  return given as Values<F>;
}

/**
 * One of the words that a field may have, or the first of them when it is absent.
 * @throws ValidationException
 */
export function readWord<Word extends string>(
  value: string | undefined | null,
  words: readonly [Word, ...Word[]],
  name: string,
): Word {
  if (value === undefined || value === null) {
    return words[0];
  }
  const known = words.find((word) => word === value);
  if (known === undefined) {
    throw validationError(
      `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: ` +
        `Member must satisfy enum value set: [${words.join(', ')}]`,
    );
  }
  return known;
}

function checkKind(value: unknown, kind: string, name: string): void {
  if (value === undefined || value === null) {
    return;
  }
  const wanted = kind.replace('!', '');
  const fits =
    wanted === 'list'
      ? Array.isArray(value)
      : wanted === 'map'
        ? typeof value === 'object' && !Array.isArray(value)
        : wanted === 'integer'
          ? Number.isInteger(value)
          : typeof value === wanted;
  if (!fits) {
    throw new TableError('SerializationException', `${name} must be of the type ${wanted}`);
  }
}
