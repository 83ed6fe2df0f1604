/** Lambda entry of the reactions of `finance`. */
import { financeModule } from '../../domain/finance/module.ts';
import { eventsFunction } from '../../shared/events/events-function.ts';
import { bindAwsQueue } from '../../shared/runtime/aws-queue.ts';
import type { Runtime } from '../../shared/runtime/runtime.ts';

export const create = (runtime: Runtime) => eventsFunction(financeModule, runtime);
export const handler = bindAwsQueue(create);
