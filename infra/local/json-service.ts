/** AWS's JSON protocol at the SDK's request handler: an emulated service is a table of calls. */
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { isFileFault } from './file-fault.ts';
import type { JsonObject } from './template/template.ts';

/** An error as the service answers it; the SDK throws it with the same name. */
export class ServiceError extends Error {
  readonly statusCode: number;

  constructor(name: string, message: string, statusCode = 400) {
    super(message);
    this.name = name;
    this.statusCode = statusCode;
  }
}

export type ServiceCall = (input: JsonObject) => unknown;
export type ServiceCalls = Readonly<Record<string, ServiceCall>>;

export type SdkRequest = {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>> | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
};
export type SdkResponse = {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array | Readable;
};

/** The SDK's `HttpHandler`, by structure. */
export type SdkRequestHandler = {
  handle(request: SdkRequest): Promise<{ response: SdkResponse }>;
  updateHttpClientConfig(key: never, value: never): void;
  httpHandlerConfigs(): Record<string, never>;
  destroy(): void;
};

export const sdkHandler = (answer: (request: SdkRequest) => Promise<SdkResponse>): SdkRequestHandler => ({
  handle: async (request) => ({ response: await answer(request) }),
  updateHttpClientConfig: () => {},
  httpHandlerConfigs: () => ({}),
  destroy: () => {},
});

/** Answers the calls of one service; `target` is what stands before the call's name, such as `AWSEvents.`. */
export function jsonService(target: string, calls: ServiceCalls): SdkRequestHandler {
  return sdkHandler(async ({ headers, body }) => {
    const name = (headers['x-amz-target'] ?? headers['X-Amz-Target'] ?? '').slice(target.length);
    try {
      const call = calls[name];
      if (call === undefined) {
        throw new ServiceError('UnknownOperationException', `The local cloud does not know the call ${target}${name}`);
      }
      return jsonAnswer(200, (await call(JSON.parse(bodyText(body)) as JsonObject)) ?? {});
    } catch (error) {
      const fault = isFileFault(error)
        ? new ServiceError('InternalFailure', 'The file could not be written', 500)
        : error;
      if (!(fault instanceof ServiceError)) throw fault;
      const { name: __type, message, statusCode } = fault;
      return jsonAnswer(statusCode, { __type, message }, { 'x-amzn-errortype': __type });
    }
  });
}

const jsonAnswer = (statusCode: number, output: unknown, headers: Record<string, string> = {}): SdkResponse => ({
  statusCode,
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID(), ...headers },
  body: Buffer.from(JSON.stringify(output)),
});

function bodyText(body: unknown): string {
  if (typeof body === 'string') return body === '' ? '{}' : body;
  if (!(body instanceof Uint8Array)) return '{}';
  // By its buffer: `Buffer.from(body)` would ask the SDK's body for its text, which it does with a warning.
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
}
