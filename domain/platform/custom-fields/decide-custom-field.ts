/** The rules of a field's definition, without reads or writes. */
import type { CustomField, FieldOption, KnownField } from '../../../shared/custom-fields/custom-field.entity.ts';
import { type Facts, readValue, UNIQUE_TYPES } from '../../../shared/custom-fields/value-types.ts';
import { reject, rejectField } from '../../../shared/rejection.ts';
import type { CustomFieldBody, CustomFieldChange, OptionInput } from './custom-field.schema.ts';

export const ACTIVE_MAX = 50;
/** Purged ones are counted: the definitions of a kind are read at once. */
export const MADE_MAX = 500;

export type Counts = { readonly active: number; readonly made: number };
export type Target = NonNullable<CustomField['target']>;
type NewFieldFacts = Facts & {
  readonly id: string;
  /** Every field of the kind, whatever its state. */
  readonly known: readonly KnownField[];
  readonly counts: Counts;
  readonly target: Target | undefined;
};

/**
 * @throws Rejection `platform.custom_field.limit_reached`, `.name_taken`, `.name_archived` (409); 422 `reserved_name`,
 * `options_required`, `options_not_taken`, `repeated_option`, `lookup_required`, `lookup_not_taken`,
 * `unique_not_taken`, `unique_default`, or at `/default` the rule of the type
 */
export function decideNewField(body: CustomFieldBody, facts: NewFieldFacts): CustomField {
  const { known, counts } = facts;
  const { entity: kind, name, type, label = name, options, required = false, unique = false } = body;
  expectRoom(counts);
  const sameName = known.filter((field) => field.name === name);
  expectNameFree(name, sameName);
  const field: CustomField = {
    ...{ id: facts.id, kind, name, label, type, required, unique, filterable: body.filterable ?? true },
    storedAs: sameName.length === 0 ? name : `${name}~${sameName.length + 1}`,
    ...(body.description === undefined ? {} : { description: body.description }),
    ...(options === undefined ? {} : { options: decideOptions(undefined, options) }),
    ...(facts.target === undefined ? {} : { target: facts.target }),
    ...(body.default === undefined || body.default === null ? {} : { default: body.default }),
    position: body.position ?? counts.made + 1,
    state: 'active',
  };
  return expectConsistent(field, facts);
}

/** @throws Rejection `option_missing`, and the rules of a new field */
export function decideFieldChange(before: KnownField, change: CustomFieldChange, facts: Facts): Partial<CustomField> {
  const { options, description, default: preset, ...plain } = change;
  const changes: Partial<CustomField> = {
    ...Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined)),
    ...(options === undefined ? {} : { options: decideOptions(before.options, options) }),
    ...(description === undefined ? {} : { description: description ?? undefined }),
    ...(preset === undefined ? {} : { default: preset ?? undefined }),
  };
  expectConsistent({ ...before, ...changes }, facts);
  return changes;
}

/** @throws Rejection `platform.custom_field.limit_reached` (409) */
export function expectRoom({ active, made }: Counts): void {
  const [limit, used] = active >= ACTIVE_MAX ? [ACTIVE_MAX, active] : [MADE_MAX, made];
  if (used < limit) return;
  const text = `A kind of records has at most ${ACTIVE_MAX} fields, and ${MADE_MAX} with those that were purged.`;
  throw reject('conflict', 'platform.custom_field.limit_reached', text, { facts: { limit, used } });
}

/** A name is never used again for another meaning while values are kept under it. */
function expectNameFree(name: string, sameName: readonly KnownField[]): void {
  if (name in {}) throw rejectField('/name', 'reserved_name', 'is a name that programs trip over; choose another');
  const holder = sameName.find(({ state }) => state !== 'purged');
  if (holder === undefined) return;
  const [code, text] =
    holder.state === 'active'
      ? ['name_taken', `There is a field "${name}" already.`]
      : ['name_archived', `The field "${name}" is archived and keeps its values: restore it, or purge it first.`];
  throw reject('conflict', `platform.custom_field.${code}`, text, {
    errors: [{ pointer: '/name', code, message: text }],
    facts: { existingId: holder.id },
  });
}

/** What is there already stays: records name an option by its key. */
function decideOptions(before: readonly FieldOption[] = [], said: readonly OptionInput[]): FieldOption[] {
  const options = said.map((option): FieldOption => {
    const { key, ...own } = typeof option === 'string' ? { key: option } : option;
    const known = before.find((each) => each.key === key) ?? { label: key, archived: false };
    return { key, label: own.label ?? known.label, archived: own.archived ?? known.archived };
  });
  const keys = options.map(({ key }) => key);
  const repeated = keys.findIndex((key, index) => keys.indexOf(key) !== index);
  if (repeated >= 0) throw rejectField(`/options/${repeated}`, 'repeated_option', 'has a key that is given twice');
  const missing = before.find(({ key }) => !keys.includes(key));
  if (missing !== undefined) {
    const text = `The option "${missing.key}" cannot be removed, since records may have it; set archived to true.`;
    throw rejectField('/options', 'option_missing', text);
  }
  return options;
}

function expectConsistent(field: CustomField, facts: Facts): CustomField {
  const { type, options, target, unique, default: preset } = field;
  const takesOptions = type === 'choice' || type === 'multiChoice';
  if (takesOptions && options === undefined)
    throw rejectField('/options', 'options_required', 'are what is chosen from');
  if (!takesOptions && options !== undefined) throw rejectField('/options', 'options_not_taken', `are none of ${type}`);
  if (type === 'lookup' && target === undefined)
    throw rejectField('/lookup', 'lookup_required', 'says of what records');
  if (type !== 'lookup' && target !== undefined) throw rejectField('/lookup', 'lookup_not_taken', `is none of ${type}`);
  if (unique && !UNIQUE_TYPES.has(type)) {
    throw rejectField('/unique', 'unique_not_taken', `is for ${[...UNIQUE_TYPES].join(', ')}`);
  }
  if (preset === undefined) return field;
  if (unique) throw rejectField('/default', 'unique_default', 'would give every record the same value');
  const read = readValue(field, preset, facts);
  if ('code' in read) throw rejectField('/default', read.code, read.message);
  return field;
}
