/** Timers by EventBridge Scheduler: one role for all of them, which may start the timed functions and nothing else. */
import { Stack } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { Role as IamRole, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { ModuleManifest } from '../../shared/module.ts';
import type { TandemFunction } from './tandem-function.ts';

export type Timer = {
  readonly id: string;
  readonly every: string;
  readonly description: string;
  readonly input?: Readonly<Record<string, string>>;
};

export class Timers extends Construct {
  private readonly role: Role;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.role = new IamRole(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com').withConditions({
        StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
      }),
    });
  }

  start(target: TandemFunction, timers: readonly Timer[]): void {
    this.role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [target.lambda.functionArn] }),
    );
    for (const { id, every, description, input } of timers) {
      new CfnSchedule(this, id, {
        description,
        scheduleExpression: every,
        flexibleTimeWindow: { mode: 'OFF' },
        target: {
          arn: target.lambda.functionArn,
          roleArn: this.role.roleArn,
          retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 300 },
          ...(input === undefined ? {} : { input: JSON.stringify(input) }),
        },
      });
    }
  }
}

/** The timers that the manifests declare; the function finds the work again by the names in the input. */
export const manifestTimers = (modules: readonly ModuleManifest[]): Timer[] =>
  modules.flatMap(({ name: module, schedules }) =>
    schedules.map(({ name: schedule, every }) => ({
      id: `${module}-${schedule}`,
      every,
      description: `${module}: ${schedule}`,
      input: { module, schedule },
    })),
  );
