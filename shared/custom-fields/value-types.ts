/**
 * What each type of field takes on the wire, keeps, shows and reads from text (a query, a column of an import). Pure.
 * A fault is a code for programs and words for people; its place is the caller's to say.
 */

import { DECIMAL, fromScaled, toScaled } from '../values/decimal.ts';
import { idSchema } from '../values/ids.ts';
import { MoneyOrZero, minorDigits, parseMinor, toMoney } from '../values/money.ts';
import { emailAddress, longText, textLine } from '../values/text.ts';
import { CalendarDate, Instant, instantOf } from '../values/time.ts';
import type { CustomField, FieldType, StoredValue } from './custom-field.entity.ts';

export type Fault = { readonly code: string; readonly message: string };
export type Read = { readonly value: StoredValue } | Fault;
/** The tenant's currency: money is kept in it alone. */
export type Facts = { readonly currency: string };
type Definition = Pick<CustomField, 'options' | 'target'>;

type ValueType = {
  readonly read: (value: unknown, field: Definition, facts: Facts) => Read;
  /** The wire form of a stored value; as it is stored where none is given. */
  readonly show?: (value: StoredValue, facts: Facts) => unknown;
  /** What a body would say for a text; the text itself where none is given. */
  readonly fromText?: (text: string, field: Definition, facts: Facts) => unknown;
  /** JSON Schema of the wire form. */
  readonly schema: (field: Definition) => Readonly<Record<string, unknown>>;
  /** Stored values of the type have an order, and a list can be filtered by its ends. */
  readonly isOrdered?: boolean;
};

export const TEXT_MAX = 200;
export const LONG_TEXT_MAX = 4_000;
const URL_MAX = 2_000;
const INTEGER_MAX = 10 ** 15 - 1;
const EMAIL_MAX = 254;

const fault = (code: string, message: string): Fault => ({ code, message });
const TextLine = textLine(TEXT_MAX);
const LongText = longText(LONG_TEXT_MAX);
const Email = emailAddress(EMAIL_MAX);
const PHONE = /^[+(]?\d[\d\s()./-]{0,38}(x\d{1,8})?$/;

const text =
  (max: number, rule: (value: string) => Fault | undefined): ValueType['read'] =>
  (value) => {
    if (typeof value !== 'string') return fault('not_text', 'must be text');
    if (value === '') return fault('empty', 'must not be empty; null takes the value away');
    if (value.length > max) return fault('too_long', `must have at most ${max} characters`);
    return rule(value) ?? { value };
  };

function readNumber(value: unknown): Read {
  if (typeof value !== 'string') return fault('not_a_decimal', 'must be a decimal string, such as "12.5"');
  try {
    return { value: toScaled(value) };
  } catch {
    return fault('not_a_decimal', 'must be a decimal string of at most 9 integer and 6 fraction digits');
  }
}

const readMoney: ValueType['read'] = (value, _field, { currency }) => {
  const parsed = MoneyOrZero.safeParse(value);
  if (!parsed.success) return fault('not_money', 'must be an amount of zero or more with its currency');
  if (parsed.data.currency !== currency) return fault('currency_mismatch', `The currency must be ${currency}.`);
  const minor = parseMinor(parsed.data.amount, currency);
  if (minor !== undefined) return { value: minor };
  return fault('too_many_decimals', `An amount in ${currency} has at most ${minorDigits(currency)} decimals.`);
};

function readInteger(value: unknown): Read {
  const isInteger = typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= INTEGER_MAX;
  // Minus zero is stored as zero, or it would be a change from it.
  return isInteger ? { value: value === 0 ? 0 : value } : fault('not_an_integer', 'must be a whole number, 15 digits');
}

const readInstant: ValueType['read'] = (value) =>
  Instant.safeParse(value).success
    ? { value: instantOf(Date.parse(String(value))) }
    : fault('not_an_instant', 'must be an RFC 3339 instant in UTC');

function isWebAddress(value: string): boolean {
  if (!URL.canParse(value) || /\s/.test(value)) return false;
  const { protocol, username, password, hostname } = new URL(value);
  return /^https?:$/.test(protocol) && username === '' && password === '' && hostname !== '';
}

function readOption(value: unknown, { options = [] }: Definition): Read {
  const option = typeof value === 'string' ? options.find(({ key }) => key === value) : undefined;
  if (option === undefined) {
    const known = options.flatMap(({ key, archived }) => (archived ? [] : [key])).join(', ');
    return fault('unknown_option', `must be one of ${known}`);
  }
  if (option.archived) return fault('archived_option', `The option "${option.key}" is archived.`);
  return { value: option.key };
}

const readOptions: ValueType['read'] = (value, field) => {
  if (!Array.isArray(value)) return fault('not_a_list', 'must be a list of options');
  if (value.length === 0) return fault('empty', 'must not be empty; null takes the value away');
  if (new Set(value).size < value.length) return fault('repeated_option', 'must name each option once');
  const read = value.map((each) => readOption(each, field));
  const wrong = read.find((each) => 'code' in each);
  if (wrong !== undefined) return wrong;
  // In the order of the options, so that the same choice is the same value.
  const chosen = new Set(value);
  return { value: (field.options ?? []).flatMap(({ key }) => (chosen.has(key) ? [key] : [])) };
};

const readLookup: ValueType['read'] = (value, { target }) =>
  idSchema(target?.idPrefix ?? '').safeParse(value).success
    ? { value: String(value) }
    : fault('not_an_id', `must be an id that starts with ${target?.idPrefix}_`);

/** An option by its key, or by its label in either case. */
function optionNamed(name: string, { options = [] }: Definition): string {
  const wanted = name.trim();
  const found =
    options.find(({ key }) => key === wanted) ??
    options.find(({ label }) => label.toLowerCase() === wanted.toLowerCase());
  return found?.key ?? wanted;
}

const YES = /^(true|1|yes)$/i;
const NO = /^(false|0|no)$/i;
const booleanOf = (name: string): unknown => (YES.test(name) ? true : NO.test(name) ? false : name);
const integerOf = (name: string): unknown => (/^-?(0|[1-9]\d{0,14})$/.test(name) ? Number(name) : name);

const optionKeys = ({ options = [] }: Definition) => options.map(({ key }) => key);

export const VALUE_TYPES: Readonly<Record<FieldType, ValueType>> = {
  text: {
    read: text(TEXT_MAX, (value) =>
      TextLine.safeParse(value).success ? undefined : fault('not_one_line', 'must be a visible line of text'),
    ),
    schema: () => ({ type: 'string', minLength: 1, maxLength: TEXT_MAX }),
  },
  longText: {
    read: text(LONG_TEXT_MAX, (value) =>
      LongText.safeParse(value).success ? undefined : fault('control_character', 'must have no control characters'),
    ),
    schema: () => ({ type: 'string', minLength: 1, maxLength: LONG_TEXT_MAX }),
  },
  number: {
    read: readNumber,
    show: (value) => fromScaled(Number(value)),
    schema: () => ({ type: 'string', pattern: DECIMAL.source, examples: ['12.5'] }),
    isOrdered: true,
  },
  money: {
    read: readMoney,
    show: (value, { currency }) => toMoney(Number(value), currency),
    fromText: (amount, _field, { currency }) => ({ amount, currency }),
    schema: () => ({
      type: 'object',
      properties: { amount: { type: 'string' }, currency: { type: 'string' } },
      required: ['amount', 'currency'],
    }),
    isOrdered: true,
  },
  integer: {
    read: readInteger,
    fromText: integerOf,
    schema: () => ({ type: 'integer', minimum: -INTEGER_MAX, maximum: INTEGER_MAX }),
    isOrdered: true,
  },
  boolean: {
    read: (value) => (typeof value === 'boolean' ? { value } : fault('not_a_boolean', 'must be true or false')),
    fromText: booleanOf,
    schema: () => ({ type: 'boolean' }),
  },
  date: {
    read: (value) =>
      CalendarDate.safeParse(value).success ? { value: String(value) } : fault('not_a_date', 'must be YYYY-MM-DD'),
    schema: () => ({ type: 'string', format: 'date' }),
    isOrdered: true,
  },
  instant: { read: readInstant, schema: () => ({ type: 'string', format: 'date-time' }), isOrdered: true },
  choice: {
    read: readOption,
    fromText: optionNamed,
    schema: (field) => ({ type: 'string', enum: optionKeys(field) }),
  },
  multiChoice: {
    read: readOptions,
    fromText: (names, field) => names.split(';').map((name) => optionNamed(name, field)),
    schema: (field) => ({
      ...{ type: 'array', minItems: 1, uniqueItems: true },
      items: { type: 'string', enum: optionKeys(field) },
    }),
  },
  url: {
    read: text(URL_MAX, (value) =>
      isWebAddress(value) ? undefined : fault('not_a_url', 'must be an http or https address without credentials'),
    ),
    schema: () => ({ type: 'string', format: 'uri', maxLength: URL_MAX }),
  },
  email: {
    read: text(EMAIL_MAX, (value) =>
      Email.safeParse(value).success ? undefined : fault('not_an_email', 'must be an e-mail address'),
    ),
    schema: () => ({ type: 'string', format: 'email', maxLength: EMAIL_MAX }),
  },
  phone: {
    read: text(40, (value) => (PHONE.test(value) ? undefined : fault('not_a_phone', 'must be a telephone number'))),
    schema: () => ({ type: 'string', maxLength: 40 }),
  },
  lookup: {
    read: readLookup,
    schema: ({ target }) => ({ type: 'string', pattern: `^${target?.idPrefix}_[0-9a-z]{26}$` }),
  },
};

/** Text that a record alone can have: short, and told apart as written. */
export const UNIQUE_TYPES: ReadonlySet<FieldType> = new Set(['text', 'number', 'integer', 'url', 'email', 'phone']);

export const showValue = (field: CustomField, value: StoredValue, facts: Facts): unknown =>
  VALUE_TYPES[field.type].show?.(value, facts) ?? value;

export const readValue = (field: CustomField, value: unknown, facts: Facts): Read =>
  VALUE_TYPES[field.type].read(value, field, facts);

/** Reads what a person typed: a query parameter, a cell of a table. */
export const readText = (field: CustomField, typed: string, facts: Facts): Read =>
  readValue(field, VALUE_TYPES[field.type].fromText?.(typed, field, facts) ?? typed, facts);
