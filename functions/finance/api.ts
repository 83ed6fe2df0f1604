/** Lambda entry of the routes of `finance`. */
import { financeModule } from '../../domain/finance/module.ts';
import { apiFunction } from '../../shared/http/api-function.ts';
import { bindAws } from '../../shared/runtime/aws.ts';
import type { Runtime } from '../../shared/runtime/runtime.ts';
import { everyModule } from '../every-module.ts';

export const create = (runtime: Runtime) => apiFunction(financeModule, runtime, everyModule);
export const handler = bindAws(create);
