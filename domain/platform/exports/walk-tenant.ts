/**
 * Goes through everything that is a tenant's own, page by page, from a place that can be put down: first what hangs by
 * the tenant itself, then the list of each kind with what hangs by its records and their audit entries, then the log of
 * events. Every record is found once, as it is when its page is read.
 */
import type { Hanging } from '../../../shared/belongings.ts';
import type { Context } from '../../../shared/context.ts';
import type { Entity, Item, Stored } from '../../../shared/table/entity.ts';
import { eventLog } from '../../../shared/table/event-log.ts';
import { auditEntry, uniqueMarker } from '../../../shared/table/kernel-entities.ts';
import type { ListPosition } from '../../../shared/table/records.ts';
import { tenantProfile } from '../../../shared/tenancy.ts';
import { addDays, nowAt } from '../../../shared/values/time.ts';
import { type TenantScope, tenantScope } from './tenant-scope.ts';

export type Walked = { readonly entity: Entity; readonly record: Stored<object> };
/** Which of the sources, and where in it: a position in its list, for the log also the day. */
export type WalkPlace = {
  readonly source: number;
  readonly after?: ListPosition | undefined;
  readonly day?: string | undefined;
};
export type WalkPage = { readonly found: readonly Walked[]; readonly next: WalkPlace | undefined };

const OWNERS_A_PAGE = 50;
const EVENTS_A_PAGE = 100;
export const WALK_START: WalkPlace = { source: 0 };

/** The page at a place; the next place is undefined when everything has been found. */
export async function walkTenant(context: Context, place: WalkPlace): Promise<WalkPage> {
  const scope = await tenantScope();
  const lists = scope.entities.flatMap((entity) => {
    const list = wholeList(entity);
    return list === undefined ? [] : [{ entity, list }];
  });
  if (place.source === 0) {
    const profile = await context.records.need(tenantProfile, context.tenantId);
    return { found: await whatHangsBy(context, scope, tenantProfile.name, profile), next: { source: 1 } };
  }
  const at = lists[place.source - 1];
  if (at === undefined) return walkLog(context, scope, place);
  const page = await context.records.list(at.entity, at.list, [], {
    ...{ limit: OWNERS_A_PAGE, ascending: true, after: place.after },
  });
  const found = await Promise.all(page.records.map((record) => withHanging(context, scope, at.entity, record)));
  const next = page.next === undefined ? { source: place.source + 1 } : { source: place.source, after: page.next };
  return { found: found.flat(), next };
}

/** The list in which every record of an entity is; undefined where it has none. */
function wholeList({ listed, lists }: Entity): string | undefined {
  if (listed) return 'all';
  return Object.entries(lists).find(([, { by, placeOf }]) => by.length === 0 && placeOf === undefined)?.[0];
}

async function withHanging(
  context: Context,
  scope: TenantScope,
  entity: Entity,
  record: Stored<object>,
): Promise<Walked[]> {
  const [entries, hanging] = await Promise.all([
    entity.audited ? auditOf(context, entity, record) : [],
    whatHangsBy(context, scope, entity.name, record),
  ]);
  return [{ entity, record }, ...entries, ...hanging];
}

async function whatHangsBy(
  context: Context,
  scope: TenantScope,
  of: string,
  record: Stored<object>,
): Promise<Walked[]> {
  const owner = record as Item as Item & { readonly id: string };
  const refs = scope.belongingsOf(of).flatMap(({ found }) => found(owner));
  const found = await Promise.all(
    refs.map(async (ref) => {
      const hanging = await readHanging(context, ref, owner.id);
      return Promise.all(hanging.map((inner) => withHanging(context, scope, ref.entity, inner)));
    }),
  );
  return found.flat(2);
}

async function readHanging({ records }: Context, ref: Hanging, ownerId: string): Promise<Stored<object>[]> {
  if ('partition' in ref) return records.partition(ref.entity, ref.partition);
  const record = await records.get(ref.entity, ref.key);
  // A value that this record had once and another has claimed since hangs by that one.
  const isOthers = ref.entity.name === uniqueMarker.name && (record as Item | undefined)?.recordId !== ownerId;
  return record === undefined || isOthers ? [] : [record];
}

async function auditOf({ records }: Context, entity: Entity, record: Stored<object>): Promise<Walked[]> {
  const fields = record as Item;
  const key = [...entity.partition, ...entity.sort].map((name) => String(fields[name])).join('#');
  const entries = await records.partition(auditEntry, { recordId: String(fields.id ?? key) });
  // Two settings of different modules may have the same id, and so share a partition.
  return entries
    .filter((entry) => entry.entity === entity.name)
    .map((entry) => ({ entity: auditEntry as object as Entity, record: entry }));
}

async function walkLog(context: Context, scope: TenantScope, place: WalkPlace): Promise<WalkPage> {
  const today = nowAt(context.deps.clock).slice(0, 10);
  const day = place.day ?? (await context.records.need(tenantProfile, context.tenantId)).createdAt.slice(0, 10);
  const { records, next: after } = await context.records.list(eventLog, 'day', [day], {
    ...{ limit: EVENTS_A_PAGE, ascending: true, after: place.after },
  });
  const found = records
    .filter((record) => scope.tells(record))
    .map((record) => ({ entity: eventLog as object as Entity, record }));
  if (after !== undefined) return { found, next: { source: place.source, day, after } };
  return { found, next: day >= today ? undefined : { source: place.source, day: addDays(day, 1) } };
}
