/** What can be imported, with the fields of each kind: read from the manifests, and those that the company added. */
import type { Context } from '../../../shared/context.ts';
import type { ImportKindResource } from '../import.resource.ts';
import { allKinds, tenantFieldsOf } from '../import-kinds.ts';

export async function listImportKinds(context: Context): Promise<{ data: ImportKindResource[] }> {
  const kinds = await allKinds();
  const data = kinds.map(async (kind) => {
    const { all, required } = await tenantFieldsOf(context, kind);
    const fields = all.map((name) => ({ name, required: required.includes(name) }));
    return { kind: kind.kind, permission: kind.permission, fields };
  });
  return { data: await Promise.all(data) };
}
