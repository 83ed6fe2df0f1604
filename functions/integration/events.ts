/** Lambda entry of the reactions of `integration`. */
import { integrationModule } from '../../domain/integration/module.ts';
import { eventsFunction } from '../../shared/events/events-function.ts';
import { bindAwsQueue } from '../../shared/runtime/aws-queue.ts';
import type { Runtime } from '../../shared/runtime/runtime.ts';
import { outboundClient } from './outbound-client.ts';

export const create = (runtime: Runtime) => eventsFunction(integrationModule, runtime);
export const handler = bindAwsQueue(create, outboundClient);
