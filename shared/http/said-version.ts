/** The version of the API in every answer: which one it is in and, where it is an old one, how long it lasts. */
import type { MiddlewareObj } from '@middy/core';
import type { ApiEvent, ApiResult } from './api-event.ts';
import { type ApiVersion, VERSION_HEADER, versionHeaders, versionOf } from './versions.ts';

/** @throws Rejection 400 `api.unknown_version` */
export const requestedVersion = ({ headers, requestContext }: ApiEvent): ApiVersion =>
  versionOf(headers[VERSION_HEADER], requestContext.authorizer?.lambda?.apiVersion);

/** Middleware: `Tandem-Version` beside whatever is answered; nothing where there is no such version. */
export const saidVersion = (): MiddlewareObj<ApiEvent, ApiResult> => {
  const say: NonNullable<MiddlewareObj<ApiEvent, ApiResult>['after']> = ({ event, response }) => {
    if (response === null || response === undefined) return;
    try {
      Object.assign(response.headers, versionHeaders(requestedVersion(event)));
    } catch {
      // The answer is the refusal of that version.
    }
  };
  return { after: say, onError: say };
};
