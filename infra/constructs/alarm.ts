/** Alarms: all to one topic, and silent where there is nothing to measure. */
import { Alarm, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export type AlarmProps = {
  readonly metric: IMetric;
  /** Alarms where the metric is this or more. */
  readonly threshold: number;
  readonly periods?: number;
  /** What it means and what to do first, for whoever is woken by it. */
  readonly description: string;
  readonly topic: ITopic;
};

export function alarm(scope: Construct, id: string, props: AlarmProps): Alarm {
  const made = new Alarm(scope, id, {
    metric: props.metric,
    threshold: props.threshold,
    evaluationPeriods: props.periods ?? 1,
    alarmDescription: props.description,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  made.addAlarmAction(new SnsAction(props.topic));
  return made;
}
