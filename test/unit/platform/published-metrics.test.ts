import { afterEach, expect, test, vi } from 'vitest';
import { publishedMetrics } from '../../../functions/platform/published-metrics.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

test('a figure is one line in CloudWatch’s embedded format, by stage and not by tenant', () => {
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => {
    lines.push(line);
  });
  const metrics = publishedMetrics.metrics?.('staging');
  metrics?.count('BooksBroken', 3);
  metrics?.count('BooksBroken', 1);
  const told = lines.map((line) => JSON.parse(line));
  expect(told).toMatchObject([{ BooksBroken: 3 }, { BooksBroken: 1 }]);
  expect(told[0]).toMatchObject({
    service: 'tandem',
    stage: 'staging',
    _aws: {
      CloudWatchMetrics: [
        {
          Namespace: 'Tandem',
          Dimensions: [['service', 'stage']],
          Metrics: [{ Name: 'BooksBroken', Unit: 'Count' }],
        },
      ],
    },
  });
});
