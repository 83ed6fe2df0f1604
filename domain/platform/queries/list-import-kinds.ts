/** What can be imported, with the fields of each kind: read from the manifests, the same for every company. */
import type { ImportKindResource } from '../import.resource.ts';
import { fieldsOf } from '../import-columns.ts';
import { allKinds } from '../import-kinds.ts';

export async function listImportKinds(): Promise<{ data: ImportKindResource[] }> {
  const kinds = await allKinds();
  const data = kinds.map((kind) => {
    const { all, required } = fieldsOf(kind);
    const fields = all.map((name) => ({ name, required: required.includes(name) }));
    return { kind: kind.kind, permission: kind.permission, fields };
  });
  return { data };
}
