/**
 * Lambda entry of the authorizer of every route that is not public.
 *
 * The gateway of an HTTP API can refuse only in its own words, `{"message":"Forbidden"}` with 403, which a client
 * cannot tell from a missing permission and which is no problem+json. So a refused token is let through without an
 * actor: the module's function, which needs one for every tenant route, answers 401 with a code (`api-function.ts`).
 * An actor comes from here alone, and without one there is no tenant, no credentials and no data.
 */
import { authorizeRequest } from '../../domain/platform/authorize-request.ts';
import { bindAws } from '../../shared/runtime/aws.ts';
import type { Runtime } from '../../shared/runtime/runtime.ts';
import { tokenKeys } from './token-keys.ts';

type AuthorizerEvent = Parameters<typeof authorizeRequest>[1];

export const create = (runtime: Runtime) => async (event: AuthorizerEvent) => {
  const answer = await authorizeRequest(runtime, event);
  return answer.isAuthorized ? answer : { isAuthorized: true };
};
export const handler = bindAws(create, tokenKeys);
