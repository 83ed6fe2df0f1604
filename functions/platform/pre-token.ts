/** Lambda entry of the sign-in's pre-token trigger: puts tenant, member and role version into the access token. */
import { addTokenClaims } from '../../domain/platform/add-token-claims.ts';
import { bindAws } from '../../shared/runtime/aws.ts';
import type { Runtime } from '../../shared/runtime/runtime.ts';

type PreTokenEvent = Parameters<typeof addTokenClaims>[1];

export const create = (runtime: Runtime) => (event: PreTokenEvent) => addTokenClaims(runtime, event);
export const handler = bindAws(create);
