/**
 * Who may give whom what. Nobody can grant what they do not hold, and nobody can change a member who holds more than
 * they do; what an owner is, only owners decide.
 */
import { GIVEN_ROLES, isAllowed } from '../../shared/authz/roles.ts';
import type { Permission } from '../../shared/module.ts';
import { type FieldError, reject, rejectField } from '../../shared/rejection.ts';
import type { Stored } from '../../shared/table/entity.ts';
import type { Role } from './role.schema.ts';

/** Names shown in a refusal; the rest is counted. */
const NAMES_SHOWN = 20;

export const isGivenRole = (role: string): boolean => (GIVEN_ROLES as readonly string[]).includes(role);

/** Given roles and patterns that a list of roles comes to; a role that is not among `ownRoles` grants nothing. */
export function rightsOfRoles(roles: readonly string[], ownRoles: readonly Stored<Role>[]): string[] {
  const patterns = new Map(ownRoles.filter(({ state }) => state === 'active').map((role) => [role.id, role.patterns]));
  return roles.flatMap((role) => (isGivenRole(role) ? [role] : (patterns.get(role) ?? [])));
}

/** The permissions that given roles and patterns come to. No given role reads as a pattern, nor the other way round. */
export const permissionsOf = (rights: readonly string[], all: readonly Permission[]): Permission[] =>
  all.filter((permission) => isAllowed({ roles: rights, patterns: rights }, permission));

/** @throws Rejection 422 with the pointer of each pattern that no permission matches */
export function expectKnownPatterns(patterns: readonly string[], all: readonly Permission[], pointer: string): void {
  const errors = patterns.flatMap((pattern, index): FieldError[] =>
    permissionsOf([pattern], all).length > 0
      ? []
      : [{ pointer: `${pointer}/${index}`, code: 'unknown_permission', message: 'matches no permission' }],
  );
  if (errors.length > 0)
    throw reject('invalid', 'platform.role.unknown_permission', 'A permission is not known.', { errors });
}

/** @throws Rejection 422 with the pointer of the first role that is neither given nor one of the tenant's own */
export function expectKnownRoles(roles: readonly string[], ownRoles: readonly Stored<Role>[], pointer: string): void {
  const known = new Set(ownRoles.filter(({ state }) => state === 'active').map(({ id }) => id));
  const index = roles.findIndex((role) => !isGivenRole(role) && !known.has(role));
  if (index >= 0) throw rejectField(`${pointer}/${index}`, 'unknown_role', 'is not a role of this company');
}

/**
 * Refuses to hand out, or to take away from a member, what the actor does not hold.
 * @throws Rejection 403 `platform.rights.owner_only` or `platform.rights.exceeded`
 */
export function expectCovers(actor: readonly string[], rights: readonly string[], all: readonly Permission[]): void {
  if (rights.includes('owner') && !actor.includes('owner'))
    throw reject('forbidden', 'platform.rights.owner_only', 'Only an owner decides who is an owner.');
  const held = new Set(permissionsOf(actor, all).map(({ name }) => name));
  const missing = permissionsOf(rights, all)
    .map(({ name }) => name)
    .filter((name) => !held.has(name));
  if (missing.length === 0) return;
  throw reject('forbidden', 'platform.rights.exceeded', 'This needs permissions that you do not hold yourself.', {
    facts: { missing: missing.slice(0, NAMES_SHOWN), missingCount: missing.length },
  });
}
