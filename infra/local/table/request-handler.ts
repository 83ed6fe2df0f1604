// The engine at the SDK's request handler: DynamoDB's JSON protocol without a network.
import { TableError } from './errors.ts';
import type { TableEngine, TablePrincipal, TableRequestHandler } from './types.ts';

type ProtocolAnswer = {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
};

/** Runs an operation, now or together with others. */
export type Run = (operation: string, input: unknown, principal: TablePrincipal | undefined) => Promise<unknown>;

const TARGET = /^DynamoDB_20120810\.([A-Za-z]+)$/;

/** A handler for `new DynamoDBClient({ requestHandler })`; each call is done, and committed, before it answers. */
export function requestHandler(
  run: Run,
  randomId: () => string,
  principal: TablePrincipal | undefined,
): TableRequestHandler {
  return {
    handle: async ({ headers, body }) => {
      const target = headers['x-amz-target'] ?? headers['X-Amz-Target'];
      return { response: await answer(run, randomId, target, bodyText(body), principal) };
    },
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
    destroy: () => {},
  };
}

/** Runs one request of the protocol; errors become answers too. */
export async function answer(
  run: Run,
  randomId: () => string,
  target: string | undefined,
  body: string,
  principal?: TablePrincipal,
): Promise<ProtocolAnswer> {
  try {
    const operation = TARGET.exec(target ?? '')?.[1];
    if (operation === undefined) {
      throw new TableError('UnknownOperationException', 'X-Amz-Target names no operation of DynamoDB_20120810');
    }
    return packed(200, await run(operation, parseBody(body), principal), randomId);
  } catch (error) {
    if (error instanceof TableError) {
      const { name, message, statusCode, body: more } = error;
      const namespace =
        name === 'ValidationException' ? 'com.amazon.coral.validate' : 'com.amazonaws.dynamodb.v20120810';
      return packed(statusCode, { __type: `${namespace}#${name}`, message, Message: message, ...more }, randomId);
    }
    throw error;
  }
}

/**
 * Settings for a client of the embedded engine. Nothing is signed, as nobody checks: that is half of the SDK's own time
 * for a call.
 */
export function localClientSettings(engine: TableEngine, principal?: TablePrincipal) {
  return {
    region: 'local',
    endpoint: 'http://127.0.0.1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    signer: { sign: async <Request>(request: Request) => request },
    requestHandler: engine.requestHandler(principal),
  };
}

function packed(statusCode: number, output: unknown, randomId: () => string): ProtocolAnswer {
  return {
    statusCode,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': randomId() },
    body: Buffer.from(JSON.stringify(output)),
  };
}

function parseBody(body: string): unknown {
  try {
    return body === '' ? {} : JSON.parse(body);
  } catch {
    throw new TableError('SerializationException', 'The body is no JSON');
  }
}

function bodyText(body: unknown): string {
  if (typeof body === 'string') {
    return body;
  }
  // Over the bytes themselves: the SDK's body is a Uint8Array that warns when it is taken for a string.
  return body instanceof Uint8Array ? Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8') : '';
}
