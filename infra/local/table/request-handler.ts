// The engine at the SDK's request handler: DynamoDB's JSON protocol without a network.
import { TableError } from './errors.ts';
import type { TableEngine, TablePrincipal, TableRequestHandler } from './types.ts';

export type ProtocolAnswer = {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
};

const TARGET = /^DynamoDB_20120810\.([A-Za-z]+)$/;

/** A handler for `new DynamoDBClient({ requestHandler })`; each call is done, and committed, before it answers. */
export function requestHandler(
  execute: TableEngine['execute'],
  randomId: () => string,
  principal: TablePrincipal | undefined,
): TableRequestHandler {
  return {
    handle: async ({ headers, body }) => ({
      response: answer(
        execute,
        randomId,
        headers['x-amz-target'] ?? headers['X-Amz-Target'],
        bodyText(body),
        principal,
      ),
    }),
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
    destroy: () => {},
  };
}

/** Runs one request of the protocol; errors become answers too. */
export function answer(
  execute: TableEngine['execute'],
  randomId: () => string,
  target: string | undefined,
  body: string,
  principal?: TablePrincipal,
): ProtocolAnswer {
  try {
    const operation = TARGET.exec(target ?? '')?.[1];
    if (operation === undefined) {
      throw new TableError('UnknownOperationException', 'X-Amz-Target names no operation of DynamoDB_20120810');
    }
    return packed(200, execute(operation, parseBody(body), principal), randomId);
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
