/** An example of an event, whole: for the catalogue of event types and the description of webhooks. */
import { exampleId, exampleOf, type IdExample } from '../example-value.ts';
import type { ModuleManifest } from '../module.ts';
import { jsonSchemaOf } from '../openapi-schemas.ts';
import type { TenantId } from '../values/ids.ts';
import type { EventDefinition, EventEnvelope } from './event.ts';

/** The prefix of an id of which the field's name does not tell the kind. */
const SOME_RECORD = 'rec';

/** Ids by the nouns of the entities: `orderId` is that of the noun, `salesOrderId` that of the module's noun. */
export function idExamples(modules: readonly ModuleManifest[]): IdExample {
  const prefixes = new Map<string, string>();
  for (const { entities } of modules) {
    for (const { name, idPrefix } of entities) {
      if (idPrefix === undefined) continue;
      const [module = '', noun = ''] = name.split('.');
      prefixes.set(`${module}${pascal(noun)}`.toLowerCase(), idPrefix);
      if (!prefixes.has(pascal(noun).toLowerCase())) prefixes.set(pascal(noun).toLowerCase(), idPrefix);
    }
  }
  return (field) => {
    const noun = /^(.+)Id$/.exec(field)?.[1]?.toLowerCase();
    const prefix = noun === undefined ? undefined : prefixes.get(noun);
    return noun === undefined ? undefined : exampleId(prefix ?? SOME_RECORD);
  };
}

const pascal = (noun: string): string =>
  noun
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** The envelope of an event of a definition, with data that fit its schema. */
export function exampleEvent(
  { type, version, schema }: EventDefinition,
  modules: readonly ModuleManifest[],
): EventEnvelope {
  const [module = '', noun = ''] = type.split('.');
  const idOf: IdExample = idExamples(modules);
  const json = jsonSchemaOf(schema);
  const data = exampleOf(json, (json.$defs ?? {}) as Record<string, unknown>, idOf);
  const ofNoun = idOf(`${module}${pascal(noun)}Id`) ?? '';
  const [ofData] = Object.entries(data as object).flatMap(([name, value]) =>
    name.endsWith('Id') ? [String(value)] : [],
  );
  const subject = ofNoun.startsWith(SOME_RECORD) ? (ofData ?? ofNoun) : ofNoun;
  return {
    ...{ id: exampleId('evt'), type, version, time: '2026-11-24T09:30:00.000Z' },
    ...{ tenantId: exampleId('ten') as TenantId, actor: { kind: 'user', id: exampleId('usr') } },
    ...{ correlationId: exampleId('opp'), causationId: exampleId('req'), subject, sequence: 3 },
    data,
  };
}
