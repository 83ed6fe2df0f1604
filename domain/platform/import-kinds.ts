/** The kinds of all modules, by name. */
import type { Context } from '../../shared/context.ts';
import { customColumns } from '../../shared/custom-fields/import-custom-fields.ts';
import type { ImportKind } from '../../shared/module.ts';
import { rejectField } from '../../shared/rejection.ts';
import { fieldsOf, type KindFields, withOwnFields } from './import-columns.ts';
import { allModules } from './registry.ts';

export const allKinds = async (): Promise<readonly ImportKind[]> =>
  (await allModules()).flatMap(({ imports }) => imports);

/** @throws Rejection 422 `/kind` that names the kinds there are */
export async function needKind(name: string): Promise<ImportKind> {
  const kinds = await allKinds();
  const found = kinds.find(({ kind }) => kind === name);
  if (found === undefined)
    throw rejectField('/kind', 'unknown_kind', `must be one of ${kinds.map(({ kind }) => kind).join(', ')}`);
  return found;
}

/** Fields of a kind's rows, with those that the tenant added. */
export const tenantFieldsOf = async (context: Context, kind: ImportKind): Promise<KindFields> =>
  withOwnFields(fieldsOf(kind), await customColumns(context, kind.customFields));
