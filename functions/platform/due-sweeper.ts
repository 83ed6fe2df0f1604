/** Lambda entry of the sweeper of due work: sends what was too far away for a queue, and what should be done by now. */
import { sweepDue } from '../../shared/due/sweep-due.ts';
import { bindAws } from '../../shared/runtime/aws.ts';
import type { Runtime } from '../../shared/runtime/runtime.ts';
import { publishedMetrics } from './published-metrics.ts';
import { queueClient } from './queue-client.ts';

export const create = (runtime: Runtime) => async (): Promise<void> => {
  const { refused, overdueMinutes } = await sweepDue(runtime);
  if (overdueMinutes > 0) runtime.metrics.count('DueWorkOverdue', overdueMinutes);
  if (refused > 0) throw new Error(`The queues refused ${refused} messages of due work`);
};
export const handler = bindAws(create, { ...queueClient, ...publishedMetrics });
