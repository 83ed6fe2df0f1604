/**
 * An entity is declared once: its zod schema, its key, its lists. The ElectroDB model, every key template and the
 * repository are derived from that, so that no key without its tenant can be written by hand (DESIGN 6).
 */
import { Entity as ElectroEntity, type Schema } from 'electrodb';
import type { z } from 'zod';
import type { TenantId } from '../values/ids.ts';

/** Attributes that the kernel keeps on every record; a module's schema never lists them. */
export type RecordBase = {
  readonly tenantId: TenantId;
  /** Rises by one with each committed change; the ETag, and the `sequence` of its events. */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Head of the record's audit chain (hash of its newest entry). */
  readonly auditHash?: string;
};
const BASE_ATTRIBUTES = ['tenantId', 'version', 'createdAt', 'updatedAt', 'auditHash'] as const;

export type Stored<Fields> = Readonly<Fields> & RecordBase;

export type ListDefinition<Attribute extends string = string> = {
  /** The index that holds the list; `gsi1` is the list of all records of the entity in creation order. */
  readonly slot: 'gsi2' | 'gsi3';
  /** Attributes whose values select one list, such as `['accountId']`. A record that lacks one is not in the list. */
  readonly by: readonly Attribute[];
  /** Attribute to sort by, folded to lower case for a name search; the key where none is given. */
  readonly sortBy?: Attribute;
};

export type Entity<Fields extends object = object> = {
  /** `<module>.<noun>`: the prefix of the keys and the name in audit, events and errors. */
  readonly name: string;
  readonly idPrefix?: string;
  readonly schema: z.ZodObject & z.ZodType<Fields>;
  /** The key within the tenant; `id` unless said. Records that share the partition are read by one query. */
  readonly partition: readonly string[];
  readonly sort: readonly string[];
  /** `tenant`: keys begin with the tenant. `platform`: what belongs to no tenant, for named functions only. */
  readonly space: 'tenant' | 'platform';
  /** Whether it is in the list of its kind (`gsi1`). */
  readonly listed: boolean;
  readonly lists: Readonly<Record<string, ListDefinition>>;
  /** False for records whose changes are told by documents of their own (a stock level by its stock entries). */
  readonly audited: boolean;
};

export type EntityOptions<Fields extends object> = {
  readonly name: string;
  readonly idPrefix?: string;
  readonly schema: z.ZodObject & z.ZodType<Fields>;
  readonly key?: {
    readonly partition: readonly (keyof Fields & string)[];
    readonly sort?: readonly (keyof Fields & string)[];
  };
  readonly space?: 'tenant' | 'platform';
  readonly listed?: boolean;
  readonly lists?: Readonly<Record<string, ListDefinition<keyof Fields & string>>>;
  readonly audited?: boolean;
};

/** Declares an entity. The ElectroDB model behind it is built on first use and kept (it takes a millisecond). */
export const defineEntity = <Fields extends object>(options: EntityOptions<Fields>): Entity<Fields> => ({
  ...options,
  partition: options.key?.partition ?? ['id'],
  sort: options.key?.sort ?? [],
  space: options.space ?? 'tenant',
  listed: options.listed ?? true,
  lists: options.lists ?? {},
  audited: options.audited ?? true,
});

/** Everything that stands before the first variable part of a partition key; a test proves the prefixes disjoint. */
export const keyPrefix = (entity: Pick<Entity, 'name' | 'space'>): string =>
  entity.space === 'tenant' ? `t#\${tenantId}#${entity.name}` : `p#${entity.name}`;

export type Item = Readonly<Record<string, unknown>>;
type Model = ElectroEntity<string, string, string, Schema<string, string, string>>;
const LIST_SLOTS = ['gsi1', 'gsi2', 'gsi3'] as const;
const models = new WeakMap<object, Model>();

/** The ElectroDB model of an entity; the table's name and the tenant's client come with each call. */
export function modelOf<Fields extends object>(entity: Entity<Fields>): Model {
  const known = models.get(entity);
  if (known !== undefined) return known;
  const attributes: Record<string, { type: 'string' | 'any' }> = {};
  for (const name of [...Object.keys(entity.schema.shape), ...BASE_ATTRIBUTES]) attributes[name] = { type: 'any' };
  for (const name of ['tenantId', ...entity.partition, ...entity.sort]) attributes[name] = { type: 'string' };
  const used = LIST_SLOTS.filter((slot) => isSlotUsed(entity, slot));
  for (const slot of used) {
    attributes[`${slot}List`] = { type: 'string' };
    attributes[`${slot}Sort`] = { type: 'string' };
  }
  const tenant = entity.space === 'tenant' ? ['tenantId'] : [];
  const template = (names: readonly string[]) => names.map((name) => `#\${${name}}`).join('');
  const key = (field: string, composite: string[], text: string) => ({
    field,
    composite,
    template: text,
    casing: 'none',
  });
  const listIndex = (slot: string) => ({
    index: slot,
    condition: (values: Item) => values[`${slot}List`] !== NOT_IN_LIST,
    pk: key(`${slot}pk`, [...tenant, `${slot}List`], `${keyPrefix(entity)}#\${${slot}List}`),
    sk: key(`${slot}sk`, [`${slot}Sort`], `\${${slot}Sort}`),
  });
  const schema = {
    model: { entity: entity.name, version: '1', service: 'tandem' },
    attributes,
    indexes: {
      record: {
        pk: key('pk', [...tenant, ...entity.partition], keyPrefix(entity) + template(entity.partition)),
        sk: key('sk', [...entity.sort], `r${template(entity.sort)}`),
      },
      ...Object.fromEntries(used.map((slot) => [slot, listIndex(slot)])),
    },
  } as Schema<string, string, string>;
  // ElectroDB wants a table's name to give parameters; every caller puts the real one in its place.
  const model: Model = new ElectroEntity(schema, { table: 'unnamed' });
  models.set(entity, model);
  return model;
}

const NOT_IN_LIST = '';
const isSlotUsed = <Fields extends object>(entity: Entity<Fields>, slot: string): boolean =>
  slot === 'gsi1' ? entity.listed : Object.values(entity.lists).some((list) => list.slot === slot);

/** The text that selects one list of an index: `all`, or the list's name and the values of its attributes. */
export const listKey = (name: string, values: readonly string[]): string => [name, ...values].join('#');

/** Folds text for a name search: compatibility form, lower case, single spaces. */
export const foldText = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();

function listAttributes<Fields extends object>(entity: Entity<Fields>, record: Item): Record<string, string> {
  const id = String(record.id ?? [...entity.partition, ...entity.sort].map((name) => String(record[name])).join('#'));
  const attributes: Record<string, string> = entity.listed ? { gsi1List: 'all', gsi1Sort: id } : {};
  for (const [name, list] of Object.entries(entity.lists)) {
    const values = list.by.map((attribute) => record[attribute]);
    const absent = values.some((value) => value === undefined || value === null);
    if (absent && attributes[`${list.slot}List`] !== undefined) continue;
    attributes[`${list.slot}List`] = absent ? NOT_IN_LIST : listKey(name, values.map(String));
    attributes[`${list.slot}Sort`] =
      list.sortBy === undefined ? id : `${foldText(String(record[list.sortBy] ?? '')).slice(0, 200)}#${id}`;
  }
  return attributes;
}

/** The table item of a record: its attributes, its key and the keys of the lists it is in. */
export function toItem<Fields extends object>(entity: Entity<Fields>, record: Stored<Fields>): Item {
  const values = { ...record, ...listAttributes(entity, record) };
  const { Item: item } = modelOf(entity).put(values).params<{ Item: Record<string, unknown> }>();
  for (const slot of LIST_SLOTS) {
    delete item[`${slot}List`];
    delete item[`${slot}Sort`];
  }
  return item;
}

/** The record of a table item: the keys and ElectroDB's marks are left out. */
export function fromItem<Fields extends object>(entity: Entity<Fields>, item: Item): Stored<Fields> {
  const record: Record<string, unknown> = {};
  for (const name of [...Object.keys(entity.schema.shape), ...BASE_ATTRIBUTES]) {
    if (item[name] !== undefined) record[name] = item[name];
  }
  return record as Stored<Fields>;
}

/** The key of a record within a tenant; a bare text is its `id`. */
export type RecordKey = string | Readonly<Record<string, string>>;

export function itemKey<Fields extends object>(
  entity: Entity<Fields>,
  tenantId: string,
  key: RecordKey,
): { pk: string; sk: string } {
  const values = typeof key === 'string' ? { id: key } : key;
  const { Key } = modelOf(entity)
    .get({ tenantId, ...values })
    .params<{ Key: { pk: string; sk: string } }>();
  return Key;
}
