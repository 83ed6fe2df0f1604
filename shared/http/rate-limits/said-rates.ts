/** The caller's rate in every answer to one who is signed in: in the headers, and as a refusal where it is spent. */
import type { MiddlewareObj } from '@middy/core';
import type { ApiEvent, ApiResult } from '../api-event.ts';
import { rateHeaders, rateLimited, readStandings } from './rate-policy.ts';

const callerOf = ({ requestContext }: ApiEvent) => requestContext.authorizer?.lambda ?? undefined;

/** @throws Rejection 429 `rate.limited`, with `Retry-After`, where the authorizer counted the request over a limit */
export function refuseOverRate(event: ApiEvent): void {
  const caller = callerOf(event);
  if (caller?.rateRetryAfter === undefined) return;
  throw rateLimited(readStandings(caller.rate), Number(caller.rateRetryAfter));
}

/** Middleware: `RateLimit` and `RateLimit-Policy` beside whatever is answered. */
export const saidRates = (): MiddlewareObj<ApiEvent, ApiResult> => {
  const say: NonNullable<MiddlewareObj<ApiEvent, ApiResult>['after']> = ({ event, response }) => {
    if (response !== null && response !== undefined)
      Object.assign(response.headers, rateHeaders(readStandings(callerOf(event)?.rate)));
  };
  return { after: say, onError: say };
};
