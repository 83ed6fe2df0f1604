import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { grants, isAllowed } from '../../../shared/authz/roles.ts';
import type { ApiEvent } from '../../../shared/http/api-event.ts';
import { readIdempotencyKey } from '../../../shared/http/idempotency.ts';
import { problemOf } from '../../../shared/http/problem-json.ts';
import { queryNumber } from '../../../shared/http/query-number.ts';
import { readInput } from '../../../shared/http/read-input.ts';
import { createRouter } from '../../../shared/http/router.ts';
import { publicRoute, type Route } from '../../../shared/module.ts';
import { reject } from '../../../shared/rejection.ts';
import { defineStates, transition } from '../../../shared/states.ts';
import { OutOfRange } from '../../../shared/values/decimal.ts';

const declare = (method: 'GET' | 'POST' | 'PATCH', path: `/${string}`, extra: Partial<Route> = {}): Route => ({
  ...publicRoute({ method, path, summary: '', response: z.unknown(), run: async () => async () => undefined }),
  ...(extra as object),
});
const code = (attempt: () => unknown): string => {
  try {
    attempt();
    return 'accepted';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('the router', () => {
  const find = createRouter([
    declare('GET', '/sales/orders/{orderId}'),
    declare('PATCH', '/sales/orders/{orderId}'),
    declare('GET', '/sales/orders/open'),
    declare('POST', '/sales/orders/{orderId}/release'),
  ]);
  it.each([
    ['GET', '/v1/sales/orders/ord_1', '/sales/orders/{orderId}', { orderId: 'ord_1' }],
    ['GET', '/v1/sales/orders/open', '/sales/orders/open', {}],
    ['POST', '/v1/sales/orders/100%/release', '/sales/orders/{orderId}/release', { orderId: '100%' }],
  ])('%s %s reaches %s', (method, path, expected, params) => {
    const matched = find(method, path);
    expect([matched.route.path, matched.params]).toEqual([expected, params]);
  });
  it.each([
    ['GET', '/v1/sales', 'route.not_found'],
    ['GET', '/v1/sales/orders/ord_1/', 'route.not_found'],
    ['DELETE', '/v1/sales/orders/ord_1', 'route.method_not_allowed'],
    // A literal path is no id of the one beside it: `PATCH` is of `/sales/orders/{orderId}` alone.
    ['PATCH', '/v1/sales/orders/open', 'route.method_not_allowed'],
  ])('%s %s is refused with %s', (method, path, expected) => {
    expect(code(() => find(method, path))).toBe(expected);
  });
  it('names the methods that a known path has', () => {
    expect(() => find('DELETE', '/v1/sales/orders/ord_1')).toThrow(
      expect.objectContaining({ details: { headers: { allow: 'GET, PATCH' } } }),
    );
  });
});

describe('a whole number of a query', () => {
  it.each(['1', '7', '200'])('may be "%s"', (text) => {
    expect(queryNumber(1, 200).safeParse(text).data).toBe(Number(text));
  });
  it.each([
    '',
    '0',
    '201',
    '1e2',
    '0x10',
    '+5',
    '-5',
    '007',
    ' 7',
    '7 ',
    '1.0',
    '1,000',
    '٧',
    'Infinity',
    '9'.repeat(40),
  ])('is not "%s"', (text) => {
    expect(queryNumber(1, 200).safeParse(text).success).toBe(false);
  });
});

describe('the input of a request', () => {
  const Body = z.strictObject({
    name: z.string().max(5),
    lines: z.array(z.strictObject({ sku: z.string() })).optional(),
  });
  const route = declare('POST', '/things', { body: Body });
  const event = (body: string | undefined, headers = {}): ApiEvent => ({
    rawPath: '/v1/things',
    rawQueryString: '',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    requestContext: { requestId: 'r', http: { method: 'POST', path: '' } },
  });
  const refusal = (body: string | undefined, headers = {}) => {
    try {
      readInput(route, {}, event(body, headers));
      return ['accepted'];
    } catch (error) {
      const { code: name, details } = error as {
        code: string;
        details: { errors?: { pointer: string; code: string }[] };
      };
      return [name, ...(details.errors ?? []).flatMap(({ pointer, code: rule }) => [pointer, rule])];
    }
  };
  it.each([
    ['{"name":"abc"}', ['accepted']],
    ['{', ['request.malformed_json']],
    [undefined, ['request.body_missing']],
    ['{"name":"abc","extra":1}', ['request.invalid', '/extra', 'unknown_field']],
    ['{}', ['request.invalid', '/name', 'required']],
    ['{"name":1}', ['request.invalid', '/name', 'invalid_type']],
    ['{"name":"abcdef"}', ['request.invalid', '/name', 'too_big']],
    ['{"name":"a","lines":[{"sku":"x","a/b":1}]}', ['request.invalid', '/lines/0/a~1b', 'unknown_field']],
    ['{"name":"a","__proto__":{"x":1}}', ['request.unknown_field', '/__proto__', 'request.unknown_field']],
    ['{"name":"\\ud800"}', ['request.lone_surrogate', '/name', 'request.lone_surrogate']],
    [
      `{"name":${'['.repeat(40)}${']'.repeat(40)}}`,
      ['request.too_deep', `/name${'/0'.repeat(32)}`, 'request.too_deep'],
    ],
    ['[1]', ['request.invalid', '', 'invalid_type']],
    [`{"name":"${'x'.repeat(5 * 1024 * 1024)}"}`, ['request.too_large']],
  ])('%.60s answers %j', (body, expected) => {
    expect(refusal(body)).toEqual(expected);
  });
  it('refuses another content type', () => {
    expect(refusal('{"name":"a"}', { 'content-type': 'text/plain' })).toEqual(['request.not_json']);
  });
  it('refuses an unknown and a repeated query parameter by name', () => {
    const list = declare('GET', '/things', { query: z.strictObject({ limit: z.string().optional() }) });
    const read = (rawQueryString: string) => readInput(list, {}, { ...event(undefined), rawQueryString });
    expect(code(() => read('limit=1&limit=2'))).toBe('request.invalid');
    expect(code(() => read('nope=1'))).toBe('request.invalid');
    expect(read('limit=1').query).toEqual({ limit: '1' });
  });
  it.each([
    [undefined, 'request.if_match_required'],
    ['"3"', 'accepted'],
    ['W/"3"', 'request.stale'],
    ['3', 'request.stale'],
    ['*', 'accepted'],
  ])('If-Match %s where it is required: %s', (header, expected) => {
    const patch = declare('PATCH', '/things', { ifMatch: 'required' });
    expect(code(() => readInput(patch, {}, event(undefined, header === undefined ? {} : { 'if-match': header })))).toBe(
      expected,
    );
  });
  it.each([
    ['abc', 'abc'],
    ['"abc"', 'abc'],
    ['a b', 'idempotency.bad_key'],
    ['', 'idempotency.bad_key'],
    ['x'.repeat(256), 'idempotency.bad_key'],
  ])('Idempotency-Key %.20s reads as %s', (header, expected) => {
    let result: string | undefined;
    try {
      result = readIdempotencyKey(header);
    } catch (error) {
      result = (error as { code: string }).code;
    }
    expect(result).toBe(expected);
  });
});

describe('permissions', () => {
  it.each([
    ['*', 'sales.order:release', true],
    ['*:read', 'sales.order:read', true],
    ['*:read', 'sales.order:release', false],
    ['sales.*', 'sales.order:release', true],
    ['sales.*', 'salesforce.order:release', false],
    ['sales.order:*', 'sales.order:release', true],
    ['sales.order:*', 'sales.orders:release', false],
    ['sales.order:release', 'sales.order:release', true],
    ['', 'sales.order:read', false],
  ])('the pattern %s grants %s: %s', (pattern, permission, expected) => {
    expect(grants(pattern, permission)).toBe(expected);
  });
  it('the viewer reads everything and changes nothing', () => {
    const viewer = { roles: ['viewer'], patterns: [] };
    expect(isAllowed(viewer, { name: 'hr.salary:read', roles: [] })).toBe(true);
    expect(isAllowed(viewer, { name: 'sales.order:release', roles: ['sales'] })).toBe(false);
  });
});

describe('a state machine', () => {
  const states = defineStates('sales.order', ['held', 'confirmed'], {
    release: { from: ['held'], to: 'confirmed' },
    cancel: { from: ['held', 'confirmed'], to: 'cancelled' },
  });
  it.each([
    ['release', 'held', 'confirmed'],
    ['cancel', 'confirmed', 'cancelled'],
    ['release', 'confirmed', 'sales.order.illegal_transition'],
    ['cancel', 'cancelled', 'sales.order.illegal_transition'],
  ] as const)('%s from %s leads to %s', (verb, from, expected) => {
    const result = code(() => transition(states, verb, from));
    expect(result === 'accepted' ? transition(states, verb, from) : result).toBe(expected);
  });
});

describe('the error mapper', () => {
  it('answers a rejection in its own words with the right status', () => {
    const answer = problemOf(
      reject('conflict', 'sales.order.illegal_transition', 'No.', { facts: { state: 'held' } }),
      'req_1',
    );
    expect(answer.statusCode).toBe(409);
    expect(JSON.parse(answer.body)).toMatchObject({
      status: 409,
      code: 'sales.order.illegal_transition',
      detail: 'No.',
      instance: 'req_1',
      facts: { state: 'held' },
    });
  });
  it('answers 422 where a number would leave all books', () => {
    const { statusCode, body } = problemOf(new OutOfRange('9e99 in mulDiv'), 'req_1');
    expect([statusCode, JSON.parse(body).code]).toEqual([422, 'request.out_of_range']);
    expect(body).not.toContain('mulDiv');
  });
  it('asks to try again where a service failed, and says nothing internal of it', () => {
    const failed = Object.assign(new Error('disk is full'), { $metadata: { httpStatusCode: 503 } });
    const { statusCode, headers, body } = problemOf(failed, 'req_1');
    expect([statusCode, headers['retry-after'], JSON.parse(body).code]).toEqual([503, '1', 'service.unavailable']);
    expect(body).not.toContain('disk');
    const refused = Object.assign(new Error('our mistake'), { $metadata: { httpStatusCode: 400 } });
    expect(problemOf(refused, 'req_1').statusCode).toBe(500);
  });
  it('says nothing internal of any other error', () => {
    const answer = problemOf(new Error('password=hunter2 at /srv/secret.ts'), 'req_1');
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toMatch(/hunter2|secret/);
  });
});
