/** The reactions of one module: a rule for each event it consumes, a queue with its dead-letter queue, a function. */
import { ArnFormat, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { type EventBus, type EventPattern, type IRuleTarget, Rule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { everyEvent } from '../../shared/events/event.ts';
import { EVENT_SOURCE } from '../../shared/events/relay.ts';
import type { ModuleManifest } from '../../shared/module.ts';
import { alarm } from './alarm.ts';
import type { TandemFunction } from './tandem-function.ts';

export const REACTION_TIMEOUT = Duration.seconds(30);
/** AWS's advice: six times the function's timeout, so that a throttled batch is not delivered to a second one. */
const VISIBILITY = Duration.seconds(REACTION_TIMEOUT.toSeconds() * 6);
/** With the waits of `bindAwsQueue` (5 seconds, doubled each time) 35 minutes in which what must come first can. */
const RECEIVES_MAX = 10;
const BATCH_SIZE = 10;
/** Batches of one module at once: bounds what a flood of events takes from the account's concurrency. */
const CONCURRENCY_MAX = 20;

export type ReactionsProps = {
  readonly manifest: ModuleManifest;
  readonly bus: EventBus;
  readonly consumer: TandemFunction;
  readonly alarms: ITopic;
};

/** The types of the events that a module consumes; several reactions to one event share its message. */
const consumedTypes = (manifest: ModuleManifest): string[] =>
  [...new Set(manifest.consumes.map(({ on }) => on.type))].sort();

type RuleFacts = { readonly id: string; readonly description: string; readonly eventPattern: EventPattern };

/** A rule for each type; where a reaction is to every event one rule by source alone, which brings each event once. */
function rulesOf(manifest: ModuleManifest): RuleFacts[] {
  const types = consumedTypes(manifest);
  const source = [EVENT_SOURCE];
  if (types.includes(everyEvent.type)) {
    return [{ id: 'OnEveryEvent', description: `${manifest.name} reacts to every event`, eventPattern: { source } }];
  }
  return types.map((type) => ({
    id: `On-${type}`,
    description: `${manifest.name} reacts to ${type}`,
    eventPattern: { source, detailType: [type] },
  }));
}

export class Reactions extends Construct {
  constructor(scope: Construct, id: string, { manifest, bus, consumer, alarms }: ReactionsProps) {
    super(scope, id);
    const deadLetters = deadLetterQueue(this, 'DeadLetters');
    const queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: VISIBILITY,
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: RECEIVES_MAX },
    });
    new CfnOutput(Stack.of(this), `DeadLetters-${manifest.name}`, { value: deadLetters.queueArn });
    for (const target of [queue, deadLetters]) target.addToResourcePolicy(sendFromRulesOf(this, bus, target));
    const target: IRuleTarget = {
      bind: () => ({ arn: queue.queueArn, deadLetterConfig: { arn: deadLetters.queueArn } }),
    };
    for (const { id: ruleId, ...facts } of rulesOf(manifest)) {
      new Rule(this, ruleId, { eventBus: bus, targets: [target], ...facts });
    }
    consumer.lambda.addEventSource(
      new SqsEventSource(queue, {
        batchSize: BATCH_SIZE,
        reportBatchItemFailures: true,
        maxConcurrency: CONCURRENCY_MAX,
      }),
    );
    alarm(this, 'DeadLettersWaiting', {
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'max' }),
      threshold: 1,
      description: `An event could not be dealt with by ${manifest.name}: see docs/operations.md, dead letters.`,
      topic: alarms,
    });
  }
}

/** A queue that holds what failed for as long as SQS can hold it. */
export const deadLetterQueue = (scope: Construct, id: string): Queue =>
  new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });

/** Only rules of this bus may send to the queue. */
function sendFromRulesOf(scope: Construct, bus: EventBus, queue: Queue): PolicyStatement {
  const rules = Stack.of(scope).formatArn({
    service: 'events',
    resource: 'rule',
    resourceName: `${bus.eventBusName}/*`,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
  return new PolicyStatement({
    principals: [new ServicePrincipal('events.amazonaws.com')],
    actions: ['sqs:SendMessage'],
    resources: [queue.queueArn],
    conditions: { ArnLike: { 'aws:SourceArn': rules } },
  });
}
