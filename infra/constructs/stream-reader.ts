/** A function that reads the table's stream. A stream takes two readers; a third one would slow them. */
import { Duration } from 'aws-cdk-lib';
import type { ITable, Table } from 'aws-cdk-lib/aws-dynamodb';
import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, type DynamoEventSourceProps, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { alarm } from './alarm.ts';
import { explain } from './explained.ts';
import { deadLetterQueue } from './reactions.ts';
import type { TandemFunction } from './tandem-function.ts';

type StreamReader = {
  readonly reader: TandemFunction;
  readonly table: Table;
  readonly filters: NonNullable<DynamoEventSourceProps['filters']>;
  readonly alarms: ITopic;
  /** Told by the alarm when it gave up. */
  readonly whenGivenUp: string;
};

/**
 * Bounded retries, and a batch is halved when it fails, so that one bad record does not hold the stream. What is given
 * up names its place in the stream in a queue; the records stay in a sparse index, where a sweeper finds them.
 */
export function readStream(scope: Construct, { reader, table, filters, alarms, whenGivenUp }: StreamReader): void {
  const failures = deadLetterQueue(scope, 'RelayFailures');
  explain(failures, 'AwsSolutions-SQS3', 'It is the failure destination of the stream: the end of the line itself.');
  reader.lambda.addEventSource(
    new DynamoEventSource(table as ITable, {
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters,
      batchSize: 100,
      parallelizationFactor: 4,
      retryAttempts: 8,
      maxRecordAge: Duration.hours(1),
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      onFailure: new SqsDlq(failures),
    }),
  );
  explain(
    reader.role,
    'AwsSolutions-IAM5[Resource::*]',
    'X-Ray and dynamodb:ListStreams, which an event source needs, have no resources: they can be granted on * only.',
  );
  alarm(scope, 'RelayGaveUp', {
    metric: failures.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'max' }),
    threshold: 1,
    description: whenGivenUp,
    topic: alarms,
  });
}
