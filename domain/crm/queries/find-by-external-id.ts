import type { Entity, Stored } from '../../../shared/table/entity.ts';
import { uniqueMarker } from '../../../shared/table/kernel-entities.ts';
import type { Records } from '../../../shared/table/records.ts';

/** Records by external id, read consistently through the marker of its rule; what does not exist is left out. */
export async function findByExternalId<Fields extends object>(
  records: Records,
  entity: Entity<Fields>,
  rule: string,
  externalIds: readonly string[],
): Promise<Map<string, Stored<Fields>>> {
  const markers = await records.getMany(
    uniqueMarker,
    externalIds.map((value) => ({ rule, value })),
  );
  const found = await records.getMany(
    entity,
    markers.map(({ recordId }) => recordId),
  );
  const byId = new Map(found.map((record) => [String((record as { id?: unknown }).id), record]));
  return new Map(
    markers.flatMap(({ value, recordId }) => {
      const record = byId.get(recordId);
      return record === undefined ? [] : [[value, record] as const];
    }),
  );
}
