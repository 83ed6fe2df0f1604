/**
 * Who may read which events. An event tells of a record of its module, so that whoever reads it must be let in there:
 * `<module>.<noun>:read` for `<module>.<noun>.<verbed>`; where the module has no such permission (a noun that is no
 * record, as in `inventory.supply.pegged`) every `:read` of the module, since the event may tell of any of its records.
 */
import { isHeld } from '../../shared/authz/roles.ts';
import type { ModuleManifest, Permission } from '../../shared/module.ts';

/** The permissions that are needed to read events of a type, all of them. */
export function permissionsFor(type: string, modules: readonly ModuleManifest[]): readonly Permission[] {
  const [module = '', noun = ''] = type.split('.');
  const reads = (modules.find(({ name }) => name === module)?.permissions ?? []).filter(({ name }) =>
    name.endsWith(':read'),
  );
  const own = reads.filter(({ name }) => name === `${module}.${noun}:read`);
  return own.length > 0 ? own : reads;
}

/** Makes the test of a caller's given roles and patterns. A type of no module, or of one without reads, is nobody's. */
export function readableTypes(held: readonly string[], modules: readonly ModuleManifest[]): (type: string) => boolean {
  const known = new Map<string, boolean>();
  return (type) => {
    const answer = known.get(type) ?? mayRead(held, permissionsFor(type, modules));
    known.set(type, answer);
    return answer;
  };
}

const mayRead = (held: readonly string[], needed: readonly Permission[]): boolean =>
  needed.length > 0 && needed.every((permission) => isHeld(held, permission));
