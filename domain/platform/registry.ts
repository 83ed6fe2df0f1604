/**
 * The registry, for the few places of the platform that work over all modules: set-up of a tenant, permissions, kinds
 * of import, the API's description. Loaded when it is needed, since the registry imports this module's manifest.
 */
import type { ModuleManifest, Permission } from '../../shared/module.ts';

export const allModules = async (): Promise<readonly ModuleManifest[]> => (await import('../modules.ts')).modules;

export const allPermissions = async (): Promise<readonly Permission[]> =>
  (await allModules()).flatMap(({ permissions }) => permissions);
