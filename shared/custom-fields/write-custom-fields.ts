/** The custom fields of a record that is made or changed, within the caller's commit. */
import { type FieldError, reject } from '../rejection.ts';
import type { Entity } from '../table/entity.ts';
import { uniqueMarker } from '../table/kernel-entities.ts';
import type { Work } from '../table/unit-of-work.ts';
import { profileOf } from '../tenancy.ts';
import { kindOf, type StoredCustomFields, type WithCustom } from './custom-field.entity.ts';
import { type CustomDecision, decideCustomFields, pointerOf, type Said } from './decide-custom-fields.ts';
import { knownFields } from './known-fields.ts';
import { isRecord } from './lookup.ts';
import { duplicateValue, markerOf } from './unique-values.ts';

/** What is spread into the fields of a record; nothing where nothing changes. */
export type CustomChange = { readonly custom?: StoredCustomFields | undefined };
export type SaidFields = Readonly<Record<string, unknown>> | undefined;

/**
 * The custom fields of a new record, with the defaults of what is not said.
 * @throws Rejection 422 `request.invalid` with a pointer `/customFields/<name>` and a code for each rule that is broken;
 * 409 `platform.custom_field.duplicate_value`
 */
export const newCustomFields = (work: Work, entity: Entity, said: SaidFields, as: Said['as'] = 'wire') =>
  customChange(work, entity, undefined, { values: said ?? {}, as });

/**
 * What a change of a record makes of its custom fields: null takes a value away, what is not said stays. A field that has
 * become required is asked for from now on, also where the change is about something else.
 * @throws Rejection as `newCustomFields`
 */
export const changedCustomFields = (
  work: Work,
  entity: Entity,
  before: WithCustom & { readonly id: string },
  said: SaidFields,
  as: Said['as'] = 'wire',
) => customChange(work, entity, before, { values: said ?? {}, as });

async function customChange(
  work: Work,
  entity: Entity,
  before: (WithCustom & { readonly id: string }) | undefined,
  said: Said,
): Promise<CustomChange> {
  const { values, changed, errors } = await decide(work, kindOf(entity), before, said);
  const missing = await unknownRecords(work, { values, changed });
  if (errors.length + missing.length > 0) {
    throw reject('invalid', 'request.invalid', 'Some fields break a rule.', { errors: [...errors, ...missing] });
  }
  await expectFree(work, { values, changed }, before?.id);
  if (changed.length === 0) return {};
  return { custom: Object.keys(values).length === 0 ? undefined : values };
}

/** Nothing is refused by what was kept of the fields: they are looked at anew first. */
async function decide(work: Work, kind: string, before: WithCustom | undefined, said: Said): Promise<CustomDecision> {
  const kept = before === undefined ? undefined : (before.custom ?? {});
  const fields = await knownFields(work.context, kind);
  if (fields.all.length === 0 && Object.keys(said.values).length === 0) {
    return { values: kept ?? {}, changed: [], errors: [] };
  }
  const { currency } = await profileOf(work.context);
  const first = decideCustomFields(fields, kept, said, { currency });
  if (first.errors.length === 0 || fields.isFresh) return first;
  return decideCustomFields(await knownFields(work.context, kind, { fresh: true }), kept, said, { currency });
}

type Changed = Pick<CustomDecision, 'values' | 'changed'>;

async function unknownRecords(work: Work, { values, changed }: Changed): Promise<FieldError[]> {
  const found = await Promise.all(
    changed.map(async ({ name, target, storedAs }): Promise<FieldError[]> => {
      const id = values[storedAs];
      if (target === undefined || typeof id !== 'string' || (await isRecord(work.context, target.entity, id)))
        return [];
      return [{ pointer: pointerOf(name), code: 'unknown_record', message: `No such ${target.kind}.` }];
    }),
  );
  return found.flat();
}

/** Found by reading, so that a dry run sees it too; the claim in the commit decides between two at once. */
async function expectFree(work: Work, { values, changed }: Changed, recordId: string | undefined): Promise<void> {
  for (const field of changed) {
    const value = values[field.storedAs];
    if (!field.unique || value === undefined) continue;
    const holder = await work.records.get(uniqueMarker, markerOf(field, value));
    if (holder !== undefined && holder.recordId !== recordId) throw duplicateValue(field, holder.recordId);
  }
}
