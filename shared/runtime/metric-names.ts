/** Where the figures of a deployment stand in CloudWatch; the alarms of the stack read them there. */
export const METRIC_NAMESPACE = 'Tandem';
/** Every figure's dimensions: a tenant is none of them, since each value of a dimension is a metric that is paid for. */
export const metricDimensions = (stage: string): Readonly<Record<'service' | 'stage', string>> => ({
  service: 'tandem',
  stage,
});
