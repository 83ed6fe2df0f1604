/** What can be exported: read from the manifests, the same for every company. */
import type { ExportKindResource } from '../exports/export.resource.ts';
import { TENANT_KIND } from '../exports/export.schema.ts';
import { filterNames, listKinds, TENANT_PERMISSION } from '../exports/export-kinds.ts';

export async function listExportKinds(): Promise<{ data: ExportKindResource[] }> {
  const kinds = (await listKinds()).map((kind): ExportKindResource => {
    const { permission, summary } = kind.route;
    const formats = ['csv', 'ndjson', 'parquet'] as const;
    return {
      ...{ kind: kind.kind, alias: kind.alias ?? null, permission, summary },
      formats: [...formats],
      filters: filterNames(kind),
    };
  });
  const tenant: ExportKindResource = {
    ...{ kind: TENANT_KIND, alias: null, permission: TENANT_PERMISSION, formats: ['ndjson'], filters: [] },
    summary: 'The whole company, to be imported into an empty one.',
  };
  return { data: [...kinds, tenant] };
}
