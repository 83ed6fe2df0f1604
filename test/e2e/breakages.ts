/** Every way to break one field of a body that is right: read from the body's schema in the API's description. */
import type { Description, Schema } from '../harness/api-description.ts';

export type Breakage = {
  readonly what: string;
  readonly body: unknown;
  /** Of the field at fault. */
  readonly pointer: string;
  /** The field's error code, where it is one and no other. */
  readonly code?: string;
  /** It names something that is not there. */
  readonly isUnknown?: boolean;
};

/** A schema without references, with the names of the components that it came from. */
type Shape = { readonly schema: Schema; readonly names: readonly string[]; readonly isNullable: boolean };
type Place = { readonly pointer: string; readonly replace: (value: unknown) => unknown };

const MARKERS = { quantity: /Quantity$/, date: /^CalendarDate$/, currency: /^Currency$/ } as const;
const OVER_LONG = 20_000;
/** Fields that name something by its code. */
const NAMES = /\/(sku|location|from|to|workCentre|accountCode|lineId|orderLineId|stage|unit)$/;
const WRONG: readonly unknown[] = [true, 17.5, 'no such thing', [], {}];
const ID = /^\^([a-z]{2,5})_\[0-7\]\[0-9a-hjkmnp-tv-z\]\{25\}\$$/;

export const unknownIdLike = (prefix: string): string => `${prefix}_${'0'.repeat(25)}1`;

const WHOLE_ID = /^[a-z]{2,5}_[0-9a-z]{26}$/;
const TIME_END = -16;
/** An id of nothing, of the kind and the time of another one, so that only what is kept could tell them apart. */
export const neverWas = (id: string): string =>
  WHOLE_ID.test(id) ? `${id.slice(0, TIME_END)}${'0'.repeat(15)}1` : unknownIdLike(id.split('_')[0] ?? '');

/** @param base a body that the route takes, with as many fields as can be */
export function breakagesOf(description: Description, schema: Schema, base: unknown): Breakage[] {
  const shapeOf = (declared: Schema): Shape => {
    const { $ref, anyOf, ...rest } = declared;
    if (typeof $ref === 'string') {
      const inner = shapeOf(description.resolve($ref));
      const names = [$ref.split('/').at(-1) ?? '', ...inner.names];
      return { ...inner, schema: { ...inner.schema, ...rest }, names };
    }
    const options = (anyOf as Schema[] | undefined)?.filter(({ type }) => type !== 'null') ?? [];
    const [first] = options;
    if (first === undefined) return { schema: declared, names: [], isNullable: declared.type === 'null' };
    return { ...shapeOf(first), isNullable: options.length < (anyOf as Schema[]).length };
  };

  const ofField = (declared: Schema, value: unknown, place: Place): Breakage[] => {
    const shape = shapeOf(declared);
    const broken = (what: string, wrong: unknown, at = '', code?: string): Breakage => ({
      ...{ what: `${place.pointer || 'the body'}: ${what}`, body: place.replace(wrong), pointer: place.pointer + at },
      ...(code === undefined ? {} : { code }),
    });
    const wrongType = WRONG.filter((wrong) => !description.fits(declared, wrong)).slice(0, 2);
    return [
      ...wrongType.map((wrong) => broken(`of the wrong type (${JSON.stringify(wrong)})`, wrong)),
      ...(shape.isNullable || description.fits(declared, null) ? [] : [broken('null', null)]),
      ...ofText(shape, broken),
      ...ofNumber(shape, broken),
      ...ofList(shape, value, broken),
      ...namesNothing(shape, value, broken, place),
      ...inside(shape, value, place),
    ];
  };

  const inside = (
    { schema: { properties, items, required = [], additionalProperties }, names }: Shape,
    value: unknown,
    place: Place,
  ) => {
    if (Array.isArray(value) && items !== undefined) {
      const [first, ...others] = value;
      const replace = (changed: unknown) => place.replace([changed, ...others]);
      return first === undefined ? [] : ofField(items as Schema, first, { pointer: `${place.pointer}/0`, replace });
    }
    if (typeof value !== 'object' || value === null || properties === undefined) return [];
    const fields = value as Record<string, unknown>;
    const breakages = Object.entries(properties as Record<string, Schema>).flatMap(([name, declared]) => {
      const pointer = `${place.pointer}/${name}`;
      const replace = (changed: unknown) => place.replace({ ...fields, [name]: changed });
      const { [name]: _, ...without } = fields;
      const isRequired = (required as string[]).includes(name);
      const missing = { what: `${pointer}: missing`, body: place.replace(without), pointer, code: 'required' };
      return [...(isRequired ? [missing] : []), ...ofField(declared, fields[name], { pointer, replace })];
    });
    const unknown = {
      ...{ what: `${place.pointer}/surprise: unknown`, body: place.replace({ ...fields, surprise: 1 }) },
      ...{ pointer: `${place.pointer}/surprise`, code: 'unknown_field' },
    };
    return [...(additionalProperties === false ? [unknown] : []), ...breakages, ...ofMoney(names, fields, place)];
  };

  return inside(shapeOf(schema), base, { pointer: '', replace: (value) => value });
}

type Broken = (what: string, wrong: unknown, at?: string, code?: string) => Breakage;

function ofText({ schema, names }: Shape, broken: Broken): Breakage[] {
  const { type, maxLength, minLength, pattern, enum: allowed } = schema;
  if (type !== 'string') return [];
  const has = (marker: RegExp) => names.some((name) => marker.test(name));
  const quantities = [
    ...['1e3', '0x10', ' 1', '1.', '.5', '01', '+1', '1.0000001', '1234567890', 'NaN', 'Infinity', '1,5', ''],
    ...(names.includes('SignedQuantity') ? ['0', '-0'] : ['-1']),
    ...(names.some((name) => /OrZero|Signed/.test(name)) ? [] : ['0', '0.000000', '-0']),
  ];
  const dates = ['2026-02-30', '2026-2-3', '2026-11-24T00:00:00Z', '0000-00-00', 'today', ''];
  const id = ID.exec(String(pattern));
  return [
    broken('over-long', 'x'.repeat(typeof maxLength === 'number' ? maxLength + 1 : OVER_LONG)),
    broken('a lone surrogate', '\ud800'),
    ...(minLength === undefined ? [] : [broken('empty', '')]),
    ...(allowed === undefined ? [] : [broken('another word', 'another')]),
    ...(has(MARKERS.quantity) ? quantities.map((text) => broken(`the quantity "${text}"`, text)) : []),
    ...(has(MARKERS.date) ? dates.map((text) => broken(`the day "${text}"`, text)) : []),
    ...(id === null
      ? []
      : ['no id', `${id[1]}_1`, `${unknownIdLike(id[1] ?? '')}#x`].map((text) => broken(`the id "${text}"`, text))),
  ];
}

/** Ids and codes that are well formed and of nothing. */
function namesNothing({ schema }: Shape, value: unknown, broken: Broken, { pointer }: Place): Breakage[] {
  const prefix = ID.exec(String(schema.pattern))?.[1];
  const unknown = prefix === undefined ? '99999' : unknownIdLike(prefix);
  if (typeof value !== 'string' || (prefix === undefined && !NAMES.test(pointer))) return [];
  return [{ ...broken(`of nothing ("${unknown}")`, unknown), isUnknown: true }];
}

function ofNumber({ schema: { type, minimum, maximum } }: Shape, broken: Broken): Breakage[] {
  if (type !== 'integer' && type !== 'number') return [];
  return [
    broken('a text', '5'),
    broken('beyond all measure', 1e300),
    ...(type === 'integer' ? [broken('a fraction', 1.5)] : []),
    ...(typeof minimum === 'number' ? [broken('too small', minimum - 1)] : []),
    ...(typeof maximum === 'number' ? [broken('too large', maximum + 1)] : []),
  ];
}

function ofList({ schema: { type, minItems, maxItems } }: Shape, value: unknown, broken: Broken): Breakage[] {
  if (type !== 'array') return [];
  const [first] = Array.isArray(value) ? value : [];
  return [
    ...(minItems === undefined ? [] : [broken('empty', [])]),
    ...(typeof maxItems === 'number' && first !== undefined
      ? [
          broken(
            'too many',
            Array.from({ length: maxItems + 1 }, () => first),
          ),
        ]
      : []),
  ];
}

/** An amount that is none, and one in a currency that the company does not keep its books in. */
function ofMoney(names: readonly string[], money: Record<string, unknown>, { pointer, replace }: Place): Breakage[] {
  if (!names.some((name) => /Money|UnitPrice/.test(name))) return [];
  const amount = (text: string): Breakage => ({
    ...{
      what: `${pointer}: the amount "${text}"`,
      body: replace({ ...money, amount: text }),
      pointer: `${pointer}/amount`,
    },
  });
  const currency = (code: string, error?: string): Breakage => ({
    ...{ what: `${pointer}: the currency ${code}`, body: replace({ ...money, currency: code }) },
    ...{ pointer: `${pointer}/currency`, ...(error === undefined ? {} : { code: error }) },
  });
  return [
    ...['-1', '1e3', '1,50', '01.00', 'abc', '', '1.0000001', '9999999999999', ' 1'].map(amount),
    ...(names.some((name) => name.includes('Positive')) ? ['0', '0.00', '-0', '1.001'].map(amount) : []),
    ...['eur', 'EU', 'ZZZ', 'EURO'].map((code) => currency(code)),
    currency('USD', 'currency_mismatch'),
  ];
}
