/** The catalogue of event types, read from the manifests: the same for every company. */
import type { Context } from '../../../shared/context.ts';
import { exampleEvent } from '../../../shared/events/example-event.ts';
import type { ModuleManifest, RouteInput } from '../../../shared/module.ts';
import { jsonSchemaOf } from '../../../shared/openapi-schemas.ts';
import type { EventTypeQuery, EventTypeResource } from '../event-log.resource.ts';
import { permissionsFor } from '../readable-types.ts';

let built: readonly EventTypeResource[] | undefined;

export async function listEventTypes(
  _context: Context,
  { query }: RouteInput<unknown, EventTypeQuery>,
): Promise<{ data: EventTypeResource[] }> {
  const { modules } = await import('../../modules.ts');
  built ??= catalogueOf(modules);
  return { data: built.filter(({ module }) => query.module === undefined || module === query.module) };
}

export const catalogueOf = (modules: readonly ModuleManifest[]): EventTypeResource[] =>
  modules.flatMap(({ name: module, emits }) =>
    emits
      .toSorted((a, b) => (a.type < b.type ? -1 : 1))
      .map((definition) => {
        const { type, version, summary } = definition;
        const permission = permissionsFor(type, modules).map(({ name }) => name);
        const schema = jsonSchemaOf(definition.schema);
        return { type, version, summary, module, permission, schema, example: exampleEvent(definition, modules) };
      }),
  );
