/** Where a function's code comes from: the built asset that is deployed, or the sources. */
import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AssetFolders } from '../template/template.ts';
import type { LoadedModule, LoadModule } from './functions.ts';
import type { FunctionConfig } from './read-functions.ts';

const EXTENSIONS = ['.mjs', '.js', '.cjs'];

/** `sales/api.handler` → `sales/api`. */
const moduleOf = ({ handler }: FunctionConfig): string => handler.slice(0, handler.lastIndexOf('.'));

/**
 * Copies the assets of the functions to a folder of the running cloud. The next build, of a test run perhaps, throws
 * the assembly's own away, and functions load parts of their code as late as at their first use.
 */
export function keepAssets(assets: AssetFolders, keys: readonly string[], folder: string): AssetFolders {
  rmSync(folder, { recursive: true, force: true });
  const kept = new Map<string, string>();
  for (const key of new Set(keys)) {
    const source = assets.get(key);
    if (source === undefined) continue;
    const copy = join(folder, String(kept.size));
    cpSync(source, copy, { recursive: true });
    kept.set(key, copy);
  }
  return kept;
}

/** Loads the asset that the template names. */
export const bundleLoader =
  (assets: AssetFolders): LoadModule =>
  async (config) => {
    const folder = assets.get(config.assetKey);
    if (folder === undefined) throw new Error(`${config.name}: the assembly has no asset ${config.assetKey}`);
    const path = EXTENSIONS.map((extension) => join(folder, moduleOf(config) + extension)).find(existsSync);
    if (path === undefined) throw new Error(`${config.name}: its asset holds no module ${moduleOf(config)}`);
    return (await import(pathToFileURL(path).href)) as LoadedModule;
  };

/** Loads the sources under `folder` with the names that the handlers have in the asset. */
export const sourceLoader =
  (folder: string): LoadModule =>
  async (config) =>
    (await import(pathToFileURL(join(folder, `${moduleOf(config)}.ts`)).href)) as LoadedModule;
