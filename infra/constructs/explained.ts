/** Findings of cdk-nag that stand, each with its reason where the resource is made. */
import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Says why a finding such as `AwsSolutions-IAM5[Resource::*]` is right for this construct and those below it. */
export function explain(construct: IConstruct, id: string, reason: string): void {
  Validations.of(construct).acknowledge({ id, reason });
}
