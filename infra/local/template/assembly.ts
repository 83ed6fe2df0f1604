/** All stacks of an app as one set of resolved resources: references, exports and conditions worked out. */

import { type Identity, identify } from './identity.ts';
import { evaluateCondition, NO_VALUE, resolve, type Scope } from './intrinsics.ts';
import type { AssemblySource, AssetFolders, Json, JsonObject, Stack, TemplateResource } from './template.ts';

export type ResolvedResource = {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
  readonly ref: string;
  readonly arn: string;
  readonly attributes: Readonly<Record<string, string>>;
};

export type Assembly = {
  readonly account: string;
  readonly region: string;
  readonly resources: readonly ResolvedResource[];
  readonly assets: AssetFolders;
  readonly ofType: (...types: string[]) => readonly ResolvedResource[];
  /** What the readers of the resources could not do, in words; shown at start-up. */
  readonly notes: string[];
};

export type AssemblyOptions = {
  /** What `ApiEndpoint` answers: the address of the local server. */
  readonly apiUrl: string;
};

/**
 * Resolves the templates.
 * @throws Error in words, with stack and logical id, for an unknown function, reference, export or a circle
 */
export function resolveAssembly(source: AssemblySource, options: AssemblyOptions): Assembly {
  const app = new App(source.stacks, options);
  const resources = source.stacks.flatMap((stack) => app.resourcesOf(stack));
  const byType = Map.groupBy(resources, ({ type }) => type);
  const [first] = source.stacks;
  if (first === undefined) throw new Error('There is no stack to run');
  return {
    account: first.account,
    region: first.region,
    resources,
    assets: source.assets,
    ofType: (...types) => types.flatMap((type) => byType.get(type) ?? []),
    notes: [],
  };
}

class App {
  private readonly stacks: readonly Stack[];
  private readonly options: AssemblyOptions;
  private readonly scopes = new Map<Stack, Scope>();
  private readonly identities = new Map<string, Identity>();
  /** What is being worked out, to say where a circle is. */
  private readonly path: string[] = [];

  constructor(stacks: readonly Stack[], options: AssemblyOptions) {
    this.stacks = stacks;
    this.options = options;
  }

  resourcesOf(stack: Stack): ResolvedResource[] {
    const scope = this.scopeOf(stack);
    return Object.entries(stack.template.Resources).flatMap(([logicalId, resource]) => {
      if (resource.Condition !== undefined && !scope.condition(resource.Condition)) return [];
      return [this.within(`${stack.name}/${logicalId}`, () => this.resolveResource(stack, logicalId, resource))];
    });
  }

  private resolveResource(stack: Stack, logicalId: string, resource: TemplateResource): ResolvedResource {
    const properties = resolve(resource.Properties ?? {}, this.scopeOf(stack)) as JsonObject;
    return { stack: stack.name, logicalId, type: resource.Type, properties, ...this.identityOf(stack, logicalId) };
  }

  private identityOf(stack: Stack, logicalId: string): Identity {
    const key = `${stack.name}/${logicalId}`;
    const known = this.identities.get(key);
    if (known !== undefined) return known;
    const resource = stack.template.Resources[logicalId];
    if (resource === undefined) throw new Error(`${stack.name} has no resource "${logicalId}"`);
    const property = (name: string): string | undefined => {
      const raw = resource.Properties?.[name];
      if (raw === undefined) return undefined;
      const value = this.within(`${key}.${name}`, () => resolve(raw, this.scopeOf(stack)));
      return typeof value === 'string' ? value : undefined;
    };
    const { name, region, account } = stack;
    const input = { stack: name, region, account, logicalId, property, apiUrl: this.options.apiUrl };
    const identity = identify(resource.Type, input);
    this.identities.set(key, identity);
    return identity;
  }

  private within<Result>(step: string, work: () => Result): Result {
    if (this.path.includes(step)) throw new Error(`References go in a circle: ${[...this.path, step].join(' → ')}`);
    this.path.push(step);
    try {
      return work();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw reason.startsWith('In ') ? error : new Error(`In ${step}: ${reason}`);
    } finally {
      this.path.pop();
    }
  }

  private scopeOf(stack: Stack): Scope {
    const known = this.scopes.get(stack);
    if (known !== undefined) return known;
    const conditions = new Map<string, boolean>();
    const scope: Scope = {
      ref: (name) => this.reference(stack, name),
      attribute: (logicalId, attribute) => {
        const found = this.identityOf(stack, logicalId).attributes[attribute];
        if (found !== undefined) return found;
        const type = stack.template.Resources[logicalId]?.Type;
        throw new Error(`The attribute ${attribute} of ${logicalId} (${type}) is not known to the local cloud`);
      },
      importValue: (name) => this.exported(name),
      condition: (name) => {
        const evaluated = conditions.get(name);
        if (evaluated !== undefined) return evaluated;
        const condition = stack.template.Conditions?.[name];
        if (condition === undefined) throw new Error(`${stack.name} has no condition "${name}"`);
        const result = evaluateCondition(condition, scope);
        conditions.set(name, result);
        return result;
      },
      mapping: (map, first, second) => {
        const found = (stack.template.Mappings?.[map] as Record<string, JsonObject> | undefined)?.[first]?.[second];
        if (found === undefined) throw new Error(`${stack.name} has no mapping ${map}.${first}.${second}`);
        return found;
      },
    };
    this.scopes.set(stack, scope);
    return scope;
  }

  private reference(stack: Stack, name: string): Json {
    const pseudo: Record<string, string> = {
      'AWS::Region': stack.region,
      'AWS::AccountId': stack.account,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': stack.name,
      'AWS::StackId': `arn:aws:cloudformation:${stack.region}:${stack.account}:stack/${stack.name}/local`,
    };
    const found = pseudo[name] ?? stack.template.Parameters?.[name]?.Default;
    if (found !== undefined) return found;
    if (stack.template.Parameters?.[name] !== undefined) {
      throw new Error(`The parameter "${name}" of ${stack.name} has no default`);
    }
    return this.identityOf(stack, name).ref;
  }

  private exported(name: string): Json {
    for (const stack of this.stacks) {
      const scope = this.scopeOf(stack);
      for (const output of Object.values(stack.template.Outputs ?? {})) {
        if (output.Export === undefined || resolve(output.Export.Name, scope) !== name) continue;
        const value = this.within(`export ${name}`, () => resolve(output.Value, scope));
        if (value !== NO_VALUE) return value;
      }
    }
    throw new Error(`No stack exports "${name}"`);
  }
}
