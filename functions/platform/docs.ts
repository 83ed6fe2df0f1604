/** Lambda entry of the reference page at `/docs`: a function with no routes of a module and no rights. */
import { readFile } from 'node:fs/promises';
import { docsFunction } from '../../shared/http/docs-page.ts';
import { bindAws } from '../../shared/runtime/aws.ts';

/** Beside the bundles, whose files are all one folder below their root (`infra/docs-script.ts`). */
const SCRIPT = new URL('../assets/scalar.js.gz', import.meta.url);

export const create = () => docsFunction(() => readFile(SCRIPT));
export const handler = bindAws(create);
