/** Reads of definitions, and what every writer of one does. */
import type { Context } from '../../../shared/context.ts';
import {
  type CustomField,
  customField,
  customFieldCount,
  type KnownField,
} from '../../../shared/custom-fields/custom-field.entity.ts';
import { notFound } from '../../../shared/rejection.ts';
import type { Records } from '../../../shared/table/records.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { allModules } from '../registry.ts';
import { FieldKind } from './custom-field.schema.ts';
import type { Counts, Target } from './decide-custom-field.ts';

/** A field that was not purged. An id does not tell its kind, so that it is looked for under each. @throws Rejection 404 */
export async function needField({ records }: { readonly records: Records }, id: string): Promise<KnownField> {
  const found = await records.getMany(
    customField,
    FieldKind.options.map((kind) => ({ kind, id })),
  );
  const field = found.find(({ state }) => state !== 'purged');
  if (field === undefined) throw notFound('platform.custom_field');
  return field;
}

export const countsOf = async (work: Work, kind: string): Promise<Counts> =>
  (await work.records.get(customFieldCount, { kind })) ?? { active: 0, made: 0 };

/** Writes how many there are. Its version stands between two writers of one kind. */
export async function countFields(work: Work, kind: string, change: Partial<Counts>): Promise<void> {
  const before = await work.records.get(customFieldCount, { kind });
  const { active, made } = before ?? { active: 0, made: 0 };
  const after = { active: active + (change.active ?? 0), made: made + (change.made ?? 0) };
  if (before === undefined) work.create(customFieldCount, { kind, ...after });
  else work.update(customFieldCount, before, after);
}

/** All fields of a kind, whatever their state, read consistently. */
export const allFields = (context: Context, kind: string): Promise<KnownField[]> =>
  context.records.partition(customField, { kind });

/** The entity that takes fields of a kind. */
export async function targetOf(kind: string | undefined): Promise<Target | undefined> {
  if (kind === undefined) return undefined;
  const entities = (await allModules()).flatMap(({ entities }) => entities);
  const found = entities.find(({ customFields }) => customFields === kind);
  if (found?.idPrefix === undefined) throw new Error(`No entity takes custom fields of the kind ${kind}`);
  return { kind, entity: found.name, idPrefix: found.idPrefix };
}

/** What every event of a field tells of it. */
export const fieldFacts = ({ id, kind, name, label, type }: CustomField) => ({
  customFieldId: id,
  entity: kind,
  name,
  label,
  type,
});
