/** Lambda entry of the routes of `platform`, which reach sign-in and files as well. */
import { platformModule } from '../../domain/platform/module.ts';
import { apiFunction } from '../../shared/http/api-function.ts';
import { bindAws } from '../../shared/runtime/aws.ts';
import type { Runtime } from '../../shared/runtime/runtime.ts';
import { everyModule } from '../every-module.ts';
import { platformClients } from './clients.ts';

export const create = (runtime: Runtime) => apiFunction(platformModule, runtime, everyModule);
export const handler = bindAws(create, platformClients);
