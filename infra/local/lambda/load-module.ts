/** Where a function's code comes from: the built asset that is deployed, or the sources. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AssetFolders } from '../template/template.ts';
import type { LoadedModule, LoadModule } from './functions.ts';
import type { FunctionConfig } from './read-functions.ts';

const EXTENSIONS = ['.mjs', '.js', '.cjs'];

/** `sales/api.handler` → `sales/api`. */
const moduleOf = ({ handler }: FunctionConfig): string => handler.slice(0, handler.lastIndexOf('.'));

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
