/**
 * The API's description, in the version that is asked for: built from the manifests at the first request for it, and
 * kept. Who is signed in gets the company's own, with the fields that it added.
 */
import { type FieldsByKind, withCustomFields } from '../../../shared/custom-fields/describe-custom-fields.ts';
import { knownFields } from '../../../shared/custom-fields/known-fields.ts';
import { type ApiVersion, changesAfter, NEWEST_VERSION, olderDocument } from '../../../shared/http/versions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { type OpenApiDocument, openApiOf } from '../../../shared/openapi.ts';
import type { PlatformContext } from '../../../shared/platform-context.ts';
import { FieldKind } from '../custom-fields/custom-field.schema.ts';
import { allModules } from '../registry.ts';

type Built = { readonly document: OpenApiDocument; readonly text: string };
const built = new Map<ApiVersion, Promise<Built>>();

const TITLE = 'Tandem';
const DESCRIPTION =
  'CRM in front, ERP behind, one closed loop: from a won opportunity to a paid invoice. Errors are RFC 9457 problems ' +
  'with a stable `code`; every POST takes an `Idempotency-Key`; lists are paged by cursor.';

export async function getOpenapi(context: PlatformContext, { version = NEWEST_VERSION }: RouteInput): Promise<string> {
  const known = built.get(version) ?? build(version);
  built.set(version, known);
  const { document, text } = await known;
  const fields = await fieldsOfCaller(context);
  return fields.size === 0 ? text : JSON.stringify(withCustomFields(document, fields));
}

async function build(version: ApiVersion): Promise<Built> {
  const modules = await allModules();
  const newest = openApiOf(modules, { title: TITLE, version, description: DESCRIPTION });
  const changes = modules.flatMap((manifest) => manifest.changes);
  const document = olderDocument(newest, changesAfter(changes, version));
  return { document, text: JSON.stringify(document) };
}

/** The active fields of the caller's company, of the kinds that have some. */
async function fieldsOfCaller({ caller, platform }: PlatformContext): Promise<FieldsByKind> {
  if (caller === undefined) return new Map();
  const context = platform.inTenant(caller.tenantId, caller.actor);
  const kinds = await Promise.all(
    FieldKind.options.map(async (kind) => [kind, (await knownFields(context, kind, { fresh: true })).active] as const),
  );
  return new Map(kinds.filter(([, active]) => active.length > 0));
}
