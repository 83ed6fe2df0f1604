/** Buses and rules as the template declares them. */
import { z } from 'zod';
import type { InvokePermission } from '../lambda/read-functions.ts';
import type { QueueConfig } from '../queues/queues.ts';
import type { Assembly, ResolvedResource } from '../template/assembly.ts';
import { ignored, readProperties } from '../template/properties.ts';
import type { Json, JsonObject } from '../template/template.ts';
import { compileEventPattern, type EventMatcher } from './pattern.ts';

export type Target = {
  readonly arn: string;
  /** Sent in the place of the event. */
  readonly input: string | undefined;
  /** The part of the event that is sent, such as `$.detail`. */
  readonly inputPath: readonly string[] | undefined;
};

export type Rule = {
  readonly arn: string;
  readonly busName: string;
  readonly matches: EventMatcher | undefined;
  /** Detail types that the rule can match, where its pattern names them one by one: a rule is found by them. */
  readonly detailTypes: readonly string[] | undefined;
  readonly schedule: string | undefined;
  readonly targets: readonly Target[];
};

export type Bus = { readonly name: string; readonly arn: string };

const TargetProperties = z.strictObject({
  Id: z.string(),
  Arn: z.string(),
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  // Delivery within one process does not fail, so there is nothing to try again or to give up.
  RetryPolicy: z.unknown().optional(),
  DeadLetterConfig: z.unknown().optional(),
});

const RuleProperties = z.object({
  EventPattern: z.record(z.string(), z.unknown()).optional(),
  EventBusName: z.string().default('default'),
  ScheduleExpression: z.string().optional(),
  State: z.string().default('ENABLED'),
  Targets: z.array(TargetProperties).default([]),
  ...ignored('Name', 'Description', 'RoleArn', 'Tags'),
});

const BusProperties = z.object({
  Name: z.string(),
  ...ignored('Description', 'KmsKeyIdentifier', 'DeadLetterConfig', 'LogConfig', 'Policy', 'Tags'),
});

export function readBuses(assembly: Assembly): readonly Bus[] {
  const own = assembly.ofType('AWS::Events::EventBus').map((resource) => {
    readProperties(assembly, resource, BusProperties);
    return { name: resource.ref, arn: resource.arn };
  });
  const arn = `arn:aws:events:${assembly.region}:${assembly.account}:event-bus/default`;
  return [{ name: 'default', arn }, ...own];
}

export type TargetRights = {
  readonly queueByArn: (arn: string) => QueueConfig | undefined;
  readonly maySend: (queue: QueueConfig, service: string, sourceArn: string) => boolean;
  readonly mayInvoke: InvokePermission;
};

/** The rules that are on. A target that AWS would not be let in to is left out and noted. */
export function readRules(assembly: Assembly, rights: TargetRights): readonly Rule[] {
  return assembly.ofType('AWS::Events::Rule').flatMap((resource): Rule[] => {
    const properties = readProperties(assembly, resource, RuleProperties);
    if (!properties.State.startsWith('ENABLED')) return [];
    const pattern = properties.EventPattern as JsonObject | undefined;
    return [
      {
        arn: resource.arn,
        busName: properties.EventBusName.split('/').at(-1) ?? 'default',
        matches: pattern === undefined ? undefined : compileEventPattern(pattern),
        detailTypes: detailTypesOf(pattern),
        schedule: properties.ScheduleExpression,
        targets: properties.Targets.filter(({ Arn }) => isLetIn(assembly, resource, Arn, rights)).map(
          ({ Arn, Input, InputPath }) => ({ arn: Arn, input: Input, inputPath: readPath(InputPath) }),
        ),
      },
    ];
  });
}

function isLetIn(assembly: Assembly, { logicalId, arn }: ResolvedResource, target: string, rights: TargetRights) {
  const queue = rights.queueByArn(target);
  if (queue === undefined && !target.includes(':lambda:')) {
    assembly.notes.push(`The rule ${logicalId} has a target that is neither a queue nor a function: ${target}`);
    return false;
  }
  const allowed =
    queue === undefined
      ? rights.mayInvoke(target, 'events.amazonaws.com', arn)
      : rights.maySend(queue, 'events.amazonaws.com', arn);
  if (!allowed) assembly.notes.push(`The rule ${logicalId} is not let in to its target ${target}; nothing will arrive`);
  return allowed;
}

/** `$.detail.id` → `['detail', 'id']`; brackets are refused. */
function readPath(path: string | undefined): string[] | undefined {
  if (path === undefined) return undefined;
  if (!/^\$(\.[\w-]+)*$/.test(path)) throw new Error(`The input path ${path} is not known to the local cloud`);
  return path.split('.').slice(1);
}

function detailTypesOf(pattern: JsonObject | undefined): string[] | undefined {
  const named: Json | undefined = pattern?.['detail-type'];
  if (!Array.isArray(named) || pattern?.$or !== undefined) return undefined;
  return named.every((type) => typeof type === 'string') ? (named as string[]) : undefined;
}
