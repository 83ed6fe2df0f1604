/**
 * Lambda entry of every path that no module has: 404 as problem+json, where the gateway's own answer would be another
 * shape. It is a function with no routes and no rights.
 */
import { apiFunction } from '../../shared/http/api-function.ts';
import { defineModule } from '../../shared/module.ts';
import { bindAws } from '../../shared/runtime/aws.ts';
import type { Runtime } from '../../shared/runtime/runtime.ts';

const noModule = defineModule({ name: 'gateway', summary: 'Paths that no module has.', entities: [] });

export const create = (runtime: Runtime) => apiFunction(noModule, runtime);
export const handler = bindAws(create);
