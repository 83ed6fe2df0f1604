/**
 * Which records hang by which. Most records are in the list of their kind; those that are not (a counter, a claim, a
 * plan, a setting) are found from the record that they hang by. Together they say where everything of a tenant is, so
 * that it can be taken out whole. Declared by the module whose records hang; a test holds that nothing is left over.
 */
import type { Entity, Item, RecordKey } from './table/entity.ts';
import { numberSeries, uniqueMarker } from './table/kernel-entities.ts';
import { tenantProfile } from './tenancy.ts';

/** Records of one key, or all of one partition. Whether they are there is found by reading. */
export type Hanging =
  | { readonly entity: Entity; readonly key: RecordKey }
  | { readonly entity: Entity; readonly partition: Readonly<Record<string, string>> };

export type Belonging = {
  /** Name of the entity that they hang by; of the tenant's profile for what a tenant has one of. */
  readonly of: string;
  readonly found: (owner: Item & { readonly id: string }) => readonly Hanging[];
};

const YEAR_FIRST = 1990;
const YEARS = 60;

const erased = <Fields extends object>(entity: Entity<Fields>): Entity => entity as Entity;

export const hanging = <Fields extends object>(entity: Entity<Fields>, key: RecordKey): Hanging => ({
  entity: erased(entity),
  key,
});

export const hangingAll = <Fields extends object>(
  entity: Entity<Fields>,
  partition: Readonly<Record<string, string>>,
): Hanging => ({ entity: erased(entity), partition });

/** The claim on a value that only one record may hold; none where the record has no such value. */
export const claimOf = (rule: string, value: unknown): Hanging[] =>
  typeof value === 'string' ? [hanging(uniqueMarker, { rule, value })] : [];

/** What a tenant has one of, and the series of its documents' numbers, one for each year. */
export const ofTenant = (
  records: readonly { readonly entity: unknown; readonly id: string }[],
  series: readonly string[] = [],
): Belonging => ({
  of: tenantProfile.name,
  found: () => [
    ...records.map(({ entity, id }): Hanging => ({ entity: entity as Entity, key: id })),
    ...series.flatMap((prefix) =>
      Array.from({ length: YEARS }, (_, index) => hanging(numberSeries, { series: `${prefix}-${YEAR_FIRST + index}` })),
    ),
  ],
});
