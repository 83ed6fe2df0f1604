/** Lambda entry of the reactions of `logistics`. */
import { logisticsModule } from '../../domain/logistics/module.ts';
import { eventsFunction } from '../../shared/events/events-function.ts';
import { bindAwsQueue } from '../../shared/runtime/aws-queue.ts';
import type { Runtime } from '../../shared/runtime/runtime.ts';

export const create = (runtime: Runtime) => eventsFunction(logisticsModule, runtime);
export const handler = bindAwsQueue(create);
