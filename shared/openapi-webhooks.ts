/** The `webhooks` of the OpenAPI document: what endpoints are sent, from the events that the modules declare. */
import { exampleEvent } from './events/example-event.ts';
import type { ModuleManifest } from './module.ts';
import { capitalised, type Json, type Schemas } from './openapi-schemas.ts';

/**
 * What an endpoint is sent, by event type. An answer of 2xx takes the event; every other is tried again.
 */
export function webhooksOf(schemas: Schemas, modules: readonly ModuleManifest[]): Record<string, Json> {
  const all = modules.flatMap(({ name, emits }) => emits.map((definition) => ({ name, definition })));
  return Object.fromEntries(
    all
      .toSorted((a, b) => (a.definition.type < b.definition.type ? -1 : 1))
      .map(({ name, definition }) => {
        const { type, version, summary, schema } = definition;
        const data = schemas.of(name, schema, 'output');
        const envelope = { ...ENVELOPE, properties: { ...ENVELOPE.properties, type: { const: type }, data } };
        const example = exampleEvent(definition, modules);
        const post = {
          operationId: `on${type.split(/[._]/).map(capitalised).join('')}`,
          tags: [name],
          summary,
          'x-event-version': version,
          parameters: WEBHOOK_HEADERS,
          requestBody: {
            required: true,
            content: { 'application/json': { schema: envelope, example: { ...example, timestamp: example.time } } },
          },
          responses: {
            '2XX': { description: 'Taken.' },
            410: { description: 'The endpoint is disabled: nothing more is sent to it.' },
            default: { description: 'Tried again, up to ten attempts within some 75 hours.' },
          },
        };
        return [type, { post }];
      }),
  );
}

/** The envelope of an event as endpoints are sent it; `GET /events/{eventId}` gives the same but for `timestamp`. */
const ENVELOPE = {
  type: 'object',
  required: [
    ...['id', 'type', 'version', 'time', 'timestamp', 'tenantId', 'actor', 'correlationId', 'causationId'],
    ...['subject', 'sequence', 'data'],
  ],
  properties: {
    id: { type: 'string', description: 'The same however often the event is sent: tell doubles by it.' },
    type: { type: 'string' },
    version: { type: 'integer' },
    time: { type: 'string', format: 'date-time' },
    timestamp: { type: 'string', format: 'date-time', description: '`time` by the name of Standard Webhooks.' },
    tenantId: { type: 'string' },
    actor: {
      type: 'object',
      required: ['kind', 'id'],
      properties: { kind: { enum: ['user', 'apiKey', 'system'] }, id: { type: 'string' } },
    },
    correlationId: { type: 'string' },
    causationId: { type: 'string' },
    subject: { type: 'string', description: 'The id of the record that changed.' },
    sequence: { type: 'integer', description: 'The record’s version after the change: orders its events.' },
  },
} as const;

const headerOf = (name: string, description: string) => ({
  ...{ name, in: 'header', required: true, description },
  schema: { type: 'string' },
});
/** Standard Webhooks 1.0. */
const WEBHOOK_HEADERS = [
  headerOf('webhook-id', 'The id of the message: the same in every attempt.'),
  headerOf('webhook-timestamp', 'When this attempt was made, in seconds since 1970.'),
  headerOf(
    'webhook-signature',
    'Signatures with the endpoint’s secrets and keys, separated by blanks: `v1,…`, `v1a,…`.',
  ),
];
