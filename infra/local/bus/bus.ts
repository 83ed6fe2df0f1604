/** The event bus: `PutEvents`, rules, and delivery to queues and functions in one commit. */
import { randomUUID } from 'node:crypto';
import { AccessDenied, type Caller } from '../iam/roles.ts';
import { jsonService, type SdkRequestHandler, ServiceError } from '../json-service.ts';
import type { Asynchronous } from '../lambda/asynchronous.ts';
import type { Queues } from '../queues/queues.ts';
import type { Storage } from '../storage.ts';
import type { Json, JsonObject } from '../template/template.ts';
import type { Timers } from '../timers.ts';
import type { Bus, Rule, Target } from './read-rules.ts';

export type BusPorts = {
  readonly buses: readonly Bus[];
  readonly rules: readonly Rule[];
  readonly queues: Queues;
  readonly asynchronous: Asynchronous;
  readonly storage: Storage;
  readonly timers: Timers;
  readonly region: string;
  readonly account: string;
  /** For tests of partial failure: the error code with which an entry is refused. */
  readonly refuse?: ((detailType: string) => string | undefined) | undefined;
};

export type EventBus = {
  /** @throws ServiceError where the caller may not, or the request breaks a limit */
  readonly putEvents: (caller: Caller, input: JsonObject) => JsonObject;
  /** A handler for `new EventBridgeClient({ requestHandler })` that works with the caller's rights. */
  readonly handlerFor: (caller: Caller) => SdkRequestHandler;
  /** Inserts a message for a target inside the caller's commit; answers the queue to tell afterwards. */
  readonly insertFor: (target: Target, event: JsonObject) => string;
};

type Entry = {
  readonly Source?: string;
  readonly DetailType?: string;
  readonly Detail?: string;
  readonly EventBusName?: string;
  readonly Resources?: readonly string[];
  /** Seconds since 1970. */
  readonly Time?: number;
};
type EntryAnswer = { readonly EventId: string } | { readonly ErrorCode: string; readonly ErrorMessage: string };

const ENTRIES_MAX = 10;
const REQUEST_BYTES_MAX = 262_144;

export function openBus(ports: BusPorts): EventBus {
  const find = ruleIndex(ports.rules);
  const insertFor = (target: Target, event: JsonObject): string => {
    const queue = target.arn.includes(':sqs:') ? target.arn : ports.asynchronous.queueOf(target.arn);
    ports.queues.insert(queue, [{ body: target.input ?? JSON.stringify(partOf(event, target.inputPath)) }]);
    return queue;
  };
  const deliver = (events: readonly { busName: string; event: JsonObject }[]): void => {
    const reached = new Set<string>();
    const pairs = events.flatMap(({ busName, event }) =>
      find(busName, event).flatMap(({ targets }) => targets.map((target) => ({ target, event }))),
    );
    if (pairs.length === 0) return;
    ports.storage.commit(() => {
      for (const { target, event } of pairs) reached.add(insertFor(target, event));
    });
    for (const queue of reached) ports.queues.arrived(queue);
  };
  const putEvents = (caller: Caller, input: JsonObject): JsonObject => {
    const entries = (input.Entries ?? []) as readonly Entry[];
    checkRequest(entries);
    const accepted: { busName: string; event: JsonObject }[] = [];
    const answers = entries.map((entry): EntryAnswer => {
      const refusal = refusalOf(entry, caller, ports);
      if (refusal !== undefined) return refusal;
      const event = eventOf(entry, ports);
      accepted.push({ busName: busNameOf(entry), event });
      return { EventId: String(event.id) };
    });
    deliver(accepted);
    return { FailedEntryCount: answers.filter((answer) => 'ErrorCode' in answer).length, Entries: answers };
  };
  return {
    insertFor,
    putEvents,
    handlerFor: (caller) => jsonService('AWSEvents.', { PutEvents: (input) => putEvents(caller, input) }),
  };
}

/** Finds the rules of an event: by its detail type where a rule names its own, which nearly all do. */
function ruleIndex(rules: readonly Rule[]): (busName: string, event: JsonObject) => Rule[] {
  const byType = new Map<string, Rule[]>();
  const others: Rule[] = [];
  for (const rule of rules.filter(({ matches }) => matches !== undefined)) {
    if (rule.detailTypes === undefined) others.push(rule);
    for (const type of rule.detailTypes ?? []) byType.set(type, [...(byType.get(type) ?? []), rule]);
  }
  return (busName, event) =>
    [...(byType.get(String(event['detail-type'])) ?? []), ...others].filter(
      (rule) => rule.busName === busName && rule.matches?.(event) === true,
    );
}

const busNameOf = ({ EventBusName = 'default' }: Entry): string => EventBusName.split('/').at(-1) ?? 'default';

function checkRequest(entries: readonly Entry[]): void {
  const refuse = (message: string) => new ServiceError('ValidationException', message);
  if (entries.length === 0 || entries.length > ENTRIES_MAX) throw refuse('Entries must hold 1 to 10 entries.');
  const bytes = entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
  if (bytes > REQUEST_BYTES_MAX) throw refuse('Total size of the entries in the request is over the limit.');
}

/** As the service counts: 14 bytes for a time, and the UTF-8 length of everything else. */
function entryBytes({ Time, Source = '', DetailType = '', Detail = '', Resources = [] }: Entry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), Time === undefined ? 0 : 14);
}

function refusalOf(entry: Entry, caller: Caller, ports: BusPorts): EntryAnswer | undefined {
  const { Source, DetailType, Detail } = entry;
  const missing = Object.entries({ Source, DetailType, Detail }).find(([, value]) => (value ?? '') === '');
  if (missing !== undefined) {
    const [name] = missing;
    const ErrorMessage = `Parameter ${name} is not valid. Reason: ${name} is a required argument.`;
    return { ErrorCode: 'InvalidArgument', ErrorMessage };
  }
  const bus = ports.buses.find(({ name }) => name === busNameOf(entry));
  if (bus === undefined) {
    return { ErrorCode: 'ResourceNotFoundException', ErrorMessage: `Event bus ${entry.EventBusName} does not exist.` };
  }
  const decision = caller.allow('events:PutEvents', bus.arn, (key) => {
    if (key === 'events:source') return [Source ?? ''];
    return key === 'events:detail-type' ? [DetailType ?? ''] : undefined;
  });
  if (decision !== true) throw new ServiceError(new AccessDenied(decision).name, decision);
  if (!isJsonObject(Detail ?? '')) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const injected = ports.refuse?.(DetailType ?? '');
  return injected === undefined ? undefined : { ErrorCode: injected, ErrorMessage: 'Refused for a test.' };
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

const eventOf = ({ Source, DetailType, Detail, Resources, Time }: Entry, ports: BusPorts): JsonObject => ({
  version: '0',
  id: randomUUID(),
  'detail-type': DetailType ?? '',
  source: Source ?? '',
  account: ports.account,
  time: secondsInstant(Time === undefined ? ports.timers.now() : Time * 1000),
  region: ports.region,
  resources: Resources ?? [],
  detail: JSON.parse(Detail ?? '{}') as JsonObject,
});

/** The bus gives times to the second. */
export const secondsInstant = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

function partOf(event: JsonObject, path: readonly string[] | undefined): Json {
  let part: Json = event;
  for (const name of path ?? []) part = (part as JsonObject | null)?.[name] ?? null;
  return part;
}
