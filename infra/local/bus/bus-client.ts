/** An EventBridge client whose `PutEvents` goes to the bus as it is, for the reasons of the table's `document-client.ts`. */
import { type EventBridgeClient, EventBridgeServiceException } from '@aws-sdk/client-eventbridge';
import { ServiceError } from '../json-service.ts';
import type { JsonObject } from '../template/template.ts';

type PutEvents = (input: JsonObject) => JsonObject;
type Command = { readonly schema?: readonly unknown[]; readonly input: { readonly Entries?: readonly object[] } };

/** Every other call goes the SDK's usual way to the client's request handler. */
export function putsInProcess(client: EventBridgeClient, putEvents: PutEvents): EventBridgeClient {
  const usual: { send(command: unknown, ...options: readonly unknown[]): unknown } = client;
  const bySdk = usual.send.bind(client);
  const send = async (command: unknown, ...options: unknown[]): Promise<unknown> => {
    const { schema, input } = command as Command;
    if (schema?.[2] !== 'PutEvents' || options.length > 0) return bySdk(command, ...options);
    try {
      const Entries = (input.Entries ?? []).map((entry) => ({ ...entry, ...timeOf(entry) }));
      return { $metadata: { httpStatusCode: 200 }, ...putEvents({ ...input, Entries } as JsonObject) };
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const { name, message, statusCode } = error;
      throw new EventBridgeServiceException({
        ...{ name, message },
        $fault: 'client',
        $metadata: { httpStatusCode: statusCode },
      });
    }
  };
  return Object.assign(client, { send });
}

/** Times are seconds in the protocol. */
const timeOf = ({ Time }: { Time?: unknown }) => (Time instanceof Date ? { Time: Time.getTime() / 1000 } : {});
