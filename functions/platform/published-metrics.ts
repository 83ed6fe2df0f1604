/** Figures by CloudWatch's embedded format: a line of the log that CloudWatch counts, so that no call is made. */
import { MetricUnit, Metrics as PowertoolsMetrics } from '@aws-lambda-powertools/metrics';
import type { ExtraClients } from '../../shared/runtime/aws.ts';
import { METRIC_NAMESPACE, metricDimensions } from '../../shared/runtime/metric-names.ts';

export const publishedMetrics: ExtraClients = {
  metrics: (stage) => {
    const { service: serviceName, ...defaultDimensions } = metricDimensions(stage);
    const metrics = new PowertoolsMetrics({ namespace: METRIC_NAMESPACE, serviceName, defaultDimensions });
    return {
      count: (name, value) => {
        metrics.addMetric(name, MetricUnit.Count, value);
        metrics.publishStoredMetrics();
      },
    };
  },
};
