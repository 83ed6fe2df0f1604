import { describe, expect, it } from 'vitest';
import type { CustomField, FieldType, StoredValue } from '../../../shared/custom-fields/custom-field.entity.ts';
import { FIELD_TYPES } from '../../../shared/custom-fields/custom-field.entity.ts';
import { readText, readValue, showValue } from '../../../shared/custom-fields/value-types.ts';

const facts = { currency: 'EUR' };
const OPTIONS = [
  { key: 'n', label: 'North', archived: false },
  { key: 's', label: 'South', archived: false },
  { key: 'w', label: 'West', archived: true },
];
const fieldOf = (type: FieldType): CustomField => ({
  ...{ id: 'cuf_1', kind: 'account', name: 'x', storedAs: 'x', label: 'X', type, position: 1, state: 'active' },
  ...{ required: false, unique: false, filterable: true },
  ...(type === 'choice' || type === 'multiChoice' ? { options: OPTIONS } : {}),
  ...(type === 'lookup' ? { target: { kind: 'account', entity: 'crm.account', idPrefix: 'acc' } } : {}),
});
const read = (type: FieldType, value: unknown) => readValue(fieldOf(type), value, facts);
const ACC = 'acc_01kjpwd6m038zz6yhv61c8nejs';
const eur = (amount: string) => ({ amount, currency: 'EUR' });

type Kept = readonly [type: FieldType, wire: unknown, stored: StoredValue];
const KEPT: readonly Kept[] = [
  ['text', 'Grüße', 'Grüße'],
  ['longText', 'one\ntwo', 'one\ntwo'],
  ['number', '12.5', 12_500_000],
  ['number', '-0.000001', -1],
  ['money', eur('12.50'), 1_250],
  ['integer', -7, -7],
  ['boolean', false, false],
  ['date', '2026-02-28', '2026-02-28'],
  ['instant', '2026-02-28T10:00:00.000Z', '2026-02-28T10:00:00.000Z'],
  ['choice', 'n', 'n'],
  ['multiChoice', ['n', 's'], ['n', 's']],
  ['url', 'https://example.com/a?b=c', 'https://example.com/a?b=c'],
  ['email', 'Ada@example.com', 'Ada@example.com'],
  ['phone', '+49 30 123-4567', '+49 30 123-4567'],
  ['lookup', ACC, ACC],
];

type Refused = readonly [type: FieldType, wire: unknown, code: string];
const REFUSED: readonly Refused[] = [
  ['text', 7, 'not_text'],
  ['text', '', 'empty'],
  ['text', ' ', 'not_one_line'],
  ['text', 'a\nb', 'not_one_line'],
  ['text', 'x'.repeat(201), 'too_long'],
  ['longText', '\u0000', 'control_character'],
  ['longText', 'x'.repeat(4_001), 'too_long'],
  ['number', 12.5, 'not_a_decimal'],
  ['number', '1e3', 'not_a_decimal'],
  ['number', '0.0000001', 'not_a_decimal'],
  ['number', '1000000000', 'not_a_decimal'],
  ['money', '12.50', 'not_money'],
  ['money', eur('-1.00'), 'not_money'],
  ['money', eur('1.001'), 'too_many_decimals'],
  ['money', { amount: '1.00', currency: 'USD' }, 'currency_mismatch'],
  ['integer', '7', 'not_an_integer'],
  ['integer', 1.5, 'not_an_integer'],
  ['integer', 2 ** 53, 'not_an_integer'],
  ['boolean', 'true', 'not_a_boolean'],
  ['date', '2026-02-30', 'not_a_date'],
  ['date', '2026-2-3', 'not_a_date'],
  ['instant', '2026-02-28', 'not_an_instant'],
  ['instant', '2026-02-28T10:00:00+01:00', 'not_an_instant'],
  ['choice', 'North', 'unknown_option'],
  ['choice', 'w', 'archived_option'],
  ['choice', 'constructor', 'unknown_option'],
  ['multiChoice', 'n', 'not_a_list'],
  ['multiChoice', [], 'empty'],
  ['multiChoice', ['n', 'n'], 'repeated_option'],
  ['multiChoice', ['n', 'x'], 'unknown_option'],
  ['multiChoice', [['n']], 'unknown_option'],
  ['url', 'javascript:alert(1)', 'not_a_url'],
  ['url', 'https://user:secret@example.com', 'not_a_url'],
  ['url', 'example.com', 'not_a_url'],
  ['email', 'no address', 'not_an_email'],
  ['phone', 'call me', 'not_a_phone'],
  ['lookup', 'opp_01kjpwd6m038zz6yhv61c8nejs', 'not_an_id'],
  ['lookup', `${ACC}#x`, 'not_an_id'],
];

describe('a value of each type', () => {
  it('has a row here', () => {
    expect(new Set(KEPT.map(([type]) => type))).toEqual(new Set(FIELD_TYPES));
    expect(new Set(REFUSED.map(([type]) => type))).toEqual(new Set(FIELD_TYPES));
  });

  it.each(KEPT)('%s %j is kept as %j and shown as it was said', (type, wire, stored) => {
    expect(read(type, wire)).toEqual({ value: stored });
    expect(showValue(fieldOf(type), stored, facts)).toEqual(wire);
  });

  it.each(REFUSED)('%s %j is refused: %s', (type, wire, code) => {
    expect(read(type, wire)).toMatchObject({ code });
  });

  it.each(FIELD_TYPES)('%s takes no null, list of lists, object or endless text', (type) => {
    for (const hostile of [null, undefined, [[]], {}, { toString: 1 }, 'x'.repeat(100_000), Number.NaN, [null]])
      expect(read(type, hostile)).toHaveProperty('code');
  });
});

describe('a value that has more than one spelling', () => {
  it('is kept in one', () => {
    expect(read('instant', '2026-02-28T10:00:00Z')).toEqual({ value: '2026-02-28T10:00:00.000Z' });
    expect(read('multiChoice', ['s', 'n'])).toEqual({ value: ['n', 's'] });
    expect(Object.is((read('integer', -0) as { value: number }).value, 0)).toBe(true);
    expect(read('number', '1.50')).toEqual({ value: 1_500_000 });
  });
});

describe('typed text, of a query or a cell,', () => {
  it.each([
    ['boolean', 'yes', true],
    ['boolean', '0', false],
    ['integer', '-12', -12],
    ['number', '1.5', 1_500_000],
    ['money', '3.20', 320],
    ['choice', 'north', 'n'],
    ['choice', 's', 's'],
    ['multiChoice', 'South; n', ['n', 's']],
    ['date', '2026-01-02', '2026-01-02'],
  ] as const)('%s "%s" is %j', (type, typed, stored) => {
    expect(readText(fieldOf(type), typed, facts)).toEqual({ value: stored });
  });

  it.each([
    ['boolean', 'maybe', 'not_a_boolean'],
    ['integer', '1e3', 'not_an_integer'],
    ['money', 'twelve', 'not_money'],
    ['choice', 'East', 'unknown_option'],
  ] as const)('%s "%s" is refused: %s', (type, typed, code) => {
    expect(readText(fieldOf(type), typed, facts)).toMatchObject({ code });
  });
});
