/**
 * Counts what each step of a loop takes, in the local cloud as it is. Two seams, both there for others to use:
 *
 * - The cloud is started with a loader of functions. Ours wraps what the real one loads, so that every invocation runs in
 *   an `AsyncLocalStorage` that knows its function and step, with a runtime whose bus tells of the events put on it.
 * - The engine tells of each call as it counts it, and of each commit, both within the call itself. In memory no commit
 *   waits for another, so the storage still names the invocation then.
 *
 * Counts are logical ones, so that they are the same in each run: one message a batch, one reaction at a time, ids and
 * jitter without chance. In AWS batches make invocations fewer, and contention adds retries.
 */
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { EventEnvelope } from '../../shared/events/event.ts';
import type { Runtime } from '../../shared/runtime/runtime.ts';
import type { IdSource } from '../../shared/values/ids.ts';
import type { LocalCloud } from '../local/cloud.ts';
import type { LoadModule } from '../local/lambda/functions.ts';
import type { StreamRecord } from '../local/table/index.ts';
import { type Invocation, type Ledger, type Observed, openLedger } from './ledger.ts';
import { stepOfReaction, stepOfRequest } from './steps.ts';

export type Observer = {
  /** What the cloud is to be started with, over its usual loader. */
  readonly loader: (load: LoadModule) => LoadModule;
  /** Listens to the engine of the cloud that was started. */
  readonly listen: (cloud: LocalCloud) => void;
  /** What was counted since the last time. */
  readonly take: () => Observed;
};

/** @param ids what every function takes its ids from */
export function openObserver(ids: IdSource): Observer {
  const ledger = openLedger();
  const oneAtATime = openLane();
  const invoke = (entry: string, event: unknown, work: () => unknown): Promise<unknown> => {
    const invocation = invocationOf(entry, event, ledger);
    const isRequest = invocation.kind === 'api' || invocation.kind === 'authorizer';
    const counted = () => ledger.during(invocation, work);
    return isRequest ? counted() : oneAtATime(counted);
  };
  return {
    loader: (load) => async (config) => {
      const { create } = await load(config);
      if (create === undefined) return {};
      const entry = config.handler.replace(/\.\w+$/, '');
      return {
        create: (runtime) => {
          const handler = create({ ...steady(runtime, ledger.line), ids, bus: heardBus(runtime, ledger.event) });
          return (event, context) => invoke(entry, event, () => handler(event, context));
        },
      };
    },
    listen: ({ engine }) => {
      engine.consumed().onCall(ledger.call);
      let position = 0n;
      engine.onCommit((tableName) => {
        for (const record of engine.readStream(tableName, position, RECORDS_MAX)) {
          position = BigInt(record.dynamodb.SequenceNumber);
          ledger.record(record);
        }
      });
    },
    take: ledger.take,
  };
}

/** More than a transaction can write. */
const RECORDS_MAX = 1000;

/** As much as is needed of the events with which AWS calls functions. */
type FunctionEvent = {
  readonly rawPath?: string;
  readonly requestContext?: { readonly http?: { readonly method: string } };
  readonly Records?: readonly (StreamRecord | { readonly body: string })[];
};

/** An event belongs to the step that wrote its item, which the relay brings to the bus and the bus to the reactions. */
function invocationOf(entry: string, event: unknown, ledger: Ledger): Invocation {
  const { rawPath, requestContext, Records } = (event ?? {}) as FunctionEvent;
  const method = requestContext?.http?.method;
  if (rawPath !== undefined && method !== undefined) {
    const kind = entry === 'platform/authorizer' ? 'authorizer' : 'api';
    return { kind, step: stepOfRequest(method, rawPath) };
  }
  const [record] = Records ?? [];
  if (record === undefined) return { kind: 'other', step: 'other' };
  if ('dynamodb' in record) return { kind: 'relay', step: ledger.stepOfRecord(record) };
  const { detail } = JSON.parse(record.body) as { detail?: EventEnvelope };
  // A message of due work says where its record is, and no event.
  if (detail === undefined) return { kind: 'other', step: 'other' };
  const [module = ''] = entry.split('/');
  return { kind: 'reactions', step: stepOfReaction(module, detail.type, ledger.stepOfEvent(detail.id)) };
}

type PutCommand = { readonly input?: { readonly Entries?: readonly { readonly Detail?: string }[] } };

/** The runtime's bus, which tells of the payloads that are put on it, whichever way its client then takes. */
function heardBus(runtime: Runtime, onEvent: (payload: string) => void): Runtime['bus'] {
  const hear = (client: EventBridgeClient): EventBridgeClient => {
    const usual: { send(command: unknown, ...options: readonly unknown[]): unknown } = client;
    const onwards = usual.send.bind(client);
    const send = (command: unknown, ...options: unknown[]): unknown => {
      for (const { Detail } of (command as PutCommand).input?.Entries ?? []) if (Detail !== undefined) onEvent(Detail);
      return onwards(command, ...options);
    };
    return Object.assign(client, { send });
  };
  let heard: EventBridgeClient | undefined;
  return () => {
    heard ??= hear(runtime.bus());
    return heard;
  };
}

/** The runtime without chance: no jitter, no real waits; its logger counts. */
const steady = (runtime: Runtime, countLine: () => void): Runtime => ({
  ...runtime,
  random: () => 0.5,
  sleep: () => new Promise((resolve) => setImmediate(resolve)),
  logger: {
    info: (...line) => {
      countLine();
      runtime.logger.info(...line);
    },
    warn: (...line) => {
      countLine();
      runtime.logger.warn(...line);
    },
    error: (...line) => {
      countLine();
      runtime.logger.error(...line);
    },
  },
});

/** Runs what it is given one after the other, in the order in which it came. */
function openLane(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
}
