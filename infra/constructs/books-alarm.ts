/** The alarm that the books of a tenant are broken: the figure is told by the job that looks at them. */
import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { METRIC_NAMESPACE, metricDimensions } from '../../shared/runtime/metric-names.ts';
import { alarm } from './alarm.ts';
import type { FunctionSetting } from './tandem-function.ts';

/** As often as the job runs, which tells of every tenant that is broken each time. */
const PERIOD = Duration.minutes(15);

export function alarmOnBooks(scope: Construct, { deployment, alarms }: FunctionSetting): void {
  alarm(scope, 'BooksBroken', {
    metric: new Metric({
      namespace: METRIC_NAMESPACE,
      metricName: 'BooksBroken',
      dimensionsMap: metricDimensions(deployment.stage),
      statistic: 'max',
      period: PERIOD,
    }),
    threshold: 1,
    description:
      'The books of a tenant are broken: docs/operations.md, "Books are broken", says how to find the event.',
    topic: alarms,
  });
}
