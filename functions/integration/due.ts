/** Lambda entry of the due work of `integration`: attempts of deliveries and steps of replays. */
import { integrationModule } from '../../domain/integration/module.ts';
import { dueFunction } from '../../shared/due/due-function.ts';
import { bindAwsQueue } from '../../shared/runtime/aws-queue.ts';
import type { Runtime } from '../../shared/runtime/runtime.ts';
import { publishedMetrics } from '../platform/published-metrics.ts';
import { outboundClient } from './outbound-client.ts';

export const create = (runtime: Runtime) => dueFunction(integrationModule, runtime);
export const handler = bindAwsQueue(create, { ...outboundClient, ...publishedMetrics });
