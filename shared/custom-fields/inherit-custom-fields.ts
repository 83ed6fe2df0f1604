/** Custom fields that a record takes over from the one it follows from. */
import type { Entity } from '../table/entity.ts';
import type { Work } from '../table/unit-of-work.ts';
import { profileOf } from '../tenancy.ts';
import { type KnownField, kindOf } from './custom-field.entity.ts';
import { decideCustomFields } from './decide-custom-fields.ts';
import { type KnownFields, knownFields } from './known-fields.ts';
import { readValue } from './value-types.ts';
import type { CustomChange, SaidFields } from './write-custom-fields.ts';

/**
 * The custom fields of a record that nobody types in: each active field takes the value of the source's field of the same
 * name and type, where its own rules let it, or else its default. Nothing is refused, since what was decided before must
 * not stop here: a required field without a value is asked for when the record is changed.
 * @param said the source's values as its event tells them
 */
export async function inheritedCustomFields(
  work: Work,
  entity: Entity,
  sourceKind: string,
  said: SaidFields = {},
): Promise<CustomChange> {
  const own = await knownFields(work.context, kindOf(entity));
  if (own.active.length === 0) return {};
  const source = await sourceFields(work, sourceKind, said);
  const facts = await profileOf(work.context);
  const taken = own.active.flatMap((field) => {
    const value = said[field.name];
    if (value === undefined || !isAlike(field, source) || 'code' in readValue(field, value, facts)) return [];
    return [[field.name, value] as const];
  });
  const { values } = decideCustomFields(own, undefined, { values: Object.fromEntries(taken), as: 'wire' }, facts);
  const free = own.active
    .filter(({ unique }) => unique)
    .reduce((rest, { storedAs }) => without(rest, storedAs), values);
  return Object.keys(free).length === 0 ? {} : { custom: free };
}

/** None where nothing is said: most records that are followed by another have no fields of their own. */
async function sourceFields(work: Work, kind: string, said: NonNullable<SaidFields>): Promise<KnownFields['all']> {
  const names = Object.keys(said);
  if (names.length === 0) return [];
  const { all, isFresh } = await knownFields(work.context, kind);
  const knowsAll = names.every((name) => all.some((field) => field.name === name));
  return isFresh || knowsAll ? all : (await knownFields(work.context, kind, { fresh: true })).all;
}

/** A value that one record alone may have stays with that record. */
const isAlike = (field: KnownField, source: readonly KnownField[]): boolean =>
  !field.unique &&
  source.some(
    ({ name, type, state, target }) =>
      name === field.name && type === field.type && state !== 'purged' && target?.kind === field.target?.kind,
  );

const without = <Values extends object>(values: Values, name: string): Values =>
  Object.fromEntries(Object.entries(values).filter(([known]) => known !== name)) as Values;
