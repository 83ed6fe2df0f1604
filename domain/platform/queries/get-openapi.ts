/** The API's description, built from the manifests at the first request and kept as long as the process lives. */
import { openApiOf } from '../../../shared/openapi.ts';
import { allModules } from '../registry.ts';

let built: Promise<string> | undefined;

const TITLE = 'Tandem';
const VERSION = '1.0.0';
const DESCRIPTION =
  'CRM in front, ERP behind, one closed loop: from a won opportunity to a paid invoice. Errors are RFC 9457 problems ' +
  'with a stable `code`; every POST takes an `Idempotency-Key`; lists are paged by cursor.';

export async function getOpenapi(): Promise<string> {
  built ??= allModules().then((modules) =>
    JSON.stringify(openApiOf(modules, { title: TITLE, version: VERSION, description: DESCRIPTION })),
  );
  return built;
}
