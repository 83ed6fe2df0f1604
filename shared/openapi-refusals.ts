/** The refusals of the OpenAPI document: which an operation can answer with, and by which codes of the kernel. */
import type { Route } from './module.ts';
import { COMPONENTS, type Json } from './openapi-schemas.ts';

type Refusal = { readonly title: string; readonly codes: Readonly<Record<string, string>> };

/** What the kernel refuses, by status. What a module refuses has a code that begins with the module’s name. */
const REFUSALS: Readonly<Record<number, Refusal>> = {
  400: { title: 'The request cannot be read', codes: { 'request.malformed_json': 'The body is not JSON.' } },
  401: { title: 'Sign in first', codes: { 'auth.required': 'A valid token or API key is required.' } },
  403: { title: 'Not allowed', codes: { 'auth.forbidden': 'This needs the permission of the operation.' } },
  404: { title: 'Not found', codes: { 'sales.order.not_found': 'No such order.' } },
  409: { title: 'Not possible in this state', codes: { 'sales.order.illegal_transition': 'The order is cancelled.' } },
  412: { title: 'The record has changed', codes: { 'request.stale': 'The record has changed since you read it.' } },
  413: { title: 'Too large', codes: { 'request.too_large': 'The body is larger than 5 MB.' } },
  415: { title: 'Not a type that is read here', codes: { 'request.not_json': 'Send application/json.' } },
  422: {
    title: 'The request breaks a rule',
    codes: {
      'request.invalid': 'Some fields break a rule: `errors` has a pointer and a code for each.',
      'request.unknown_field': 'A field is not known.',
      'idempotency.key_reused': 'The key was used for another request.',
      'list.bad_cursor': 'The cursor is not one of this list.',
    },
  },
  428: { title: 'If-Match is required', codes: { 'request.if_match_required': 'Send the ETag that you read.' } },
  503: { title: 'Try again', codes: { 'commit.contention': 'Too many others are changing the same records.' } },
};

/** What can be refused on a route, beside what every route can answer. */
export function refusalsOf(route: Route): Json {
  const statuses = [
    ...(route.access === 'tenant' ? [401, 403] : []),
    ...(route.path.includes('{') ? [404] : []),
    ...(route.method === 'GET' ? [] : [409]),
    ...(route.ifMatch === undefined ? [] : [412]),
    ...(route.body === undefined ? [] : [400, 413, 415]),
    ...(route.body === undefined && route.query === undefined ? [] : [422]),
    ...(route.ifMatch === 'required' ? [428] : []),
    ...(route.method === 'GET' ? [] : [503]),
  ];
  const refusal = (name: string | number) => ({ $ref: `#/components/responses/${name}` });
  return {
    ...Object.fromEntries(statuses.map((status) => [status, refusal(`Refused${status}`)])),
    default: refusal('Problem'),
  };
}

/** RFC 9457, with Tandem's `code`, `errors` and `facts`. */
export const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail', 'instance'],
  properties: {
    type: { type: 'string', format: 'uri', examples: ['urn:tandem:problem:sales.order.illegal_transition'] },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'Stable; for programs.' },
    detail: { type: 'string', description: 'For people.' },
    instance: { type: 'string', description: 'The id of the request, found in the logs.' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'code', 'message'],
        properties: {
          pointer: { type: 'string', description: 'JSON pointer into the body, or /query/…, /path/…' },
          code: { type: 'string' },
          message: { type: 'string' },
        },
      },
    },
    facts: { type: 'object', description: 'What helps to go on: the limit, the usage, the allowed states.' },
  },
} as const;

const PROBLEM_RESPONSE = {
  description: 'Refused, with the reason.',
  content: { 'application/problem+json': { schema: { $ref: `${COMPONENTS}Problem` } } },
} as const;

const problemOf = (status: number, title: string, code: string, detail: string): Json => ({
  ...{ type: `urn:tandem:problem:${code}`, title, status, code, detail },
  instance: 'req_01m86e81e000000000000000ex',
});

const responseOf = (status: number, { title, codes }: Refusal): Json => ({
  description: `${title}: ${Object.keys(codes)
    .map((code) => `\`${code}\``)
    .join(', ')}${MODULES_OWN.has(status) ? ', or a code of the module.' : '.'}`,
  content: {
    'application/problem+json': {
      schema: { $ref: `${COMPONENTS}Problem` },
      examples: Object.fromEntries(
        Object.entries(codes).map(([code, detail]) => [code, { value: problemOf(status, title, code, detail) }]),
      ),
    },
  },
});
/** Statuses at which modules have codes of their own; the ones shown are examples. */
const MODULES_OWN: ReadonlySet<number> = new Set([403, 404, 409, 422]);

/** The components that `refusalsOf` refers to. */
export const refusalResponses = (): Json => ({
  Problem: PROBLEM_RESPONSE,
  ...Object.fromEntries(
    Object.entries(REFUSALS).map(([status, refusal]) => [`Refused${status}`, responseOf(Number(status), refusal)]),
  ),
});
