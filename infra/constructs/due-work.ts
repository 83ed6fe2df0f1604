/**
 * Due work (decision 0014): the way from the table's stream to the queue of the module that a record belongs to, the
 * sweeper for what is far away or lost, and for each module that has due work a queue and the function that does it.
 */
import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { FilterCriteria, FilterRule } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DUE_TIMEOUT_MS } from '../../shared/due/check-due-work.ts';
import type { ModuleManifest } from '../../shared/module.ts';
import { METRIC_NAMESPACE, metricDimensions } from '../../shared/runtime/metric-names.ts';
import { dueKey } from '../../shared/table/due-index.ts';
import type { DataStack } from '../stacks/data-stack.ts';
import { alarm } from './alarm.ts';
import { deadLetterQueue } from './reactions.ts';
import { readStream } from './stream-reader.ts';
import { findDue, keepSweepMark } from './table-access.ts';
import { type FunctionSetting, TandemFunction } from './tandem-function.ts';

const DUE_TIMEOUT = Duration.millis(DUE_TIMEOUT_MS);
/** AWS's advice: six times the function's timeout. A claim that a killed run leaves comes due long before. */
const VISIBILITY = Duration.millis(DUE_TIMEOUT_MS * 6);
/** Of messages whose record cannot be read or claimed; a run that throws is no failed message. */
const RECEIVES_MAX = 10;
const BATCH_SIZE = 10;
/** Batches of one module at once: a run may wait 15 seconds for somebody else's server. */
const CONCURRENCY_MAX = 50;

/** What falls due soon, new or moved; the sweeper sends the rest. */
const DUE_SOON = FilterCriteria.filter({
  eventName: FilterRule.or('INSERT', 'MODIFY'),
  dynamodb: { NewImage: { duepk: { S: FilterRule.beginsWith(dueKey('soon')) } } },
});

/** How late due work may be before somebody is told; a module in good health is seconds late. */
const OVERDUE_MINUTES = 5;
/** Runs that threw in five minutes; one record whose run always throws makes about five. */
const FAILED_MAX = 3;

export type DueWorkProps = {
  readonly setting: FunctionSetting;
  readonly data: DataStack;
  /** Those that have due work. */
  readonly modules: readonly ModuleManifest[];
  /** Makes the function of a module's entry, with what its manifest says it reaches. */
  readonly makeConsumer: (manifest: ModuleManifest, timeout: Duration) => TandemFunction;
};

export class DueWork extends Construct {
  readonly sweeper: TandemFunction;

  constructor(scope: Construct, id: string, { setting, data, modules, makeConsumer }: DueWorkProps) {
    super(scope, id);
    const queues = new Map(modules.map(({ name }) => [name, this.makeQueue(name, setting)]));
    for (const manifest of modules) {
      const consumer = makeConsumer(manifest, DUE_TIMEOUT);
      const queue = queues.get(manifest.name);
      if (queue !== undefined) addQueue(consumer, queue);
    }
    const sending = {
      setting,
      environment: {
        DUE_QUEUES: Stack.of(this).toJsonString(
          Object.fromEntries([...queues].map(([name, { queueUrl }]) => [name, queueUrl])),
        ),
      },
    };
    const send = new PolicyStatement({
      actions: ['sqs:SendMessage'],
      resources: [...queues.values()].map(({ queueArn }) => queueArn),
    });
    const relay = new TandemFunction(this, 'Relay', {
      ...sending,
      entry: 'platform/due-relay',
      description: 'Sends what falls due soon from the table to the queues',
      timeout: Duration.seconds(30),
    });
    relay.allow(send);
    readStream(this, {
      ...{ reader: relay, table: data.table, filters: [DUE_SOON], alarms: setting.alarms },
      whenGivenUp: 'The relay of due work gave up on records of the stream. The sweeper sends them; find out why.',
    });
    this.sweeper = new TandemFunction(this, 'Sweeper', {
      ...sending,
      entry: 'platform/due-sweeper',
      description: 'Sends what falls due within a minute, or is overdue',
      timeout: Duration.seconds(60),
    });
    this.sweeper.allow(send, findDue(data.table), keepSweepMark(data.table));
    this.addAlarms(setting);
  }

  /** A standard queue whose messages name a group: SQS keeps a group with a backlog from delaying the others. */
  private makeQueue(module: string, { alarms }: FunctionSetting): Queue {
    const deadLetters = deadLetterQueue(this, `DeadLetters-${module}`);
    new CfnOutput(Stack.of(this), `DueDeadLetters-${module}`, { value: deadLetters.queueArn });
    alarm(this, `DeadLettersWaiting-${module}`, {
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'max' }),
      threshold: 1,
      description: `Due work of ${module} could not be taken up: see docs/operations.md, due work.`,
      topic: alarms,
    });
    return new Queue(this, `Queue-${module}`, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: VISIBILITY,
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: RECEIVES_MAX },
    });
  }

  private addAlarms({ deployment, alarms }: FunctionSetting): void {
    const metric = (metricName: string, statistic: string, period: Duration) =>
      new Metric({
        namespace: METRIC_NAMESPACE,
        metricName,
        dimensionsMap: metricDimensions(deployment.stage),
        statistic,
        period,
      });
    alarm(this, 'DueWorkOverdue', {
      metric: metric('DueWorkOverdue', 'max', Duration.minutes(1)),
      threshold: OVERDUE_MINUTES,
      periods: 3,
      description: `Due work has been waiting for ${OVERDUE_MINUTES} minutes: see docs/operations.md, due work.`,
      topic: alarms,
    });
    alarm(this, 'DueWorkFailed', {
      metric: metric('DueWorkFailed', 'sum', Duration.minutes(5)),
      threshold: FAILED_MAX,
      periods: 3,
      description: 'Runs of due work throw again and again: see docs/operations.md, due work.',
      topic: alarms,
    });
  }
}

function addQueue(consumer: TandemFunction, queue: Queue): void {
  consumer.lambda.addEventSource(
    new SqsEventSource(queue, {
      batchSize: BATCH_SIZE,
      reportBatchItemFailures: true,
      maxConcurrency: CONCURRENCY_MAX,
    }),
  );
}
