/** SQS standard queues: delay, visibility, receive counts, redrive to a dead-letter queue. At least once, unordered. */
import { randomUUID } from 'node:crypto';
import { ServiceError } from '../json-service.ts';
import type { Storage } from '../storage.ts';
import type { Timers } from '../timers.ts';
import { type MessageRow, openQueueStore, type QueueStore } from './queue-store.ts';

export type QueueConfig = {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly visibilityMs: number;
  readonly delayMs: number;
  readonly retentionMs: number;
  readonly bytesMax: number;
  readonly redrive?: { readonly arn: string; readonly receivesMax: number } | undefined;
};

export type Message = {
  readonly messageId: string;
  readonly receipt: string;
  readonly body: string;
  readonly attributes: string | undefined;
  readonly receives: number;
  readonly sentAtMs: number;
  readonly firstReceivedAtMs: number;
};

export type NewMessage = {
  readonly body: string;
  readonly delayMs?: number;
  readonly attributes?: string;
  /** One group's backlog does not delay another group. */
  readonly group?: string;
};

/** What an operator sees of a message that waits in a queue. */
export type WaitingMessage = {
  readonly queue: string;
  readonly messageId: string;
  readonly body: string;
  readonly receives: number;
  readonly sentAtMs: number;
  readonly from?: string;
  readonly reason?: string;
};

export type Queues = {
  readonly define: (config: QueueConfig) => void;
  readonly all: () => readonly QueueConfig[];
  readonly byArn: (arn: string) => QueueConfig | undefined;
  readonly byUrl: (url: string) => QueueConfig | undefined;
  /** Puts messages in, inside the caller's commit; call `arrived` after it. Answers the messages' ids. */
  readonly insert: (arn: string, messages: readonly NewMessage[]) => string[];
  readonly arrived: (arn: string) => void;
  /** Puts messages in, in a commit of their own. */
  readonly send: (arn: string, messages: readonly NewMessage[]) => string[];
  readonly receive: (arn: string, limit: number, visibilityMs?: number) => Message[];
  readonly remove: (arn: string, receipts: readonly string[]) => void;
  /** Gives messages back, to be seen again after `afterMs`, and notes why. */
  readonly giveBack: (arn: string, returns: readonly Return[]) => void;
  /** Keeps a message longer, or (0) gives it back at once. False where the receipt is an older one. */
  readonly changeVisibility: (arn: string, receipt: string, visibilityMs: number) => boolean;
  /** No message is given before this time; undefined for an empty queue. Early where a message has gone since. */
  readonly nextVisibleAt: (arn: string) => number | undefined;
  /** Nothing is there to do but what its sender holds back until later. */
  readonly isQuiet: (arn: string) => boolean;
  readonly counts: (arn: string) => { visible: number; held: number; delayed: number };
  readonly onArrival: (arn: string, listener: () => void) => () => void;
  readonly list: (arn: string, limit: number) => WaitingMessage[];
  /** Moves dead letters back to the queues they came from; answers how many. */
  readonly redrive: (arn: string, messageIds?: readonly string[]) => number;
  /** Drops what nobody consumes and is older than the queue keeps it. */
  readonly expire: (arn: string) => number;
};

export type Return = { readonly receipt: string; readonly afterMs: number; readonly reason?: string | undefined };

type Queue = {
  readonly id: number;
  readonly config: QueueConfig;
  readonly listeners: Set<() => void>;
  /** Nothing is visible before this; undefined where the table must be asked. Spares the looks at an empty queue. */
  nextVisibleAt: number | undefined;
  /** Whether messages of it name groups: then the groups take turns. */
  hasGroups: boolean;
};
type Receipt = { readonly id: number; readonly receives: number };

const receiptOf = (id: number, receives: number): string => Buffer.from(`${id}.${receives}`).toString('base64url');

function readReceipt(receipt: string): Receipt {
  const [id, receives] = Buffer.from(receipt, 'base64url').toString().split('.').map(Number);
  if (id === undefined || receives === undefined || !Number.isInteger(id) || !Number.isInteger(receives)) {
    throw new ServiceError('ReceiptHandleIsInvalid', 'The input receipt handle is not a valid receipt handle.', 404);
  }
  return { id, receives };
}

export function openQueues(storage: Storage, timers: Timers): Queues {
  const state: State = { store: openQueueStore(storage), storage, timers, queues: new Map() };
  const need = (arn: string) => needQueue(state, arn);
  const insert = (arn: string, messages: readonly NewMessage[]): string[] => insertMessages(state, need(arn), messages);
  const arrived = (arn: string): void => {
    for (const listener of need(arn).listeners) listener();
  };
  return {
    define: (config) => {
      const id = storage.commit(() => state.store.queueId(config.name));
      const hasGroups = state.store.hasGroups(id);
      state.queues.set(config.arn, { id, config, listeners: new Set(), nextVisibleAt: undefined, hasGroups });
    },
    all: () => [...state.queues.values()].map(({ config }) => config),
    byArn: (arn) => state.queues.get(arn)?.config,
    byUrl: (url) => [...state.queues.values()].find(({ config }) => config.url === url)?.config,
    insert,
    arrived,
    send: (arn, messages) => {
      const ids = storage.commit(() => insert(arn, messages));
      arrived(arn);
      return ids;
    },
    receive: (arn, limit, visibilityMs) => receive(state, need(arn), limit, visibilityMs),
    remove: (_, receipts) => {
      storage.commit(() => {
        for (const { id, receives } of receipts.map(readReceipt)) state.store.remove(id, receives);
      });
    },
    giveBack: (arn, returns) => {
      const now = timers.now();
      storage.commit(() => {
        for (const { receipt, afterMs, reason } of returns) {
          const { id, receives } = readReceipt(receipt);
          state.store.free(id, receives, now + afterMs, 0, reason ?? null);
        }
      });
      for (const { afterMs } of returns) visibleFrom(need(arn), now + afterMs);
      arrived(arn);
    },
    changeVisibility: (arn, receipt, visibilityMs) => {
      const { id, receives } = readReceipt(receipt);
      const until = timers.now() + visibilityMs;
      const held = visibilityMs > 0 ? 1 : 0;
      const changed = storage.commit(() => state.store.free(id, receives, until, held, null));
      visibleFrom(need(arn), until);
      arrived(arn);
      return changed;
    },
    nextVisibleAt: (arn) => nextVisibleAt(state, need(arn)),
    isQuiet: (arn) => state.store.isQuiet(need(arn).id, timers.now()),
    counts: (arn) => state.store.counts(need(arn).id, timers.now()),
    onArrival: (arn, listener) => {
      const { listeners } = need(arn);
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    list: (arn, limit) => {
      const { id, config } = need(arn);
      return state.store.list(id, limit).map((row) => waitingMessage(config.name, row));
    },
    redrive: (arn, messageIds) => redrive(state, need(arn), messageIds),
    expire: (arn) => {
      const { id, config } = need(arn);
      return storage.commit(() => state.store.expire(id, timers.now() - config.retentionMs));
    },
  };
}

type State = {
  readonly store: QueueStore;
  readonly storage: Storage;
  readonly timers: Timers;
  readonly queues: Map<string, Queue>;
};

function needQueue({ queues }: State, arn: string): Queue {
  const queue = queues.get(arn);
  if (queue !== undefined) return queue;
  throw new ServiceError('QueueDoesNotExist', `The queue ${arn} does not exist in the app`);
}

function insertMessages({ store, timers }: State, queue: Queue, messages: readonly NewMessage[]): string[] {
  const now = timers.now();
  return messages.map(({ body, delayMs, attributes, group }) => {
    const messageId = randomUUID();
    const visibleAt = now + (delayMs ?? queue.config.delayMs);
    store.insert(queue.id, visibleAt, messageId, body, attributes ?? null, now, group ?? null);
    if (group !== undefined) queue.hasGroups = true;
    visibleFrom(queue, visibleAt);
    return messageId;
  });
}

const NEVER = Number.POSITIVE_INFINITY;

/** A message of the queue may become visible at this time: the bound must not lie behind it. */
function visibleFrom(queue: Queue, at: number): void {
  if (queue.nextVisibleAt !== undefined) queue.nextVisibleAt = Math.min(queue.nextVisibleAt, at);
}

function nextVisibleAt({ store, timers }: State, queue: Queue): number | undefined {
  // A bound that has passed may be that of a message which is gone since.
  if (queue.nextVisibleAt === undefined || queue.nextVisibleAt <= timers.now()) {
    queue.nextVisibleAt = store.nextVisibleAt(queue.id) ?? NEVER;
  }
  return queue.nextVisibleAt === NEVER ? undefined : queue.nextVisibleAt;
}

/** Takes messages that are due. One received as often as the redrive policy allows goes to the dead letters. */
function receive(state: State, queue: Queue, limit: number, visibilityMs?: number): Message[] {
  const { store, storage, timers } = state;
  const now = timers.now();
  if (queue.nextVisibleAt !== undefined && queue.nextVisibleAt > now) return [];
  const rows = queue.hasGroups ? store.dueInTurn(queue.id, now, limit) : store.due(queue.id, now, limit);
  // Fewer than asked for: all others become visible later, and when is looked up once.
  if (rows.length < limit) queue.nextVisibleAt = undefined;
  if (rows.length === 0) return [];
  const { redrive: policy, visibilityMs: usual } = queue.config;
  const dead = policy === undefined ? undefined : state.queues.get(policy.arn);
  const isDead = (row: MessageRow) => policy !== undefined && dead !== undefined && row.receives >= policy.receivesMax;
  const messages = storage.commit(() =>
    rows.flatMap((row): Message[] => {
      if (isDead(row) && dead !== undefined) {
        store.move(row.id, dead.id, now, row.receives, queue.config.arn);
        visibleFrom(dead, now);
        return [];
      }
      store.hold(row.id, now + (visibilityMs ?? usual), now);
      return [toMessage(row, now)];
    }),
  );
  if (rows.some(isDead)) for (const listener of dead?.listeners ?? []) listener();
  // The batch held nothing but dead letters: what stands behind them is due as well.
  return messages.length === 0 ? receive(state, queue, limit, visibilityMs) : messages;
}

const toMessage = (row: MessageRow, now: number): Message => ({
  messageId: row.message_id,
  receipt: receiptOf(row.id, row.receives + 1),
  body: row.body,
  attributes: row.attributes ?? undefined,
  receives: row.receives + 1,
  sentAtMs: row.sent_at,
  firstReceivedAtMs: row.first_received_at ?? now,
});

const waitingMessage = (queue: string, row: MessageRow): WaitingMessage => ({
  queue,
  messageId: row.message_id,
  body: row.body,
  receives: row.receives,
  sentAtMs: row.sent_at,
  ...(row.source === null ? {} : { from: row.source }),
  ...(row.reason === null ? {} : { reason: row.reason }),
});

const REDRIVE_CHUNK = 1000;

function redrive(state: State, queue: Queue, messageIds?: readonly string[]): number {
  const { store, storage, timers } = state;
  const wanted = messageIds === undefined ? undefined : new Set(messageIds);
  const sources = new Set<Queue>();
  const moved = storage.commit(() => {
    let count = 0;
    for (const row of store.list(queue.id, wanted === undefined ? REDRIVE_CHUNK : -1)) {
      const source = state.queues.get(row.source ?? '');
      if (source === undefined || wanted?.has(row.message_id) === false) continue;
      store.move(row.id, source.id, timers.now(), 0, null);
      visibleFrom(source, timers.now());
      sources.add(source);
      count += 1;
    }
    return count;
  });
  for (const source of sources) for (const listener of source.listeners) listener();
  return wanted === undefined && moved === REDRIVE_CHUNK ? moved + redrive(state, queue) : moved;
}
