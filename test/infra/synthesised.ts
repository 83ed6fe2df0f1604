/** The stacks of all modules and of the probes, synthesised once a test file and read as the local cloud reads them. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { modules } from '../../domain/modules.ts';
import { type Assembly, type ResolvedResource, resolveAssembly } from '../../infra/local/template/assembly.ts';
import { readAssembly } from '../../infra/local/template/template.ts';
import { declareTandem, tandemApp } from '../../infra/tandem.ts';
import type { ModuleManifest } from '../../shared/module.ts';
import { listenerModule, probeModule, receiverModule, waiterModule } from './probe-modules.ts';

export const registry: readonly ModuleManifest[] = [
  ...modules,
  probeModule,
  receiverModule,
  listenerModule,
  waiterModule,
];

export type Synthesised = { readonly app: App; readonly outdir: string; readonly assembly: Assembly };

/** Synthesises with a stand-in for the bundles: what they hold does not show in a template but for its digest. */
export function synthesise(context: Readonly<Record<string, string>> = {}): Synthesised {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-infra-'));
  const bundles = join(folder, 'bundles');
  mkdirSync(bundles);
  writeFileSync(join(bundles, 'index.mjs'), '');
  const outdir = join(folder, 'assembly');
  const app = tandemApp({ outdir, context, validate: false });
  declareTandem(app, registry, bundles);
  app.synth();
  const assembly = resolveAssembly(readAssembly(outdir), { apiUrl: 'http://127.0.0.1:1' });
  return { app, outdir, assembly };
}

/** A property by its path, such as `Environment.Variables.STAGE`; undefined where there is none. */
export function property(resource: ResolvedResource | undefined, path: string): unknown {
  let value: unknown = resource?.properties;
  for (const name of path.split('.')) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  }
  return value;
}

/** The one resource of a type whose property has this value. @throws Error where there are none or several */
export function only(assembly: Assembly, type: string, path: string, value: unknown): ResolvedResource {
  const found = assembly.ofType(type).filter((resource) => property(resource, path) === value);
  const [first] = found;
  if (first === undefined || found.length > 1)
    throw new Error(`${found.length} of ${type} with ${path} ${String(value)}`);
  return first;
}

export const functionOf = (assembly: Assembly, entry: string): ResolvedResource =>
  only(assembly, 'AWS::Lambda::Function', 'Handler', `${entry}.handler`);
