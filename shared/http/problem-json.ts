/** The one mapper from errors to RFC 9457 answers, and the only place where they are logged. */
import type { MiddlewareObj } from '@middy/core';
import type { Logger } from '../context.ts';
import { Rejection, type RejectionKind, reject, rejectField } from '../rejection.ts';
import { OutOfRange } from '../values/decimal.ts';
import type { ApiEvent, ApiResult } from './api-event.ts';

const STATUS: Readonly<Record<RejectionKind, number>> = {
  malformed: 400,
  unauthenticated: 401,
  payment_required: 402,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  precondition_failed: 412,
  too_large: 413,
  unsupported_type: 415,
  invalid: 422,
  precondition_required: 428,
  too_many: 429,
  unavailable: 503,
};
const TITLE: Readonly<Record<RejectionKind, string>> = {
  malformed: 'The request cannot be read',
  unauthenticated: 'Sign in first',
  payment_required: 'The plan does not include this',
  forbidden: 'Not allowed',
  not_found: 'Not found',
  method_not_allowed: 'Method not allowed',
  conflict: 'Not possible in this state',
  precondition_failed: 'The record has changed',
  too_large: 'Too large',
  unsupported_type: 'Not a type that is read here',
  invalid: 'The request breaks a rule',
  precondition_required: 'If-Match is required',
  too_many: 'Too many requests',
  unavailable: 'Try again',
};

export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
};

const INTERNAL = reject('unavailable', 'internal', 'Something went wrong on our side.');
const OUT_OF_RANGE = rejectField(
  '',
  'request.out_of_range',
  'leads to an amount or quantity that is too large to keep',
);

const SERVICE_FAILED = reject('unavailable', 'service.unavailable', 'A part of the system failed. Try again.', {
  headers: { 'retry-after': '1' },
});

function rejectionOf(error: unknown): Rejection {
  if (error instanceof Rejection) return error;
  if (error instanceof OutOfRange) return OUT_OF_RANGE;
  return isServiceFault(error) ? SERVICE_FAILED : INTERNAL;
}

/** An AWS service answered 5xx, as in an outage or, on a laptop, on a full disk: it may pass. */
const isServiceFault = (error: unknown): boolean =>
  error instanceof Error &&
  '$metadata' in error &&
  Number((error.$metadata as { httpStatusCode?: number } | undefined)?.httpStatusCode) >= 500;

/**
 * The answer for an error: a Rejection in its own words, a number beyond all books a 422, a service that failed a 503,
 * anything else a 500. The latter two say nothing internal.
 */
export function problemOf(error: unknown, instance: string): ApiResult {
  const rejection = rejectionOf(error);
  const status = rejection === INTERNAL ? 500 : STATUS[rejection.kind];
  const { errors, facts, headers } = rejection.details;
  const problem = {
    type: `urn:tandem:problem:${rejection.code}`,
    title: status === 500 ? 'Internal error' : TITLE[rejection.kind],
    status,
    code: rejection.code,
    detail: rejection.message,
    instance,
    ...(errors === undefined ? {} : { errors }),
    ...(facts === undefined ? {} : { facts }),
  };
  return {
    statusCode: status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      // RFC 9110, 15.5.2: a 401 says how to sign in.
      ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
      ...headers,
    },
    body: JSON.stringify(problem),
  };
}

/** Middleware: answers every thrown error as problem+json. `instance` is the request's id, found in the logs. */
export const problemJson = (logger: Logger): MiddlewareObj<ApiEvent, ApiResult> => ({
  onError: (request) => {
    const { error, event } = request;
    const instance = event.requestContext.requestId;
    const answer = problemOf(error, instance);
    const facts = { requestId: instance, method: event.requestContext.http.method, status: answer.statusCode };
    if (answer.statusCode >= 500) {
      logger.error('request failed', {
        ...facts,
        error: String(error),
        stack: error instanceof Error ? error.stack : undefined,
      });
    } else {
      logger.info('request refused', { ...facts, code: error instanceof Rejection ? error.code : undefined });
    }
    request.response = answer;
  },
});
