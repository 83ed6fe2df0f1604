/** Given roles and the matching of permission patterns. A tenant's own roles are lists of the same patterns. */
export const GIVEN_ROLES = ['owner', 'admin', 'sales', 'operations', 'finance', 'hr', 'service', 'viewer'] as const;
export type GivenRole = (typeof GIVEN_ROLES)[number];

type Granted = { readonly name: string; readonly roles: readonly GivenRole[] };

/**
 * Whether a pattern grants a permission. Patterns: `*` (all), `*:read` (every read), `sales.*` (a module),
 * `sales.order:*` (a thing), `sales.order:release` (one).
 */
export function grants(pattern: string, permission: string): boolean {
  if (pattern === '*' || pattern === permission) return true;
  if (pattern === '*:read') return permission.endsWith(':read');
  return pattern.endsWith('*') && pattern.length > 2 && permission.startsWith(pattern.slice(0, -1));
}

/** Whether the actor's patterns, or one of its given roles, hold a permission. */
export function isAllowed(
  actor: { patterns: readonly string[]; roles: readonly string[] },
  permission: Granted,
): boolean {
  const byRole = actor.roles.some(
    (role) =>
      role === 'owner' ||
      role === 'admin' ||
      (role === 'viewer' && permission.name.endsWith(':read')) ||
      permission.roles.some((holder) => holder === role),
  );
  return byRole || actor.patterns.some((pattern) => grants(pattern, permission.name));
}

/** Whether what a context holds, given roles and patterns side by side, has a permission in it. */
export const isHeld = (held: readonly string[], permission: Granted): boolean =>
  isAllowed({ roles: held, patterns: held }, permission);

/** The shape of a pattern in a request: what `grants` understands, nothing else. */
export const PERMISSION_PATTERN = /^(\*|\*:read|[a-z]+\.\*|[a-z]+\.[a-z_]+:(\*|[a-z_]+))$/;
