/** The books in operation: the timer of the job, the function it runs, the alarm on what it tells. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { METRIC_NAMESPACE, metricDimensions } from '../../shared/runtime/metric-names.ts';
import { property, synthesise } from './synthesised.ts';

const { assembly } = synthesise();

describe('the books', () => {
  test('are looked at every 15 minutes', () => {
    const timers = assembly
      .ofType('AWS::Scheduler::Schedule')
      .filter(
        (timer) => property(timer, 'Target.Input') === JSON.stringify({ module: 'platform', schedule: 'check-books' }),
      );
    expect(timers.map(({ properties }) => properties.ScheduleExpression)).toEqual(['rate(15 minutes)']);
  });

  test('raise an alarm, which names its runbook, at the first tenant whose books are broken', () => {
    const alarms = assembly
      .ofType('AWS::CloudWatch::Alarm')
      .filter(({ properties }) => properties.MetricName === 'BooksBroken');
    expect(alarms).toHaveLength(1);
    const dimensions = Object.entries(metricDimensions('dev')).map(([Name, Value]) => ({ Name, Value }));
    expect(alarms[0]?.properties).toMatchObject({
      Namespace: METRIC_NAMESPACE,
      Dimensions: expect.arrayContaining(dimensions),
      Threshold: 1,
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
    });
    expect(property(alarms[0], 'AlarmActions')).toHaveLength(1);
    expect(property(alarms[0], 'Dimensions')).toHaveLength(2);
    const description = String(alarms[0]?.properties.AlarmDescription);
    expect(description).toContain('docs/operations.md, "Books are broken"');
    expect(readFileSync('docs/operations.md', 'utf8')).toContain('\n## Books are broken\n');
  });
});
