import { z } from 'zod';
import type { Stored } from '../../shared/table/entity.ts';
import { Instant } from '../../shared/values/time.ts';
import { PermissionPattern, type Role } from './role.schema.ts';

export const RoleResource = z
  .object({
    id: z.string(),
    name: z.string(),
    permissions: z.array(PermissionPattern),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Role' });
export type RoleResource = z.infer<typeof RoleResource>;

export function presentRole(record: Stored<Role>): RoleResource {
  const { id, name, patterns, version, createdAt, updatedAt } = record;
  return { id, name, permissions: patterns, version, createdAt, updatedAt };
}
