/** A role of the tenant's own: a named list of permission patterns. */
import { z } from 'zod';
import { PERMISSION_PATTERN } from '../../shared/authz/roles.ts';

const PATTERNS_MAX = 100;
/** A role's name is held by one role. */
export const ROLE_NAME_RULE = 'platform.role.name';

export const PermissionPattern = z
  .string()
  .max(100)
  .regex(PERMISSION_PATTERN, 'must be *, *:read, module.*, module.thing:* or module.thing:verb')
  .meta({ id: 'PermissionPattern', examples: ['sales.order:release'] });

export const PermissionPatterns = z.array(PermissionPattern).min(1).max(PATTERNS_MAX);

export const Role = z.object({
  id: z.string(),
  name: z.string(),
  patterns: z.array(z.string()),
  /** A deleted role stays as a record, so that its audit chain stays whole; it grants nothing and is not shown. */
  state: z.enum(['active', 'deleted']),
});
export type Role = z.infer<typeof Role>;
