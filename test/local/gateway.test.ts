import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openServer } from '../../infra/local/api/server.ts';
import type { LocalCloud } from '../../infra/local/cloud.ts';
import type { JsonObject } from '../../infra/local/template/template.ts';
import { arnOf, type Handlers, lambda, permission, type Resources, ref, startSmall, stopAll } from './small-app.ts';

const route = (key: string, functionName: string, properties: JsonObject = {}): Resources => ({
  [`Integration${functionName}`]: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      ApiId: ref('Api'),
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: arnOf(functionName),
      PayloadFormatVersion: '2.0',
    },
  },
  [`Route${key}`]: {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: {
      ApiId: ref('Api'),
      RouteKey: key,
      Target: { 'Fn::Join': ['/', ['integrations', ref(`Integration${functionName}`)]] },
      ...properties,
    },
  },
});

const authorizer = (properties: JsonObject = {}): Resources[string] => ({
  Type: 'AWS::ApiGatewayV2::Authorizer',
  Properties: {
    ApiId: ref('Api'),
    Name: 'a',
    AuthorizerType: 'REQUEST',
    AuthorizerUri: {
      'Fn::Join': ['', ['arn:aws:apigateway:x:lambda:path/2015-03-31/functions/', arnOf('Authorizer'), '/invocations']],
    },
    AuthorizerPayloadFormatVersion: '2.0',
    EnableSimpleResponses: true,
    AuthorizerResultTtlInSeconds: 0,
    ...properties,
  },
});

const custom = (id: string): JsonObject => ({ AuthorizationType: 'CUSTOM', AuthorizerId: ref(id) });
const FUNCTIONS = ['Echo', 'Answer', 'Slow', 'Broken', 'Authorizer'];

const app: Resources = {
  Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'api', ProtocolType: 'HTTP' } },
  Stage: {
    Type: 'AWS::ApiGatewayV2::Stage',
    Properties: { ApiId: ref('Api'), StageName: '$default', AutoDeploy: true },
  },
  ...Object.assign({}, ...FUNCTIONS.map((name) => lambda(name, name === 'Slow' ? { timeout: 0.03 } : {}))),
  ...Object.fromEntries(FUNCTIONS.map((name) => [`Let${name}`, permission(name, 'apigateway.amazonaws.com')])),
  Always: authorizer(),
  ByHeader: authorizer({ IdentitySource: ['$request.header.Authorization'], AuthorizerResultTtlInSeconds: 60 }),
  ...route('ANY /echo/{proxy+}', 'Echo'),
  ...route('ANY /things/{id}', 'Echo'),
  ...route('POST /answer', 'Answer'),
  ...route('GET /slow', 'Slow'),
  ...route('GET /broken', 'Broken'),
  ...route('GET /always', 'Echo', custom('Always')),
  ...route('GET /by-header', 'Echo', custom('ByHeader')),
};

type Event = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
  readonly requestContext: { readonly authorizer?: { readonly lambda: unknown } };
} & Readonly<Record<string, unknown>>;

let asked = 0;
const handlers: Handlers = {
  Echo: () => async (event) => event,
  Answer: () => async (event) => JSON.parse((event as Event).body ?? 'null'),
  Slow: () => () => new Promise(() => {}),
  Broken: () => async () => {
    throw new Error('secret detail');
  },
  Authorizer: () => async (event) => {
    asked += 1;
    const token = (event as Event).headers.authorization;
    if (token === 'break') throw new Error('down');
    if (token === 'leave') throw new Error('Unauthorized');
    if (token === 'refuse') return { isAuthorized: false };
    return token === undefined ? { isAuthorized: true } : { isAuthorized: true, context: { who: token } };
  },
};

let cloud: LocalCloud;
beforeAll(async () => {
  cloud = await startSmall(app, handlers);
});
afterAll(stopAll);

const get = (path: string, init?: RequestInit) => fetch(cloud.url + path, init);
const echo = async (path: string, init?: RequestInit): Promise<Event> =>
  (await get(path, init)).json() as Promise<Event>;

/** `fetch` normalises paths; this one sends them as they are. */
function rawGet(path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    httpRequest(cloud.url, { path, method: 'GET' }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    })
      .on('error', reject)
      .end();
  });
}

describe('the event of a request', () => {
  test('is payload format 2.0', async () => {
    const event = await echo('/echo/a/b?x=1&x=2&y=%20z', {
      method: 'POST',
      body: '{"a":"ü"}',
      headers: { 'Content-Type': 'application/json', Cookie: 'a=1; b=2', 'X-Custom': 'V' },
    });
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'ANY /echo/{proxy+}',
      rawPath: '/echo/a/b',
      rawQueryString: 'x=1&x=2&y=%20z',
      queryStringParameters: { x: '1,2', y: ' z' },
      pathParameters: { proxy: 'a/b' },
      cookies: ['a=1', 'b=2'],
      headers: { 'x-custom': 'V', 'content-type': 'application/json', 'x-forwarded-for': '127.0.0.1' },
      body: '{"a":"ü"}',
      isBase64Encoded: false,
      requestContext: {
        accountId: '111122223333',
        stage: '$default',
        routeKey: 'ANY /echo/{proxy+}',
        http: { method: 'POST', path: '/echo/a/b', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' },
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      },
    });
    expect(event.headers).not.toHaveProperty('cookie');
    expect(event.requestContext).not.toHaveProperty('authorizer');
  });

  test.each([
    ['application/octet-stream', Buffer.from([0, 255]), true],
    ['application/x-www-form-urlencoded', Buffer.from('a=1'), true],
    ['application/json', Buffer.from([0x22, 0xff, 0x22]), true],
    ['application/vnd.api+json', Buffer.from('{}'), false],
    ['text/csv; charset=utf-8', Buffer.from('a,b'), false],
  ])('a body of %s', async (type, body, encoded) => {
    const event = await echo('/echo/x', { method: 'PUT', body, headers: { 'content-type': type } });
    expect(event.isBase64Encoded).toBe(encoded);
    expect(Buffer.from(event.body ?? '', encoded ? 'base64' : 'utf8')).toEqual(body);
  });

  test('a path comes decoded, as an HTTP API hands it on', async () => {
    expect(JSON.parse((await rawGet('/things/a%20b')).body)).toMatchObject({
      rawPath: '/things/a b',
      pathParameters: { id: 'a b' },
    });
    expect(JSON.parse((await rawGet('/echo/a%2Fb')).body)).toMatchObject({ rawPath: '/echo/a/b' });
  });
});

describe('the answer', () => {
  const answer = (result: unknown) => get('/answer', { method: 'POST', body: JSON.stringify(result) });

  test('has the status, headers, cookies and body of the function', async () => {
    const response = await answer({
      statusCode: 201,
      headers: { ETag: '"1"', 'Content-Type': 'application/json', 'Content-Length': '999' },
      cookies: ['a=1; HttpOnly', 'b=2'],
      body: '{"ok":true}',
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('etag')).toBe('"1"');
    expect(response.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2']);
    expect(response.headers.get('apigw-requestid')).toBeTruthy();
    expect(await response.json()).toEqual({ ok: true });
  });

  test('may be in base64', async () => {
    const response = await answer({
      statusCode: 200,
      body: Buffer.from([1, 2, 255]).toString('base64'),
      isBase64Encoded: true,
    });
    expect(Buffer.from(await response.arrayBuffer())).toEqual(Buffer.from([1, 2, 255]));
  });

  test('without a status is itself the body', async () => {
    const response = await answer({ hello: 'there' });
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({ hello: 'there' });
  });

  test('204 has no body and no type', async () => {
    const response = await answer({ statusCode: 204, headers: {}, body: '' });
    expect(response.status).toBe(204);
    expect(response.headers.get('content-type')).toBeNull();
  });

  test('a HEAD has no body', async () => {
    const response = await get('/echo/x', { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });

  test.each([
    ['a status that is none', { statusCode: 'ok' }],
    ['a body that is no text', { statusCode: 200, body: { a: 1 } }],
  ])('%s is a 500', async (_, result) => {
    expect((await answer(result)).status).toBe(500);
  });
});

describe('the gateway’s own errors', () => {
  test.each([
    ['/nowhere', 404, 'gateway.not_found'],
    ['/broken', 500, 'gateway.internal'],
    ['/slow', 503, 'gateway.timeout'],
  ])('%s answers %i as problem+json', async (path, status, code) => {
    const response = await get(path);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const problem = (await response.json()) as Record<string, unknown>;
    expect(problem).toMatchObject({ type: `urn:tandem:problem:${code}`, status, code });
    expect(problem.instance).toBe(response.headers.get('apigw-requestid'));
    expect(JSON.stringify(problem)).not.toContain('secret');
  });

  test('a broken percent-encoding is a 400', async () => {
    expect(await rawGet('/echo/%zz')).toMatchObject({
      status: 400,
      body: expect.stringContaining('gateway.bad_encoding'),
    });
  });

  test('a body over 10 MB is a 413, and the connection goes on', async () => {
    const big = await get('/echo/x', { method: 'POST', body: Buffer.alloc(10 * 1024 * 1024 + 1) });
    expect(big.status).toBe(413);
    expect(((await big.json()) as { code: string }).code).toBe('gateway.too_large');
    expect((await get('/echo/x', { method: 'POST', body: Buffer.alloc(10 * 1024 * 1024) })).status).toBe(200);
  });

  test('a body over 10 MB without a length is a 413 as well', async () => {
    const chunk = new Uint8Array(1024 * 1024);
    let sent = 0;
    const body = new ReadableStream({
      pull: (controller) => {
        sent += 1;
        if (sent > 12) controller.close();
        else controller.enqueue(chunk);
      },
    });
    const response = await get('/echo/x', { method: 'POST', body, duplex: 'half' } as RequestInit);
    expect(response.status).toBe(413);
  });

  test('headers over 10 KB are a 431', async () => {
    const response = await get('/echo/x', { headers: { 'x-long': 'x'.repeat(11_000) } });
    expect(response.status).toBe(431);
    expect(((await response.json()) as { code: string }).code).toBe('gateway.headers_too_large');
  });

  test('what is no HTTP is a 400', async () => {
    const text = await new Promise<string>((resolve) => {
      const socket = connect(cloud.port, '127.0.0.1', () => socket.write('hello there\r\n\r\n'));
      let said = '';
      socket.on('data', (data) => {
        said += String(data);
      });
      socket.on('close', () => resolve(said));
    });
    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(text).toContain('gateway.malformed');
  });
});

test('a body that trickles is cut off with a 408', async () => {
  const server = await openServer(0, { headersMs: 40, requestMs: 80, checkMs: 20 });
  server.serve((incoming) => incoming.resume());
  const said = await new Promise<string>((resolve) => {
    let text = '';
    const socket = connect(server.port, '127.0.0.1', () => {
      socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\na');
    });
    socket.on('data', (data) => {
      text += String(data);
    });
    socket.on('close', () => resolve(text));
  });
  expect(said).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
  expect(said).toContain('gateway.timeout');
  await server.close();
});

describe('authorizers', () => {
  const authorization = (token: string) => ({ headers: { Authorization: token } });

  test('without an identity source the authorizer is asked each time, with or without a header', async () => {
    const before = asked;
    expect((await echo('/always')).requestContext.authorizer).toEqual({ lambda: null });
    expect((await echo('/always', authorization('ann'))).requestContext.authorizer).toEqual({ lambda: { who: 'ann' } });
    expect((await echo('/always', authorization('ann'))).requestContext.authorizer).toEqual({ lambda: { who: 'ann' } });
    expect(asked - before).toBe(3);
  });

  test('a missing identity source is a 401 without a call; an answer is remembered as long as it says', async () => {
    const before = asked;
    expect((await get('/by-header')).status).toBe(401);
    expect(asked).toBe(before);
    expect((await echo('/by-header', authorization('bob'))).requestContext.authorizer).toEqual({
      lambda: { who: 'bob' },
    });
    await echo('/by-header', authorization('bob'));
    expect(asked - before).toBe(1);
  });

  test.each([
    ['refuse', 403, 'gateway.forbidden'],
    ['leave', 401, 'gateway.unauthorized'],
    ['break', 500, 'gateway.authorizer_failed'],
  ])('%s: %i', async (token, status, code) => {
    const response = await get('/always', authorization(token));
    expect(response.status).toBe(status);
    expect(((await response.json()) as { code: string }).code).toBe(code);
  });
});

describe('wiring that is missing', () => {
  test('a function that API Gateway may not invoke does not start', async () => {
    const { LetEcho: _, ...rest } = app;
    await expect(startSmall(rest, handlers)).rejects.toThrow(/No AWS::Lambda::Permission lets API Gateway invoke/);
  });

  test('CORS is answered where it is configured, and only there', async () => {
    const preflight = {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' },
    };
    expect((await get('/answer', preflight)).status).toBe(404);
    const open = await startSmall(
      {
        ...app,
        Api: {
          Type: 'AWS::ApiGatewayV2::Api',
          Properties: {
            ProtocolType: 'HTTP',
            CorsConfiguration: {
              AllowOrigins: ['https://app.example'],
              AllowMethods: ['POST'],
              AllowHeaders: ['If-Match'],
              MaxAge: 60,
            },
          },
        },
      },
      handlers,
    );
    const allowed = await fetch(`${open.url}/answer`, preflight);
    expect(allowed.status).toBe(204);
    expect(Object.fromEntries(allowed.headers)).toMatchObject({
      'access-control-allow-origin': 'https://app.example',
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'if-match',
      'access-control-max-age': '60',
    });
    const other = await fetch(`${open.url}/answer`, {
      ...preflight,
      headers: { ...preflight.headers, origin: 'https://evil.example' },
    });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('paths beside the API', () => {
  test('tell the state of the queues to the local machine only', async () => {
    expect((await get('/_local/status')).status).toBe(200);
    expect((await get('/_local/status', { headers: { origin: 'https://evil.example' } })).status).toBe(403);
    expect((await get('/_local/dead-letters')).status).toBe(200);
    expect((await get('/_local/other')).status).toBe(404);
  });
});
