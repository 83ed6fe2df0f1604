/** Queues and their policies as the template declares them. */
import { z } from 'zod';
import { compilePolicy, resourcePolicyAllows, type Statement } from '../iam/policy.ts';
import type { Assembly } from '../template/assembly.ts';
import { ignored, readProperties } from '../template/properties.ts';
import type { JsonObject } from '../template/template.ts';
import type { QueueConfig } from './queues.ts';

const seconds = (fallback: number) =>
  z.coerce
    .number()
    .default(fallback)
    .transform((value) => value * 1000);

const QueueProperties = z.object({
  QueueName: z.string().optional(),
  VisibilityTimeout: seconds(30),
  DelaySeconds: seconds(0),
  MessageRetentionPeriod: seconds(345_600),
  MaximumMessageSize: z.coerce.number().default(1_048_576),
  RedrivePolicy: z.strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() }).optional(),
  FifoQueue: z.literal(false, 'The local cloud has no FIFO queues').optional(),
  ...ignored(
    'ReceiveMessageWaitTimeSeconds',
    'SqsManagedSseEnabled',
    'KmsMasterKeyId',
    'KmsDataKeyReusePeriodSeconds',
    'RedriveAllowPolicy',
    'Tags',
  ),
});

export function readQueues(assembly: Assembly): QueueConfig[] {
  return assembly.ofType('AWS::SQS::Queue').map((resource): QueueConfig => {
    const properties = readProperties(assembly, resource, QueueProperties);
    const redrive = properties.RedrivePolicy;
    return {
      name: resource.arn.split(':').at(-1) ?? resource.ref,
      arn: resource.arn,
      url: resource.ref,
      visibilityMs: properties.VisibilityTimeout,
      delayMs: properties.DelaySeconds,
      retentionMs: properties.MessageRetentionPeriod,
      bytesMax: properties.MaximumMessageSize,
      redrive:
        redrive === undefined ? undefined : { arn: redrive.deadLetterTargetArn, receivesMax: redrive.maxReceiveCount },
    };
  });
}

/**
 * Whether a service may send to a queue, by the queue's own policy. In AWS a rule without it drops its events without
 * a word; here the start says so.
 */
export function queuePolicies(assembly: Assembly): (queue: QueueConfig, service: string, sourceArn: string) => boolean {
  const byUrl = new Map<string, Statement[]>();
  for (const { properties } of assembly.ofType('AWS::SQS::QueuePolicy')) {
    const statements = compilePolicy((properties as JsonObject).PolicyDocument);
    for (const url of (properties.Queues ?? []) as readonly string[]) {
      byUrl.set(url, [...(byUrl.get(url) ?? []), ...statements]);
    }
  }
  return (queue, service, sourceArn) =>
    resourcePolicyAllows(
      byUrl.get(queue.url) ?? [],
      ({ services }) => services.includes(service) || services.includes('*'),
      'sqs:SendMessage',
      queue.arn,
      (key) => {
        if (key === 'aws:sourcearn') return [sourceArn];
        if (key === 'aws:sourceaccount') return [assembly.account];
        return key === 'aws:securetransport' ? ['true'] : undefined;
      },
    );
}

/** A failure destination, where it is a queue; others are noted, and what fails is then logged only. */
export function queueDestination(assembly: Assembly, owner: string, arn: string | undefined): string | undefined {
  if (arn === undefined || assembly.ofType('AWS::SQS::Queue').some((queue) => queue.arn === arn)) return arn;
  assembly.notes.push(`${owner}: the failure destination ${arn} is no queue of the app; what fails is logged only`);
  return undefined;
}
