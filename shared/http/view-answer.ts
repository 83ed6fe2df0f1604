/** How a caller wants an answer: some of its fields, records beside their ids, the shape of an older version. */
import type { Context } from '../context.ts';
import type { ModuleManifest, TenantRoute } from '../module.ts';
import { type AnswerSchema, answerSchemaOf, withDefinitions } from './answer-schema.ts';
import type { ApiEvent, ApiResult } from './api-event.ts';
import {
  type ExpandPaths,
  type ExpandTargets,
  expandAnswer,
  expandTargets,
  type Holder,
  readExpand,
} from './expand-answer.ts';
import { type FieldTree, readFields, selectFields } from './select-fields.ts';
import { type ApiChange, type ApiVersion, changesAfter, olderAnswer, olderSchemaOf } from './versions.ts';

/** Query parameters of every GET of signed-in callers, beside the route's own. */
export const VIEW_PARAMETERS: ReadonlySet<string> = new Set(['fields', 'expand']);

/** All modules, loaded when an answer is to hold what is another module's. */
export type LoadModules = () => Promise<readonly ModuleManifest[]>;

export type View = {
  readonly version: ApiVersion;
  readonly changes: readonly ApiChange[];
  readonly fields: FieldTree | undefined;
  readonly expand: ExpandPaths | undefined;
  readonly targets: ExpandTargets;
};

const schemas = new WeakMap<TenantRoute, AnswerSchema>();
function schemaOf(route: TenantRoute): AnswerSchema {
  const schema = schemas.get(route) ?? answerSchemaOf(route.response);
  schemas.set(route, schema);
  return schema;
}

const targetsOf = new WeakMap<readonly ModuleManifest[], ExpandTargets>();
function knownTargets(modules: readonly ModuleManifest[]): ExpandTargets {
  const targets = targetsOf.get(modules) ?? expandTargets(modules);
  targetsOf.set(modules, targets);
  return targets;
}

/** What a request asks for; undefined where it is the answer as it is. @throws Rejection 422 at `/query/fields` or `/query/expand` */
export async function readView(
  manifest: ModuleManifest,
  route: TenantRoute,
  event: ApiEvent,
  version: ApiVersion,
  load: LoadModules,
): Promise<View | undefined> {
  const query = route.method === 'GET' ? new URLSearchParams(event.rawQueryString) : undefined;
  const [fields, expand] = [query?.get('fields') ?? undefined, query?.get('expand') ?? undefined];
  const changes = changesAfter(manifest.changes, version);
  if (fields === undefined && expand === undefined && changes.length === 0) return undefined;
  const targets = expand === undefined ? [] : knownTargets(await load());
  const schema = withDefinitions(schemaOf(route), olderSchemaOf(changes));
  const paths = expand === undefined ? undefined : readExpand(expand, schema, targets);
  const added = new Set((paths ?? []).map((path) => path.join('.')));
  return {
    ...{ version, changes, targets, expand: paths },
    fields: fields === undefined ? undefined : readFields(fields, schema, added),
  };
}

/** The answer in the caller's view. Refusals, and answers without a body, are the same in every view. */
export async function viewAnswer(
  result: ApiResult,
  route: TenantRoute,
  view: View,
  caller: { readonly context: Context; readonly holder: Holder },
): Promise<ApiResult> {
  if (result.body === '' || route.contentType !== undefined) return result;
  let body = olderAnswer(view.changes, schemaOf(route), JSON.parse(result.body));
  if (view.expand !== undefined) {
    await expandAnswer(body, view.expand, {
      ...caller,
      targets: view.targets,
      presentAs: ({ manifest, route: other }, record) =>
        olderAnswer(changesAfter(manifest.changes, view.version), schemaOf(other), record),
    });
  }
  if (view.fields !== undefined) body = selectRecords(body, view.fields);
  return { ...result, body: JSON.stringify(body) };
}

/** Of a list, the fields are those of its records, and its cursor stays. */
function selectRecords(body: unknown, fields: FieldTree): unknown {
  const list = body as { readonly data?: unknown } | null;
  return Array.isArray(list?.data) ? { ...list, data: selectFields(list.data, fields) } : selectFields(body, fields);
}
