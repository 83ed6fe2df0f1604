/** Lambda entry of the reactions of `procurement`. */
import { procurementModule } from '../../domain/procurement/module.ts';
import { eventsFunction } from '../../shared/events/events-function.ts';
import { bindAwsQueue } from '../../shared/runtime/aws-queue.ts';
import type { Runtime } from '../../shared/runtime/runtime.ts';

export const create = (runtime: Runtime) => eventsFunction(procurementModule, runtime);
export const handler = bindAwsQueue(create);
