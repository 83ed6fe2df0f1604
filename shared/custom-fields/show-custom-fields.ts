/** Custom fields as an answer and an event show them. */
import type { Context } from '../context.ts';
import type { Entity } from '../table/entity.ts';
import { profileOf } from '../tenancy.ts';
import { kindOf, type WithCustom } from './custom-field.entity.ts';
import { fieldsKnowing } from './known-fields.ts';
import { showValue } from './value-types.ts';

export type ShownCustomFields = Record<string, unknown>;

/** Every active field of the record's kind, null where the record has no value. */
export async function shownCustomFields(
  context: Context,
  entity: Entity,
  { custom = {} }: WithCustom,
): Promise<ShownCustomFields> {
  const { active } = await fieldsKnowing(context, kindOf(entity), Object.keys(custom));
  if (active.length === 0) return {};
  const facts = await profileOf(context);
  return Object.fromEntries(
    active.map((field) => {
      const value = custom[field.storedAs];
      return [field.name, value === undefined ? null : showValue(field, value, facts)];
    }),
  );
}

/** The values that a record has, as its events carry them; undefined where it has none. */
export async function toldCustomFields(
  context: Context,
  entity: Entity,
  record: WithCustom,
): Promise<ShownCustomFields | undefined> {
  if (record.custom === undefined) return undefined;
  const shown = Object.entries(await shownCustomFields(context, entity, record)).filter(([, value]) => value !== null);
  return shown.length === 0 ? undefined : Object.fromEntries(shown);
}
