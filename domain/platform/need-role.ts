import { notFound } from '../../shared/rejection.ts';
import type { Stored } from '../../shared/table/entity.ts';
import type { Records } from '../../shared/table/records.ts';
import { role } from './role.entity.ts';
import type { Role } from './role.schema.ts';

/** A role that has not been deleted. @throws Rejection 404 */
export async function needRole({ records }: { readonly records: Records }, roleId: string): Promise<Stored<Role>> {
  const found = await records.get(role, roleId);
  if (found === undefined || found.state === 'deleted') throw notFound(role.name);
  return found;
}
