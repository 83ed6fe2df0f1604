/** Lambda entry of the routes of `catalog`. */
import { catalogModule } from '../../domain/catalog/module.ts';
import { apiFunction } from '../../shared/http/api-function.ts';
import { bindAws } from '../../shared/runtime/aws.ts';
import type { Runtime } from '../../shared/runtime/runtime.ts';
import { everyModule } from '../every-module.ts';

export const create = (runtime: Runtime) => apiFunction(catalogModule, runtime, everyModule);
export const handler = bindAws(create);
