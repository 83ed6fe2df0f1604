/** Whether a record exists that a lookup field names: by its key, since the fields' kernel knows no module's entity. */
import { z } from 'zod';
import type { Context } from '../context.ts';
import { defineEntity, type Entity } from '../table/entity.ts';
import { recordsOf } from '../table/records.ts';

const Named = z.object({ id: z.string() });
const named = new Map<string, Entity<z.infer<typeof Named>>>();

/** Not through the reads of a commit: they keep what they read, and this knows the record's id alone. */
export async function isRecord(
  { deps, tenantId }: Pick<Context, 'deps' | 'tenantId'>,
  entityName: string,
  id: string,
): Promise<boolean> {
  const entity = named.get(entityName) ?? defineEntity({ name: entityName, schema: Named, listed: false });
  named.set(entityName, entity);
  return (await recordsOf(deps.table, tenantId).get(entity, id)) !== undefined;
}
