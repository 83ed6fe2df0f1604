/**
 * Fields that a tenant adds to the records of a kind (`account`, `order`, …) at run time. What a kind is, an entity says
 * of itself (`defineEntity({ …, customFields: 'account' })`); everything else follows from the definitions kept here.
 * The platform's module has the entities and their routes; the kernel reads them for all modules.
 */
import { z } from 'zod';
import { defineEntity, type Stored } from '../table/entity.ts';

export const FIELD_TYPES = [
  ...(['text', 'longText', 'number', 'money', 'integer', 'boolean', 'date', 'instant'] as const),
  ...(['choice', 'multiChoice', 'url', 'email', 'phone', 'lookup'] as const),
] as const;
export const FieldType = z.enum(FIELD_TYPES);
export type FieldType = z.infer<typeof FieldType>;

/** An option is never lost: records name it by its key. An archived one is kept where it is, and not chosen any more. */
export const FieldOption = z.object({ key: z.string(), label: z.string(), archived: z.boolean() });
export type FieldOption = z.infer<typeof FieldOption>;

export const CustomField = z.object({
  id: z.string(),
  /** Which records have it; an entity names its kind. */
  kind: z.string(),
  /** In bodies and answers. */
  name: z.string(),
  /**
   * The name under which records keep the value: another one where a field of this name was purged before, so that what
   * was hidden for good does not come back under a new meaning.
   */
  storedAs: z.string(),
  label: z.string(),
  type: FieldType,
  description: z.string().optional(),
  required: z.boolean(),
  /** One record of the kind alone may have a value. */
  unique: z.boolean(),
  filterable: z.boolean(),
  options: z.array(FieldOption).optional(),
  /** The entity whose records a lookup names, and the prefix of their ids. */
  target: z.object({ kind: z.string(), entity: z.string(), idPrefix: z.string() }).optional(),
  /** As a body would say it. */
  default: z.unknown().optional(),
  position: z.number().int(),
  state: z.enum(['active', 'archived', 'purged']),
});
export type CustomField = z.infer<typeof CustomField>;

/** Fields of a kind stand in one partition: what a request needs of them is one read. */
export const customField = defineEntity({
  name: 'platform.custom_field',
  idPrefix: 'cuf',
  schema: CustomField,
  key: { partition: ['kind'], sort: ['id'] },
});

/**
 * How many fields a kind has. Each commit that adds, archives, restores or purges one moves its version, so that of two
 * at once one decides anew: no name twice, no field too many.
 */
export const customFieldCount = defineEntity({
  name: 'platform.custom_field_count',
  schema: z.object({ kind: z.string(), active: z.number().int(), made: z.number().int() }),
  key: { partition: ['kind'] },
  audited: false,
});

export type KnownField = Stored<CustomField>;

/** The record of a kind as the fields' definitions see it: what it stores is `custom`. */
export type WithCustom = { readonly custom?: StoredCustomFields | undefined };

/** Scaled numbers, minor units, instants with milliseconds: the stored form of each type (see `value-types.ts`). */
export const StoredValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);
export type StoredValue = z.infer<typeof StoredValue>;
/** The attribute of a record that holds its custom fields, by `storedAs`. */
export const StoredCustomFields = z.record(z.string(), StoredValue);
export type StoredCustomFields = z.infer<typeof StoredCustomFields>;

/** The kind of an entity whose records take custom fields. @throws Error where its manifest does not say so */
export function kindOf({ name, customFields }: { readonly name: string; readonly customFields?: string | undefined }) {
  if (customFields === undefined) throw new Error(`${name} takes no custom fields`);
  return customFields;
}
