/**
 * An entity is declared once: its zod schema, its key, its lists. The ElectroDB model, every key template and the
 * repository are derived from that, so that no key without its tenant can be written by hand (DESIGN 6).
 */
import { createConversions, Entity as ElectroEntity, type Schema } from 'electrodb';
import type { z } from 'zod';
import type { TenantId } from '../values/ids.ts';
import { dueKeys } from './due-index.ts';

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
  /**
   * Values that share one list, by the name of that list. A record that goes through the states of work stays where it
   * is then, where each move costs a delete and a put in the index. Who asks for one value filters the list by it.
   */
  readonly shared?: Readonly<Record<string, string>>;
  /**
   * Where a record stands, in the place of `by` and `sortBy`, where that follows from its attributes and is none of
   * them: the values that select the list, and what sorts in it. Undefined where the record is not in the list.
   */
  readonly placeOf?: (record: Item) => { readonly values: readonly string[]; readonly sort: string } | undefined;
  /** An attribute that the sort key of this list is, and that the item therefore leaves out. */
  readonly sortTells?: Attribute;
};

export type Entity<Fields extends object = object> = {
  /** `<module>.<noun>`: the prefix of the keys and the name in audit, events and errors. */
  readonly name: string;
  readonly idPrefix?: string;
  readonly schema: z.ZodObject & z.ZodType<Fields>;
  /** The key within the tenant; `id` unless said. Records that share the partition are read by one query. */
  readonly partition: readonly string[];
  readonly sort: readonly string[];
  /** The key that follows from an id, where the id is not the whole of it. */
  readonly keyOf?: (id: string) => RecordKey;
  /** `tenant`: keys begin with the tenant. `platform`: what belongs to no tenant, for named functions only. */
  readonly space: 'tenant' | 'platform';
  /** Whether it is in the list of its kind (`gsi1`). */
  readonly listed: boolean;
  readonly lists: Readonly<Record<string, ListDefinition>>;
  /** False for records whose changes are told by documents of their own (a stock level by its stock entries). */
  readonly audited: boolean;
  /** Attribute with the instant (RFC 3339) at which the module's due work runs; nothing is due while it is unset. */
  readonly due?: string | undefined;
  /** Attribute whose value groups what is due: a group with much to do delays no other. The tenant where none is named. */
  readonly dueGroup?: string | undefined;
  /** The kind under which a tenant adds fields to its records; they are kept in the attribute `custom`. */
  readonly customFields?: string | undefined;
};

export type EntityOptions<Fields extends object> = {
  readonly name: string;
  readonly idPrefix?: string;
  readonly schema: z.ZodObject & z.ZodType<Fields>;
  readonly key?: {
    readonly partition: readonly (keyof Fields & string)[];
    readonly sort?: readonly (keyof Fields & string)[];
  };
  readonly keyOf?: (id: string) => RecordKey;
  readonly space?: 'tenant' | 'platform';
  readonly listed?: boolean;
  readonly lists?: Readonly<Record<string, ListDefinition<keyof Fields & string>>>;
  readonly audited?: boolean;
  readonly due?: keyof Fields & string;
  readonly dueGroup?: keyof Fields & string;
  readonly customFields?: string;
};

/** Declares an entity. The ElectroDB model behind it is built on first use and kept (it takes a millisecond). */
export const defineEntity = <Fields extends object>(options: EntityOptions<Fields>): Entity<Fields> => {
  if (options.due !== undefined && options.space === 'platform') {
    throw new Error(`${options.name} belongs to no tenant: due work runs for one`);
  }
  if (options.customFields !== undefined && !Object.hasOwn(options.schema.shape, 'custom')) {
    throw new Error(`${options.name} takes custom fields and has no attribute "custom" for them`);
  }
  return {
    ...options,
    partition: options.key?.partition ?? ['id'],
    sort: options.key?.sort ?? [],
    space: options.space ?? 'tenant',
    listed: options.listed ?? true,
    lists: options.lists ?? {},
    audited: options.audited ?? true,
  };
};

/** Everything that stands before the first variable part of a partition key; a test proves the prefixes disjoint. */
export const keyPrefix = (entity: Pick<Entity, 'name' | 'space'>): string =>
  entity.space === 'tenant' ? `t#\${tenantId}#${entity.name}` : `p#${entity.name}`;

export type Item = Readonly<Record<string, unknown>>;
/** `all`: every part of the key must be there. `none`: as much of it as there is, for the partition of a list. */
type KeyMaker = (values: Item, strict?: 'all' | 'none') => Readonly<Record<string, string>>;
type Model = {
  /** The key of the record, and the key of each list slot that the entity uses. */
  readonly keys: Readonly<Record<string, KeyMaker>>;
  /** What a record has, besides keys. */
  readonly attributes: readonly string[];
};
const LIST_SLOTS = ['gsi1', 'gsi2', 'gsi3'] as const;
/** Parts of a key end here; only the last part of a key may hold the sign itself. */
const DELIMITER = '#';
const SORT_KEY_START = 'r#';
const models = new WeakMap<object, Model>();

/** The ElectroDB model of an entity, made on first use: from it come all keys. */
function modelOf<Fields extends object>(entity: Entity<Fields>): Model {
  const known = models.get(entity);
  if (known !== undefined) return known;
  const made = makeModel(entity);
  models.set(entity, made);
  return made;
}

function makeModel<Fields extends object>(entity: Entity<Fields>): Model {
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
  // The conversions alone: building whole parameters takes thirty times as long, and every part of a commit needs keys.
  const { byAccessPattern } = createConversions(new ElectroEntity(schema));
  const maker = (index: string): KeyMaker => {
    const { fromComposite } = byAccessPattern[index] ?? {};
    if (fromComposite === undefined) throw new Error(`${entity.name} has no index ${index}`);
    return (values, strict = 'all') => fromComposite.toKeys(values, { strict });
  };
  return {
    keys: Object.fromEntries(['record', ...used].map((index) => [index, maker(index)])),
    attributes: [...Object.keys(entity.schema.shape), ...BASE_ATTRIBUTES],
  };
}

const isSlotUsed = <Fields extends object>(entity: Entity<Fields>, slot: string): boolean =>
  slot === 'gsi1' ? entity.listed : Object.values(entity.lists).some((list) => list.slot === slot);

/** The text that selects one list of an index: `all`, or the list's name and the values of its attributes. */
export const listKey = (name: string, values: readonly string[]): string => [name, ...values].join('#');

const sharedValues = ({ shared }: ListDefinition, values: readonly string[]): readonly string[] =>
  values.map((value) => shared?.[value] ?? value);

/** Folds text for a name search: compatibility form, lower case, single spaces. */
export const foldText = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();

/** Key values of the lists that a record is in, by slot: what selects the list, and what sorts in it. */
function listPlaces<Fields extends object>(entity: Entity<Fields>, record: Item): Map<string, Record<string, string>> {
  const id = String(record.id ?? [...entity.partition, ...entity.sort].map((name) => String(record[name])).join('#'));
  const places = new Map<string, Record<string, string>>();
  const put = (slot: string, list: string, sort: string) =>
    places.set(slot, { [`${slot}List`]: list, [`${slot}Sort`]: sort });
  if (entity.listed) put('gsi1', 'all', id);
  for (const [name, list] of Object.entries(entity.lists)) {
    if (list.placeOf !== undefined) {
      const place = list.placeOf(record);
      if (place !== undefined) put(list.slot, listKey(name, place.values), place.sort);
      continue;
    }
    const values = list.by.map((attribute) => record[attribute]);
    if (values.some((value) => value === undefined || value === null)) continue;
    const sortBy = list.sortBy === undefined ? undefined : foldText(String(record[list.sortBy] ?? '')).slice(0, 200);
    put(
      list.slot,
      listKey(name, sharedValues(list, values.map(String))),
      sortBy === undefined ? id : `${sortBy}#${id}`,
    );
  }
  return places;
}

/**
 * The table item of a record: its key, the keys of the lists it is in, and its attributes but for those that the key
 * tells (tenant, entity, a key of one part) and a time of change that is the time of creation. An item is paid for by
 * the kilobyte, and what stands in it twice is what puts many of them just above one (decision 0011).
 */
export function toItem<Fields extends object>(entity: Entity<Fields>, record: Stored<Fields>): Item {
  const { keys, attributes } = modelOf(entity);
  const values: Item = { ...record };
  const item: Record<string, unknown> = {};
  for (const name of attributes) if (values[name] !== undefined) item[name] = values[name];
  Object.assign(item, keys.record?.(values));
  const told = toldByKey(entity, item);
  for (const name of attributes) if (item[name] === told[name]) delete item[name];
  if (item.updatedAt === item.createdAt) delete item.updatedAt;
  for (const [slot, place] of listPlaces(entity, values)) {
    Object.assign(item, keys[slot]?.({ ...values, ...place }));
  }
  for (const name of Object.keys(toldByLists(entity, item))) delete item[name];
  if (entity.due !== undefined) Object.assign(item, dueKeys(entity, values, item));
  return item;
}

/** The record of a table item: the keys are left out, and what they tell stands in it again. */
export function fromItem<Fields extends object>(entity: Entity<Fields>, item: Item): Stored<Fields> {
  const full: Item = { updatedAt: item.createdAt, ...toldByKey(entity, item), ...toldByLists(entity, item), ...item };
  const record: Record<string, unknown> = {};
  for (const name of modelOf(entity).attributes) if (full[name] !== undefined) record[name] = full[name];
  return record as Stored<Fields>;
}

/** What an item's key says of its record: the tenant, and the value of each half that is made of one attribute. */
function toldByKey(entity: Pick<Entity, 'partition' | 'sort' | 'space'>, { pk, sk }: Item): Record<string, string> {
  const parts = String(pk).split(DELIMITER);
  const isTenants = entity.space === 'tenant';
  const [partition, ...otherPartition] = entity.partition;
  const [sort, ...otherSort] = entity.sort;
  return {
    ...(isTenants ? { tenantId: parts[1] ?? '' } : {}),
    ...(partition !== undefined && otherPartition.length === 0
      ? { [partition]: parts.slice(isTenants ? 3 : 2).join(DELIMITER) }
      : {}),
    ...(sort !== undefined && otherSort.length === 0 ? { [sort]: String(sk).slice(SORT_KEY_START.length) } : {}),
  };
}

/** What an item's places in lists say of its record. */
function toldByLists(entity: Pick<Entity, 'lists'>, item: Item): Record<string, unknown> {
  const told: Record<string, unknown> = {};
  for (const { slot, sortTells } of Object.values(entity.lists)) {
    if (sortTells !== undefined && item[`${slot}sk`] !== undefined) told[sortTells] = item[`${slot}sk`];
  }
  return told;
}

/** The partition key of a list: what a query of its index selects by. */
export function listPartition<Fields extends object>(
  entity: Entity<Fields>,
  tenantId: string,
  list: string,
  values: readonly string[],
) {
  const definition = entity.lists[list];
  const slot = list === 'all' ? 'gsi1' : definition?.slot;
  const maker = slot === undefined ? undefined : modelOf(entity).keys[slot];
  if (slot === undefined || maker === undefined) throw new Error(`${entity.name} has no list "${list}"`);
  const selected = definition === undefined ? values : sharedValues(definition, values);
  const keys = maker({ tenantId, [`${slot}List`]: listKey(list, selected) }, 'none');
  return { slot, pk: keys[`${slot}pk`] };
}

/** The key of a record within a tenant; a bare text is its `id`. */
export type RecordKey = string | Readonly<Record<string, string>>;

export function itemKey<Fields extends object>(
  entity: Entity<Fields>,
  tenantId: string,
  key: RecordKey,
): { pk: string; sk: string } {
  const values = typeof key === 'string' ? { id: key } : key;
  return modelOf(entity).keys.record?.({ tenantId, ...values }) as { pk: string; sk: string };
}
