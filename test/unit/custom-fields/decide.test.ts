import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CustomFieldBody, CustomFieldChange } from '../../../domain/platform/custom-fields/custom-field.schema.ts';
import { decideFieldChange, decideNewField } from '../../../domain/platform/custom-fields/decide-custom-field.ts';
import type { KnownField } from '../../../shared/custom-fields/custom-field.entity.ts';
import { decideCustomFields } from '../../../shared/custom-fields/decide-custom-fields.ts';
import type { TenantId } from '../../../shared/values/ids.ts';

const facts = { currency: 'EUR' };
const base = { tenantId: 'ten_1' as TenantId, version: 1, createdAt: '', updatedAt: '' };
const made = (body: object, known: readonly KnownField[] = [], counts = { active: 0, made: 0 }): KnownField => {
  const parsed = CustomFieldBody.parse({ entity: 'account', name: 'x', type: 'text', ...body });
  const target =
    parsed.lookup === undefined ? undefined : { kind: parsed.lookup, entity: 'crm.account', idPrefix: 'acc' };
  return { ...base, ...decideNewField(parsed, { id: 'cuf_1', known, counts, target, ...facts }) };
};
const refusal = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    const { code, details } = error as { code: string; details: { errors?: { pointer: string; code: string }[] } };
    const first = details.errors?.[0];
    return first === undefined ? code : `${first.pointer} ${first.code}`;
  }
  return 'taken';
};

describe('a new field', () => {
  it.each([
    [{ type: 'text' }, 'taken'],
    [{ type: 'choice', options: ['a', { key: 'b', label: 'B' }] }, 'taken'],
    [{ type: 'choice' }, '/options options_required'],
    [{ type: 'text', options: ['a'] }, '/options options_not_taken'],
    [{ type: 'choice', options: ['a', 'a'] }, '/options/1 repeated_option'],
    [{ type: 'lookup' }, '/lookup lookup_required'],
    [{ type: 'lookup', lookup: 'account' }, 'taken'],
    [{ type: 'text', lookup: 'account' }, '/lookup lookup_not_taken'],
    [{ type: 'boolean', unique: true }, '/unique unique_not_taken'],
    [{ type: 'text', unique: true, default: 'a' }, '/default unique_default'],
    [{ type: 'number', default: '1.5' }, 'taken'],
    [{ type: 'number', default: 1.5 }, '/default not_a_decimal'],
    [{ type: 'choice', options: [{ key: 'a', archived: true }], default: 'a' }, '/default archived_option'],
    [{ name: 'constructor' }, '/name reserved_name'],
    [{ name: 'hasOwnProperty' }, '/name reserved_name'],
  ])('%j: %s', (body, expected) => {
    expect(refusal(() => made(body))).toBe(expected);
  });

  it('has a name of its own while values are kept under it, and never meets those of a purged one', () => {
    const first = made({});
    const active = { ...first, state: 'active' as const };
    expect(refusal(() => made({}, [active]))).toBe('/name name_taken');
    expect(refusal(() => made({}, [{ ...first, state: 'archived' }]))).toBe('/name name_archived');
    expect(made({ type: 'number' }, [{ ...first, state: 'purged' }]).storedAs).toBe('x~2');
  });

  it('is refused beyond 50 of a kind', () => {
    expect(refusal(() => made({}, [], { active: 49, made: 49 }))).toBe('taken');
    expect(refusal(() => made({}, [], { active: 50, made: 50 }))).toBe('platform.custom_field.limit_reached');
    expect(refusal(() => made({}, [], { active: 3, made: 500 }))).toBe('platform.custom_field.limit_reached');
  });
});

const changed = (field: KnownField, body: object) => decideFieldChange(field, CustomFieldChange.parse(body), facts);

describe('options', () => {
  const field = made({ type: 'choice', options: ['a', 'b'] });

  it('that are there stay: one is archived, not lost (X4)', () => {
    expect(refusal(() => changed(field, { options: ['a'] }))).toBe('/options option_missing');
    const { options } = changed(field, { options: ['b', { key: 'a', archived: true }, 'c'] });
    expect(options?.map(({ key, archived }) => `${key} ${archived}`)).toEqual(['b false', 'a true', 'c false']);
  });

  it('keep the label and the state that they have where a change names them by key alone', () => {
    const { options } = changed(field, { options: [{ key: 'a', label: 'A', archived: true }, 'b'] });
    expect(changed({ ...field, options }, { options: ['a', 'b'] }).options).toEqual(options);
  });
});

describe('the values of a record', () => {
  const known = [
    made({ name: 'a', required: true }),
    made({ name: 'b', type: 'number', default: '2' }),
    { ...made({ name: 'c' }), state: 'archived' as const },
    made({ name: 'd', type: 'choice', options: ['x', { key: 'y', archived: true }] }),
  ];
  const fields = { all: known, active: known.filter(({ state }) => state === 'active'), isFresh: true };
  const decide = (before: Parameters<typeof decideCustomFields>[1], values: Readonly<Record<string, unknown>>) => {
    const { values: after, errors } = decideCustomFields(fields, before, { values, as: 'wire' }, facts);
    return errors.length === 0 ? after : errors.map(({ pointer, code }) => `${pointer} ${code}`);
  };

  it.each([
    ['a new one takes defaults', undefined, { a: 'A' }, { a: 'A', b: 2_000_000 }],
    ['a new one says more than the default', undefined, { a: 'A', b: '3' }, { a: 'A', b: 3_000_000 }],
    ['a new one says none', undefined, { a: 'A', b: null }, { a: 'A' }],
    ['a new one lacks what is required', undefined, {}, ['/customFields/a required']],
    ['a change takes no default', { a: 'A' }, {}, { a: 'A' }],
    ['a change is asked for what is required', { b: 1 }, { b: '2' }, ['/customFields/a required']],
    ['a change takes away what is required', { a: 'A' }, { a: null }, ['/customFields/a required']],
    ['an archived field is refused', { a: 'A' }, { c: 'C' }, ['/customFields/c archived_field']],
    ['an archived field keeps its value', { a: 'A', c: 'C' }, { a: 'B' }, { a: 'B', c: 'C' }],
    ['an option in use stays', { a: 'A', d: 'y' }, { d: 'y' }, { a: 'A', d: 'y' }],
    ['an archived option is not chosen', { a: 'A', d: 'x' }, { d: 'y' }, ['/customFields/d archived_option']],
    ['a name that is none', { a: 'A' }, { 'a/b': 1 }, ['/customFields/a~1b unknown_field']],
    ['a name that programs know', { a: 'A' }, { toString: 1 }, ['/customFields/toString unknown_field']],
  ])('%s', (_name, before, said, expected) => {
    expect(decide(before as Parameters<typeof decideCustomFields>[1], said)).toEqual(expected);
  });

  it('are as they were where anything is refused, whatever is said', () => {
    const bodies = fc.dictionary(fc.oneof(fc.constantFrom('a', 'b', 'c', 'd'), fc.string()), fc.anything());
    fc.assert(
      fc.property(bodies, (values) => {
        const before = { a: 'A', c: 'C' };
        const { values: after, errors } = decideCustomFields(fields, before, { values, as: 'wire' }, facts);
        expect(before).toEqual({ a: 'A', c: 'C' });
        expect(after.c).toBe('C');
        if (errors.length > 0) return;
        expect(Object.keys(after).every((name) => ['a', 'b', 'c', 'd'].includes(name))).toBe(true);
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});
