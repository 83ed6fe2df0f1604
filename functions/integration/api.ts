/** Lambda entry of the routes of `integration`. */
import { integrationModule } from '../../domain/integration/module.ts';
import { apiFunction } from '../../shared/http/api-function.ts';
import { bindAws } from '../../shared/runtime/aws.ts';
import type { Runtime } from '../../shared/runtime/runtime.ts';
import { everyModule } from '../every-module.ts';
import { outboundClient } from './outbound-client.ts';

export const create = (runtime: Runtime) => apiFunction(integrationModule, runtime, everyModule);
export const handler = bindAws(create, outboundClient);
