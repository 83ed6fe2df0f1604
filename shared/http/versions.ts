/**
 * Versions of the API by date. Handlers know the newest only. A module declares what it changed and on which date, and
 * how an older answer, request and event is made of the newer one; the changes since a caller's version are applied one
 * after the other, answers from new to old, requests from old to new.
 */
import type { EventEnvelope } from '../events/event.ts';
import type { Method, ModuleManifest } from '../module.ts';
import type { OpenApiDocument } from '../openapi.ts';
import type { Json } from '../openapi-schemas.ts';
import { reject } from '../rejection.ts';
import { type AnswerSchema, alternatives, fieldsOf, resourceOf } from './answer-schema.ts';

type Fields = Readonly<Record<string, unknown>>;

export type ApiChange = {
  /** The version that brought it; callers of older versions do not see it. */
  readonly version: ApiVersion;
  /** For the page of versions: what was, what is, why. */
  readonly summary: string;
  /** By the id of the resource's schema, wherever it stands in an answer. */
  readonly resources?: Readonly<
    Record<string, { readonly older: (newer: Fields) => Fields; readonly olderSchema: (newer: Json) => Json }>
  >;
  /** By method and path: the body as it was sent before, made into the one that is sent now. */
  readonly requests?: Readonly<
    Record<
      `${Method} /${string}`,
      { readonly newer: (older: unknown) => unknown; readonly olderSchema: (newer: Json) => Json }
    >
  >;
  /** By the event's type: the data as it was before. */
  readonly events?: Readonly<Record<string, (newer: Fields) => Fields>>;
};

export type ApiVersion = '2026-11-01' | '2026-11-24';
type VersionFacts = {
  readonly version: ApiVersion;
  /** When a newer one took its place, and when it ends: a year after that. */
  readonly deprecatedAt?: string;
  readonly sunsetAt?: string;
};

/** Oldest first. */
export const API_VERSIONS: readonly VersionFacts[] = [
  { version: '2026-11-01', deprecatedAt: '2026-11-24T00:00:00Z', sunsetAt: '2027-11-24T00:00:00Z' },
  { version: '2026-11-24' },
];
export const API_VERSION_NAMES: readonly ApiVersion[] = API_VERSIONS.map(({ version }) => version);
export const FIRST_VERSION: ApiVersion = '2026-11-01';
export const NEWEST_VERSION: ApiVersion = '2026-11-24';
export const VERSION_HEADER = 'tandem-version';

const isVersion = (text: string): text is ApiVersion => API_VERSIONS.some(({ version }) => version === text);

/**
 * The version of a request: as its header says, or as its key was made with, or the newest.
 * @throws Rejection 400 `api.unknown_version`, with those that there are
 */
export function versionOf(header: string | undefined, pinned: string | undefined): ApiVersion {
  const asked = header?.trim() ?? pinned ?? NEWEST_VERSION;
  if (isVersion(asked)) return asked;
  const versions = API_VERSION_NAMES;
  throw reject('malformed', 'api.unknown_version', `There is no version "${asked.slice(0, 40)}" of this API.`, {
    facts: { versions },
  });
}

/** What an answer says of its version: which it is, and, where it is an old one, since and until when (RFC 9745, 8594). */
export function versionHeaders(version: ApiVersion): Record<string, string> {
  const { deprecatedAt, sunsetAt } = API_VERSIONS.find((known) => known.version === version) ?? {};
  return {
    [VERSION_HEADER]: version,
    ...(deprecatedAt === undefined ? {} : { deprecation: `@${Date.parse(deprecatedAt) / 1_000}` }),
    ...(sunsetAt === undefined ? {} : { sunset: new Date(Date.parse(sunsetAt)).toUTCString() }),
  };
}

/** Changes that a caller of this version does not see, newest first. */
export const changesAfter = (changes: readonly ApiChange[], version: ApiVersion): ApiChange[] =>
  changes.filter((change) => change.version > version).sort((a, b) => (a.version < b.version ? 1 : -1));

/** A body as it is sent now. */
export function newerBody(
  changes: readonly ApiChange[],
  route: { method: Method; path: string },
  body: unknown,
): unknown {
  const key = `${route.method} ${route.path}` as const;
  return changes.toReversed().reduce((sent, { requests = {} }) => requests[key as `GET /`]?.newer(sent) ?? sent, body);
}

/** An answer as it was before the changes. */
export function olderAnswer(changes: readonly ApiChange[], schema: AnswerSchema, body: unknown): unknown {
  const touched = (id: string) => changes.some(({ resources = {} }) => resources[id] !== undefined);
  const older = (id: string, record: Fields): Fields =>
    changes.reduce((newer, { resources = {} }) => resources[id]?.older(newer) ?? newer, record);
  const walk = (node: Json, value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) {
      const items = alternatives(schema, node).find((option) => option.items !== undefined)?.items as Json | undefined;
      return items === undefined ? value : value.map((item) => walk(items, item));
    }
    const fields = fieldsOf(schema, node);
    const inner = Object.fromEntries(
      Object.entries(value).map(([name, field]) => [name, walk(fields?.get(name) ?? {}, field)]),
    );
    const id = [node, ...((node.anyOf ?? []) as Json[])]
      .map(resourceOf)
      .find((found) => found !== undefined && touched(found));
    return id === undefined ? inner : older(id, inner);
  };
  return walk(schema.root, body);
}

/** How a resource was described before the changes. */
export const olderSchemaOf =
  (changes: readonly ApiChange[]) =>
  (id: string, schema: Json): Json =>
    changes.reduce((newer, { resources = {} }) => resources[id]?.olderSchema(newer) ?? newer, schema);

/** The description of the API as it was before the changes. */
export function olderDocument(document: OpenApiDocument, changes: readonly ApiChange[]): OpenApiDocument {
  if (changes.length === 0) return document;
  const describe = olderSchemaOf(changes);
  const schemas = (document.components.schemas ?? {}) as Record<string, Json>;
  const older = Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, describe(id, schema)]));
  return { ...document, components: { ...document.components, schemas: older }, paths: olderBodies(document, changes) };
}

function olderBodies({ paths }: OpenApiDocument, changes: readonly ApiChange[]): OpenApiDocument['paths'] {
  const all: Record<string, Json> = { ...paths };
  for (const [key, change] of changes.flatMap(({ requests = {} }) => Object.entries(requests))) {
    const [method = '', path = ''] = key.split(' ');
    const operation = all[path]?.[method.toLowerCase()] as Json | undefined;
    const content = (operation?.requestBody as { content?: Json } | undefined)?.content?.['application/json'];
    if (operation === undefined || content === undefined) continue;
    const { schema } = content as { readonly schema: Json };
    const requestBody = {
      ...(operation.requestBody as Json),
      content: { 'application/json': { schema: change.olderSchema(schema) } },
    };
    all[path] = { ...all[path], [method.toLowerCase()]: { ...operation, requestBody } };
  }
  return all;
}

/** An event as a receiver of this version knows it. Id, sequence and time are those of the event, in every version. */
export function renderEvent(
  modules: readonly Pick<ModuleManifest, 'changes'>[],
  version: ApiVersion,
  envelope: EventEnvelope,
): EventEnvelope {
  const changes = changesAfter(
    modules.flatMap((manifest) => manifest.changes),
    version,
  );
  const data = changes.reduce<Fields>(
    (newer, { events = {} }) => events[envelope.type]?.(newer) ?? newer,
    envelope.data as Fields,
  );
  return data === envelope.data ? envelope : { ...envelope, data };
}
