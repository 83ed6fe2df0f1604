/** CloudFormation templates as the local cloud reads them, and where the synthesised app keeps them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Json = null | string | number | boolean | readonly Json[] | JsonObject;
export type JsonObject = { readonly [name: string]: Json };

export type TemplateResource = {
  readonly Type: string;
  readonly Properties?: JsonObject;
  readonly Condition?: string;
  readonly Metadata?: JsonObject;
};

export type Template = {
  readonly Parameters?: { readonly [name: string]: { readonly Default?: Json; readonly Type?: string } };
  readonly Mappings?: JsonObject;
  readonly Conditions?: JsonObject;
  readonly Resources: { readonly [logicalId: string]: TemplateResource };
  readonly Outputs?: {
    readonly [name: string]: {
      readonly Value: Json;
      readonly Export?: { readonly Name: Json };
      readonly Condition?: string;
    };
  };
};

export type Stack = {
  readonly name: string;
  readonly region: string;
  readonly account: string;
  readonly template: Template;
};

/** Where a function's code stands: the asset folders of the assembly by their hash, as `S3Key` names them. */
export type AssetFolders = ReadonlyMap<string, string>;
export type AssemblySource = { readonly stacks: readonly Stack[]; readonly assets: AssetFolders };

/** Shown where the stack is not bound to an account or region: no real account has it. */
export const LOCAL_ACCOUNT = '000000000000';
export const LOCAL_REGION = 'eu-central-1';

type Manifest = {
  readonly artifacts?: {
    readonly [id: string]: {
      readonly type: string;
      readonly environment?: string;
      readonly properties?: {
        readonly templateFile?: string;
        readonly stackName?: string;
        readonly directoryName?: string;
        readonly file?: string;
      };
    };
  };
};
type AssetManifest = {
  readonly files?: {
    readonly [hash: string]: {
      readonly source: { readonly path?: string };
      readonly destinations: { readonly [id: string]: { readonly objectKey?: string } };
    };
  };
};

const readJson = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;

/** Reads a cloud assembly (`cdk.out`): every stack, those of nested stages as well, and the folders of the assets. */
export function readAssembly(folder: string): AssemblySource {
  const stacks: Stack[] = [];
  const assets = new Map<string, string>();
  for (const [id, artifact] of Object.entries(readJson<Manifest>(join(folder, 'manifest.json')).artifacts ?? {})) {
    const { templateFile, stackName, directoryName, file } = artifact.properties ?? {};
    if (artifact.type === 'aws:cloudformation:stack' && templateFile !== undefined) {
      const [, account = '', region = ''] = /^aws:\/\/([^/]+)\/(.+)$/.exec(artifact.environment ?? '') ?? [];
      stacks.push({
        name: stackName ?? id,
        account: /^\d{12}$/.test(account) ? account : LOCAL_ACCOUNT,
        region: region === '' || region === 'unknown-region' ? LOCAL_REGION : region,
        template: readJson<Template>(join(folder, templateFile)),
      });
    } else if (artifact.type === 'cdk:cloud-assembly' && directoryName !== undefined) {
      const nested = readAssembly(join(folder, directoryName));
      stacks.push(...nested.stacks);
      for (const [key, path] of nested.assets) assets.set(key, path);
    } else if (artifact.type === 'cdk:asset-manifest' && file !== undefined) {
      addAssets(assets, folder, readJson<AssetManifest>(join(folder, file)));
    }
  }
  if (stacks.length === 0) throw new Error(`${folder} holds no CloudFormation stack`);
  return { stacks, assets };
}

function addAssets(assets: Map<string, string>, folder: string, manifest: AssetManifest): void {
  for (const { source, destinations } of Object.values(manifest.files ?? {})) {
    if (source.path === undefined) continue;
    for (const { objectKey } of Object.values(destinations)) {
      if (objectKey !== undefined) assets.set(objectKey, join(folder, source.path));
    }
  }
}
