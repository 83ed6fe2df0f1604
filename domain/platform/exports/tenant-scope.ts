/** What of a tenant is its own and goes along to another place; what stays is in docs/bulk.md with the reason. */
import type { Belonging } from '../../../shared/belongings.ts';
import type { ModuleManifest } from '../../../shared/module.ts';
import type { Entity, Stored } from '../../../shared/table/entity.ts';
import { type EventRecord, eventLog } from '../../../shared/table/event-log.ts';
import { auditEntry, numberSeries, uniqueMarker } from '../../../shared/table/kernel-entities.ts';
import { allModules } from '../registry.ts';

export type TenantScope = {
  /** Entities of the modules that are carried. */
  readonly entities: readonly Entity[];
  /** Those, and the kernel's own that hang by them: audit, claims, numbers, events. */
  readonly byName: ReadonlyMap<string, Entity>;
  readonly belongingsOf: (entity: string) => readonly Belonging[];
  /** Whether a record of the log tells of something that is carried. */
  readonly tells: (record: Pick<EventRecord, 'events'>) => boolean;
};

const KERNEL = [auditEntry, uniqueMarker, numberSeries, eventLog] as readonly unknown[] as readonly Entity[];
let known: Promise<TenantScope> | undefined;

export function tenantScope(): Promise<TenantScope> {
  known ??= allModules().then(scopeOf);
  return known;
}

export function scopeOf(modules: readonly ModuleManifest[]): TenantScope {
  const entities = modules.flatMap((module) =>
    module.entities.filter((entity) => entity.space === 'tenant' && !module.stays.includes(entity)),
  );
  const belongings = Map.groupBy(
    modules.flatMap((module) => module.belongings),
    ({ of }) => of,
  );
  const silent = new Set(modules.filter(({ eventsStay }) => eventsStay).map(({ name }) => name));
  return {
    entities,
    byName: new Map([...entities, ...KERNEL].map((entity) => [entity.name, entity])),
    belongingsOf: (entity) => belongings.get(entity) ?? [],
    tells: ({ events }: Pick<Stored<EventRecord>, 'events'>) =>
      events.some(({ type }) => !silent.has(type.slice(0, type.indexOf('.')))),
  };
}
