/**
 * The sparse index of records with an instant at which something is to be done with them (decision 0014). Its keys are
 * of the platform space and say all that a message needs, so that who sends it reads no tenant's record.
 */
import { instantOf } from '../values/time.ts';
import type { Item } from './entity.ts';

/** Which entity's records fall due: the attribute with the instant, and the one that names their group. */
type DueEntity = { readonly due?: string | undefined; readonly dueGroup?: string | undefined };

/** What a message is told of a record, from its keys. */
export type DueItem = {
  readonly tenantId: string;
  readonly entity: string;
  readonly pk: string;
  readonly sk: string;
  /** RFC 3339 UTC with milliseconds. */
  readonly due: string;
  /** Records of one group do not delay those of another; empty where the entity names none. */
  readonly group: string;
};

/** A queue holds a message back for 15 minutes at most; what is further away waits in the index. */
export const SOON_MS = 15 * 60_000;
/** `soon`: the relay sends it as it is written. `later`: the sweeper sends it when its minute comes. */
export const DUE_KINDS = ['soon', 'later'] as const;
export type DueKind = (typeof DUE_KINDS)[number];
export const DUE_SHARDS = 4;

/** Partition key of a shard in the index; without a shard, what all of its kind begin with. */
export const dueKey = (kind: DueKind, shard: number | '' = ''): string => `p#due#${kind}#${shard}`;

/**
 * The keys of a record in the index; none while its instant is unset. `at` is the time of the write: the distance from
 * there to the instant says which way its message goes.
 * @throws Error where the attribute holds no instant
 */
export function dueKeys(entity: DueEntity, record: Item, { pk, sk }: Item): Item {
  const value = entity.due === undefined ? undefined : record[entity.due];
  if (value === undefined || value === null) return {};
  const dueMs = Date.parse(String(value));
  if (Number.isNaN(dueMs)) throw new Error(`${entity.due}: "${String(value)}" is no instant`);
  const kind = dueMs - Date.parse(String(record.updatedAt)) <= SOON_MS ? 'soon' : 'later';
  const group = entity.dueGroup === undefined ? '' : String(record[entity.dueGroup] ?? '');
  return { duepk: dueKey(kind, shardOf(String(pk), String(sk))), duesk: `${instantOf(dueMs)}#${group}` };
}

/** Ids end at random, and either half of the key may be the one that differs. */
const shardOf = (pk: string, sk: string): number =>
  ((pk.charCodeAt(pk.length - 1) || 0) + (sk.charCodeAt(sk.length - 1) || 0)) % DUE_SHARDS;

/** What an item, or an entry of the index, says by its keys. */
export function dueItem({ pk, sk, duesk }: Item): DueItem {
  const [, tenantId = '', entity = ''] = String(pk).split('#');
  const [due = '', ...group] = String(duesk).split('#');
  return { tenantId, entity, pk: String(pk), sk: String(sk), due, group: group.join('#') };
}
