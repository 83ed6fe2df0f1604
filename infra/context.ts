/** The context of `cdk.json`, so that every way to start gives the same template as the CDK's own. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths.ts';

type CdkSettings = { readonly context: Readonly<Record<string, unknown>> };

/** What the CDK hands over with `-c` comes on top of this, inside the app. */
export function contextOfCdkJson(): Record<string, unknown> {
  const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as CdkSettings;
  return { ...context };
}
