/** Lambda entry of the reactions of `platform`, which reach sign-in and files as well. */
import { platformModule } from '../../domain/platform/module.ts';
import { eventsFunction } from '../../shared/events/events-function.ts';
import { bindAwsQueue } from '../../shared/runtime/aws-queue.ts';
import type { Runtime } from '../../shared/runtime/runtime.ts';
import { platformClients } from './clients.ts';

export const create = (runtime: Runtime) => eventsFunction(platformModule, runtime);
export const handler = bindAwsQueue(create, platformClients);
