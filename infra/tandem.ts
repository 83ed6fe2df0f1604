/** The whole system as four stacks, derived from the manifests. Names no module. */
import { App, DefaultStackSynthesizer, type IReusableStackSynthesizer, Tags } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { ModuleManifest } from '../shared/module.ts';
import type { FunctionSetting } from './constructs/tandem-function.ts';
import { contextOfCdkJson } from './context.ts';
import { readDeployment } from './deployment.ts';
import { ApiStack } from './stacks/api-stack.ts';
import { DataStack } from './stacks/data-stack.ts';
import { EventsStack } from './stacks/events-stack.ts';
import { IdentityStack } from './stacks/identity-stack.ts';

export type TandemStacks = {
  readonly data: DataStack;
  readonly identity: IdentityStack;
  readonly api: ApiStack;
  readonly events: EventsStack;
};

/** Declares the stacks in `app`. `bundles` is the folder that `buildFunctions` filled; the same asset serves all. */
export function declareTandem(app: App, modules: readonly ModuleManifest[], bundles: string): TandemStacks {
  const deployment = readDeployment(app.node);
  const prefix = `tandem-${deployment.stage}`;
  const data = new DataStack(app, `${prefix}-data`, deployment);
  // A code object belongs to the first stack that uses it; the asset behind it is staged once all the same.
  const setting = (): FunctionSetting => ({
    deployment,
    code: Code.fromAsset(bundles, { exclude: ['**/*.map'] }),
    alarms: data.alarms,
    tableName: data.table.tableName,
  });
  const identity = new IdentityStack(app, `${prefix}-identity`, setting(), data);
  const api = new ApiStack(app, `${prefix}-api`, setting(), { data, identity }, modules);
  const events = new EventsStack(app, `${prefix}-events`, setting(), { data, identity, api }, modules);
  Tags.of(app).add('application', 'tandem');
  Tags.of(app).add('stage', deployment.stage);
  return { data, identity, api, events };
}

export type AppOptions = {
  readonly outdir?: string;
  /** On top of the context in `cdk.json`, as `-c` puts it there. */
  readonly context?: Readonly<Record<string, string>>;
  /** Whether CloudFormation's rules are tried on the templates: a second and 270 MB, worth it before a deployment. */
  readonly validate?: boolean;
};

/** An app with the context of `cdk.json`. It needs no account and no network. */
export const tandemApp = ({ outdir, context = {}, validate = true }: AppOptions = {}): App =>
  new App({
    context: { ...contextOfCdkJson(), ...context },
    analyticsReporting: false,
    builtinCloudFormationValidation: validate,
    // The CDK checks the version of the bootstrap stack itself; the local cloud has none for a rule to look at.
    defaultStackSynthesizer: new DefaultStackSynthesizer({
      generateBootstrapVersionRule: false,
    }) as IReusableStackSynthesizer,
    ...(outdir === undefined ? {} : { outdir }),
  });
