/** Filters of lists by a tenant's own fields. */
import type { Context } from '../context.ts';
import { type FieldError, reject } from '../rejection.ts';
import type { Entity } from '../table/entity.ts';
import { profileOf } from '../tenancy.ts';
import type { StoredValue, WithCustom } from './custom-field.entity.ts';
import type { CustomFilters } from './custom-fields.schema.ts';
import { FILTER_PREFIX, RANGE_ENDS, type RangeEnd } from './filter-names.ts';
import { type KnownFields, knownFields } from './known-fields.ts';
import { type Facts, readText, VALUE_TYPES } from './value-types.ts';

type Condition = (record: WithCustom) => boolean;

/**
 * Whether a record is asked for. A field of several options matches where it has the one asked for; `.from` and `.to`
 * (both included) are for numbers, money, dates and instants.
 * @throws Rejection 422 at `/query/customFields.<name>`: `unknown_parameter`, `not_filterable`, `no_range`, or the
 * code of the value's own rule
 */
export async function customFilter(
  context: Context,
  { customFields: kind }: Pick<Entity, 'customFields'>,
  query: { readonly customFields?: CustomFilters | undefined },
): Promise<Condition | undefined> {
  if (kind === undefined || query.customFields === undefined) return undefined;
  const asked = Object.entries(query.customFields);
  const facts = await profileOf(context);
  const fields = await knownFields(context, kind);
  const first = readConditions(fields, asked, facts);
  const { conditions, errors } =
    first.errors.length === 0 || fields.isFresh
      ? first
      : readConditions(await knownFields(context, kind, { fresh: true }), asked, facts);
  if (errors.length > 0) throw reject('invalid', 'request.invalid', 'Some fields break a rule.', { errors });
  return (record) => conditions.every((holds) => holds(record));
}

function readConditions({ active }: KnownFields, asked: readonly (readonly [string, string])[], facts: Facts) {
  const errors: FieldError[] = [];
  const conditions: Condition[] = [];
  for (const [parameter, text] of asked) {
    const [name = '', end] = parameter.split('.');
    const field = active.find((known) => known.name === name);
    const refuse = (code: string, message: string) =>
      errors.push({
        pointer: `/query/${FILTER_PREFIX}${parameter.replaceAll('~', '~0').replaceAll('/', '~1')}`,
        code,
        message,
      });
    const isEnd = end === undefined || (RANGE_ENDS as readonly string[]).includes(end);
    if (field === undefined || !isEnd || parameter.split('.').length > 2) refuse('unknown_parameter', 'is not known');
    else if (!field.filterable) refuse('not_filterable', 'is not a field that lists are filtered by');
    else if (end !== undefined && VALUE_TYPES[field.type].isOrdered !== true) refuse('no_range', 'has no order');
    else {
      const isChoice = field.type === 'multiChoice';
      // What was chosen before can be asked for, also where it is archived by now.
      const options = field.options?.map((option) => ({ ...option, archived: false }));
      const read = readText({ ...field, options, ...(isChoice ? { type: 'choice' } : {}) }, text, facts);
      if ('code' in read) refuse(read.code, read.message);
      else conditions.push(({ custom }) => holds(custom?.[field.storedAs], read.value, end as RangeEnd | undefined));
    }
  }
  return { conditions, errors };
}

function holds(value: StoredValue | undefined, asked: StoredValue, end: RangeEnd | undefined): boolean {
  if (value === undefined) return false;
  if (end === 'from') return value >= asked;
  if (end === 'to') return value <= asked;
  return Array.isArray(value) ? value.includes(String(asked)) : value === asked;
}
