/** What the CDK runs (`cdk.json`): bundles the functions, declares the stacks, checks them, writes the assembly. */
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { modules } from '../domain/modules.ts';
import { buildFunctions, describeBuild } from './build.ts';
import { BUNDLES } from './paths.ts';
import { declareTandem, tandemApp } from './tandem.ts';

const report = await buildFunctions(BUNDLES, { maps: true });
console.error(describeBuild(report));
const app = tandemApp();
declareTandem(app, modules, report.outdir);
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
app.synth();
