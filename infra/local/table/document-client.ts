// A document client whose calls go to the engine as objects. The SDK would write each request as JSON text, find an
// address for it, sign it, and read the answer from text again: most of what a call costs on a laptop, for a network
// that is not there (decision 0013). What a caller can see is the same both ways, which `sdk.test.ts` holds.
import {
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  IdempotentParameterMismatchException,
  ResourceNotFoundException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { convertToNative, marshall } from '@aws-sdk/util-dynamodb';
import { TableError } from './errors.ts';
import type { AttributeMap, AttributeValue, TableEngine, TablePrincipal } from './types.ts';

type Plain = Readonly<Record<string, unknown>>;
type Convert = (value: unknown) => unknown;

/**
 * Lets a document client's calls on items go straight to the engine. Every other call, and one with options of its
 * own, goes the SDK's usual way to the client's request handler.
 */
export function answeredInProcess(
  client: DynamoDBDocumentClient,
  engine: TableEngine,
  principal: TablePrincipal | undefined,
): DynamoDBDocumentClient {
  const { marshallOptions = {} } = client.config.translateConfig ?? {};
  const write: Convert = (document) =>
    marshall(document as Plain, { ...marshallOptions, convertTopLevelContainer: false });
  const usual: { send(command: unknown, ...options: readonly unknown[]): unknown } = client;
  const bySdk = usual.send.bind(client);
  const send = async (command: unknown, ...options: unknown[]): Promise<unknown> => {
    const operation = options.length === 0 ? operationOf(command) : undefined;
    const shape = operation === undefined ? undefined : SHAPES[operation];
    if (operation === undefined || shape === undefined) return bySdk(command, ...options);
    const { input } = command as { readonly input: Plain };
    return shape.output(await answer(engine, operation, shape.input(input, write), principal));
  };
  return Object.assign(client, { send });
}

/** The operation's name in the SDK's schema of it: classes are not the same ones in every bundle. */
function operationOf(command: unknown): string | undefined {
  const { clientCommand } = command as { readonly clientCommand?: { readonly schema?: readonly unknown[] } };
  const name = clientCommand?.schema?.[2];
  return typeof name === 'string' && Object.hasOwn(SHAPES, name) ? name : undefined;
}

const METADATA = { httpStatusCode: 200, attempts: 1, totalRetryDelay: 0 };

async function answer(
  engine: TableEngine,
  operation: string,
  input: unknown,
  principal: TablePrincipal | undefined,
): Promise<Plain> {
  try {
    return { $metadata: METADATA, ...((await engine.run(operation, input, principal)) as Plain) };
  } catch (error) {
    throw error instanceof TableError ? exceptionOf(error) : error;
  }
}

/** The SDK's own class for an error, as it would have made it of the answer. */
function exceptionOf({ name, message, statusCode, body }: TableError): DynamoDBServiceException {
  const $metadata = { ...METADATA, httpStatusCode: statusCode };
  switch (name) {
    case 'ConditionalCheckFailedException':
      return new ConditionalCheckFailedException({ message, $metadata, ...body });
    case 'TransactionCanceledException':
      return new TransactionCanceledException({ message, $metadata, ...body });
    case 'IdempotentParameterMismatchException':
      return new IdempotentParameterMismatchException({ message, $metadata });
    case 'ResourceNotFoundException':
      return new ResourceNotFoundException({ message, $metadata });
    default:
      return new DynamoDBServiceException({
        ...{ name, message, $metadata },
        $fault: statusCode < 500 ? 'client' : 'server',
      });
  }
}

/** The members of a map that hold documents, converted; the others as they are. */
const members =
  (...names: readonly string[]) =>
  (given: Plain, convert: Convert): Plain => {
    const result: Record<string, unknown> = { ...given };
    for (const name of names) if (result[name] !== undefined) result[name] = convert(result[name]);
    return result;
  };

const each =
  (convert: Convert): Convert =>
  (list) =>
    (list as readonly unknown[]).map(convert);

const everyMember =
  (convert: Convert): Convert =>
  (map) =>
    Object.fromEntries(Object.entries(map as Plain).map(([name, value]) => [name, convert(value)]));

type Shape = {
  readonly input: (given: Plain, write: Convert) => Plain;
  readonly output: (answered: Plain) => Plain;
};

const read: Convert = (map) => documentOf(map as AttributeMap);
const ATTRIBUTES = (answered: Plain): Plain => members('Attributes')(answered, read);
const VALUES = 'ExpressionAttributeValues';
const action = members('Item', 'Key', VALUES);

/** Where the documents stand in requests and answers. */
const SHAPES: Readonly<Record<string, Shape>> = {
  GetItem: { input: members('Key'), output: (answered) => members('Item')(answered, read) },
  PutItem: { input: members('Item', VALUES), output: ATTRIBUTES },
  UpdateItem: { input: members('Key', VALUES), output: ATTRIBUTES },
  DeleteItem: { input: members('Key', VALUES), output: ATTRIBUTES },
  Query: {
    input: members('ExclusiveStartKey', VALUES),
    output: (answered) => members('LastEvaluatedKey')(members('Items')(answered, each(read)), read),
  },
  BatchGetItem: {
    input: (given, write) =>
      members('RequestItems')(
        given,
        everyMember((table) => members('Keys')(table as Plain, each(write))),
      ),
    output: (answered) =>
      members('UnprocessedKeys')(
        members('Responses')(answered, everyMember(each(read))),
        everyMember((table) => members('Keys')(table as Plain, each(read))),
      ),
  },
  TransactWriteItems: {
    input: (given, write) =>
      members('TransactItems')(
        given,
        each(everyMember((one) => (one === undefined ? one : action(one as Plain, write)))),
      ),
    output: (answered) => answered,
  },
};

const documentOf = (map: AttributeMap): Plain =>
  Object.fromEntries(Object.entries(map).map(([name, value]) => [name, nativeOf(value)]));

function nativeOf(value: AttributeValue): unknown {
  if ('S' in value) return value.S;
  if ('M' in value) return documentOf(value.M);
  if ('L' in value) return value.L.map(nativeOf);
  if ('B' in value) return bytesOf(value.B);
  if ('BS' in value) return new Set(value.BS.map(bytesOf));
  return convertToNative(value as Parameters<typeof convertToNative>[0]);
}

const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));
