/** Due work: the stream's second reader, the queues that it and the sweeper send to, and the timer of the sweeper. */
import { SQSClient } from '@aws-sdk/client-sqs';
import { create as createRelay } from '../../functions/platform/due-relay.ts';
import { create as createSweeper } from '../../functions/platform/due-sweeper.ts';
import type { StreamBatch } from '../../functions/platform/relay-batch.ts';
import type { StreamRecord } from '../../infra/local/table/index.ts';
import { DUE_TIMEOUT_MS } from '../../shared/due/check-due-work.ts';
import { dueFunction } from '../../shared/due/due-function.ts';
import type { BatchAnswer } from '../../shared/events/events-function.ts';
import type { ModuleManifest } from '../../shared/module.ts';
import { dueKey } from '../../shared/table/due-index.ts';
import type { Core } from './core.ts';
import { MINUTE_MS } from './durations.ts';
import type { Fault } from './faults.ts';
import type { FunctionOf, Functions } from './functions.ts';
import { callPort, type Running } from './port-call.ts';
import { type Message, openQueue } from './queue.ts';
import { COPIES_MAX, DELAY_MS } from './queues.ts';
import { openStream, RELAY } from './stream.ts';

export type Due = {
  /** The address of each module's queue. */
  readonly addresses: Readonly<Record<string, string>>;
  client(running: () => Running): SQSClient;
  /** Changes of the table, commit by commit. */
  append(records: readonly StreamRecord[]): void;
  /** Whether something is to be done that has not been done. */
  isOverdue(): boolean;
  /** Whether something is still to be done, now or later. */
  isWaiting(): boolean;
  deadLetters(): readonly Message[];
  redrive(keep: (message: Message) => boolean): number;
};

type Entry = {
  readonly Id: string;
  readonly MessageBody: string;
  readonly DelaySeconds: number;
  readonly MessageGroupId: string;
};
type Command = {
  readonly constructor: { readonly name: string };
  readonly input: { readonly QueueUrl: string; readonly Entries: readonly Entry[] };
};

const ENTRIES_MAX = 10;
const SWEEP_EVERY_MS = MINUTE_MS;
/** Clocks may be a minute wrong, so the sweeper is let run so long before an item has its turn. */
const BEFORE_MS = 3 * MINUTE_MS;

const relay: FunctionOf<StreamBatch, BatchAnswer> = {
  name: 'due-relay',
  create: createRelay,
  timeOutMs: RELAY.timeOutMs,
};
const sweeper: FunctionOf<undefined, void> = {
  name: 'due-sweeper',
  create: (runtime) => createSweeper(runtime),
  timeOutMs: MINUTE_MS,
};
const client = new SQSClient({ region: 'local' });

/** What the event source's filter lets through. */
const isSoon = ({ dynamodb: { NewImage } }: StreamRecord): boolean =>
  duePart(NewImage, 'duepk').startsWith(dueKey('soon'));

const duePart = (image: StreamRecord['dynamodb']['NewImage'], name: 'duepk' | 'duesk'): string => {
  const value = image?.[name];
  return value !== undefined && 'S' in value ? value.S : '';
};

export function openDue(core: Core, functions: () => Functions, modules: readonly ModuleManifest[]): Due {
  const { agenda, chance } = core;
  const queues = new Map(
    modules
      .filter(({ due }) => due.length > 0)
      .map((manifest) => [
        manifest.name,
        openQueue(core, functions, manifest.name, {
          name: `${manifest.name} due`,
          create: (runtime) => dueFunction(manifest, runtime),
          timeOutMs: DUE_TIMEOUT_MS,
        }),
      ]),
  );
  const stream = openStream(core, functions, { of: relay, isWanted: isSoon });
  /** The instant of each item in the index. */
  const instants = new Map<string, number>();
  let sent = 0;

  const enter = (address: string, { MessageBody: body, DelaySeconds, MessageGroupId }: Entry): void => {
    const queue = queues.get(address);
    if (queue === undefined) throw new Error(`There is no queue ${address}`);
    const fault = core.meet('hint send', `${address} ${MessageGroupId}`);
    if (fault === 'message lost') return;
    const copies = fault === 'message doubled' ? chance.whole(2, COPIES_MAX) : 1;
    const lateMs = fault === 'message delayed' ? chance.whole(1, DELAY_MS) : chance.whole(1, 60);
    for (let copy = 0; copy < copies; copy += 1) {
      sent += 1;
      const message = { id: `d${sent}`, type: address, body, receives: 0 };
      queue.show(message, DelaySeconds * 1_000 + lateMs + copy, DelaySeconds > 0);
    }
  };

  const send = (address: string, entries: readonly Entry[], fault: Fault | undefined) => {
    if (entries.length > ENTRIES_MAX) throw new Error(`SendMessageBatch of ${entries.length} entries`);
    const refused = fault === 'entries refused' ? entries.filter(() => chance.oneIn(2)) : [];
    for (const entry of entries) if (!refused.includes(entry)) enter(address, entry);
    return { Failed: refused.map(({ Id }) => ({ Id })) };
  };

  const sweep = (): void => {
    agenda.inBackground(SWEEP_EVERY_MS, sweep);
    // A sweep that would find nothing is left out.
    if (Math.min(...instants.values()) - BEFORE_MS > agenda.now()) return;
    const fault = core.meet('timer fire', sweeper.name);
    const times = fault === 'timer missed' ? 0 : fault === 'timer doubled' ? 2 : 1;
    for (let time = 0; time < times; time += 1) void functions().invoke(sweeper, undefined);
  };
  agenda.inBackground(SWEEP_EVERY_MS, sweep);

  return {
    addresses: Object.fromEntries([...queues.keys()].map((name) => [name, name])),
    client: (running) => {
      const sendCommand = ({ constructor: { name }, input }: Command) => {
        if (name !== 'SendMessageBatchCommand') throw new Error(`The simulated queues do not know ${name}`);
        return callPort(core, running(), {
          operation: 'queues SendMessageBatch',
          about: `${input.QueueUrl} ${input.Entries.length}`,
          perform: (fault) => send(input.QueueUrl, input.Entries, fault),
        });
      };
      return Object.create(client, { send: { value: sendCommand } });
    },
    append: (records) => {
      for (const { dynamodb } of records) {
        const at = Date.parse(duePart(dynamodb.NewImage, 'duesk').split('#')[0] ?? '');
        const key = JSON.stringify(dynamodb.Keys);
        if (Number.isNaN(at)) instants.delete(key);
        else instants.set(key, at);
      }
      stream.append(records);
    },
    isOverdue: () => Math.min(...instants.values()) <= agenda.now(),
    isWaiting: () => instants.size > 0,
    deadLetters: () => [...queues.values()].flatMap(({ dead }) => dead),
    redrive: (keep) => [...queues.values()].reduce((moved, queue) => moved + queue.redrive(keep), 0),
  };
}
