/** Timers as the template declares them: EventBridge Scheduler's, and rules with a rate. */
import { z } from 'zod';
import type { Rule } from '../bus/read-rules.ts';
import type { Roles } from '../iam/roles.ts';
import type { Assembly } from '../template/assembly.ts';
import { ignored, readProperties } from '../template/properties.ts';
import { ratePeriodMs } from './rate.ts';

export type Schedule = {
  readonly arn: string;
  readonly periodMs: number;
  readonly targetArn: string;
  /** What the target is given; for a rule without input the event that EventBridge makes. */
  readonly input: string | undefined;
};

const ScheduleProperties = z.object({
  ScheduleExpression: z.string(),
  State: z.string().default('ENABLED'),
  Target: z.strictObject({
    Arn: z.string(),
    RoleArn: z.string(),
    Input: z.string().optional(),
    // Retries are those of the asynchronous invocation that the target becomes.
    RetryPolicy: z.unknown().optional(),
    DeadLetterConfig: z.unknown().optional(),
  }),
  ...ignored('Name', 'GroupName', 'Description', 'FlexibleTimeWindow', 'ScheduleExpressionTimezone', 'KmsKeyArn'),
});

export function readSchedules(assembly: Assembly, rules: readonly Rule[], roles: Roles): readonly Schedule[] {
  const own = assembly.ofType('AWS::Scheduler::Schedule').flatMap((resource): Schedule[] => {
    const { State, ScheduleExpression, Target } = readProperties(assembly, resource, ScheduleProperties);
    if (State !== 'ENABLED') return [];
    const action = Target.Arn.includes(':sqs:') ? 'sqs:SendMessage' : 'lambda:InvokeFunction';
    const decision = roles.callerOf(roles.byArn(Target.RoleArn)).allow(action, Target.Arn, () => undefined);
    if (decision !== true) throw new Error(`The schedule ${resource.logicalId} cannot work: ${decision}`);
    const periodMs = ratePeriodMs(ScheduleExpression);
    return [{ arn: resource.arn, periodMs, targetArn: Target.Arn, input: Target.Input ?? '{}' }];
  });
  const ofRules = rules.flatMap(({ arn, schedule, targets }): Schedule[] => {
    if (schedule === undefined) return [];
    const periodMs = ratePeriodMs(schedule);
    return targets.map((target) => ({ arn, periodMs, targetArn: target.arn, input: target.input }));
  });
  return [...own, ...ofRules];
}
