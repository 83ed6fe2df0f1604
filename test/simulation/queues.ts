/** The queue of each module with its dead letters: at least once, in no order, again after a time-out. */
import { modules } from '../../domain/modules.ts';
import type { BatchAnswer, QueueBatch } from '../../shared/events/events-function.ts';
import { eventsFunction } from '../../shared/events/events-function.ts';
import { waitSeconds } from '../../shared/runtime/aws-queue.ts';
import type { Core } from './core.ts';
import { HOUR_MS } from './durations.ts';
import type { Ended, FunctionOf, Functions } from './functions.ts';

export type Message = { readonly id: string; readonly type: string; readonly body: string; receives: number };

export type Queues = {
  /** To every module that consumes the type. */
  deliver(type: string, detail: string): void;
  /** To one module, whatever it is. */
  send(module: string, type: string, body: string, label: string): void;
  /** What is in the dead-letter queues. */
  deadLetters(): readonly Message[];
  /** Puts dead letters back into their queues, but for those that `keep` says. @returns how many */
  redrive(keep: (message: Message) => boolean): number;
};

/** As `infra/constructs/reactions.ts` sets them; a test holds them alike. */
export const REACTIONS = { timeOutMs: 30_000, visibilityMs: 180_000, receivesMax: 10, batchSize: 10 };

const DELAY_MS = 3 * HOUR_MS;
const COPIES_MAX = 5;

type Queue = {
  readonly name: string;
  readonly of: FunctionOf<QueueBatch, BatchAnswer>;
  readonly visible: Message[];
  readonly dead: Message[];
  isDue: boolean;
};

export function openQueues(core: Core, functions: () => Functions): Queues {
  const { agenda, chance } = core;
  const queues = modules.map(
    (manifest): Queue => ({
      name: manifest.name,
      of: {
        name: `${manifest.name} events`,
        create: (runtime) => eventsFunction(manifest, runtime),
        timeOutMs: REACTIONS.timeOutMs,
      },
      visible: [],
      dead: [],
      isDue: false,
    }),
  );
  const byType = new Map<string, Queue[]>();
  for (const [index, { consumes }] of modules.entries()) {
    for (const type of new Set(consumes.map(({ on }) => on.type)))
      byType.set(type, [...(byType.get(type) ?? []), ...queues.slice(index, index + 1)]);
  }
  let sent = 0;

  const show = (queue: Queue, message: Message, delayMs: number) =>
    agenda.after(delayMs, () => {
      queue.visible.push(message);
      if (queue.isDue) return;
      queue.isDue = true;
      agenda.after(chance.whole(0, 20), () => receive(queue));
    });

  const receive = (queue: Queue): void => {
    queue.isDue = false;
    const letters: Message[] = [];
    const isReordered = core.meet('queue receive', queue.name) === 'message reordered';
    if (isReordered) queue.visible.reverse();
    for (const message of queue.visible.splice(0, REACTIONS.batchSize)) {
      if (message.receives >= REACTIONS.receivesMax) queue.dead.push(message);
      else letters.push(message);
      message.receives += 1;
    }
    if (queue.visible.length > 0) {
      queue.isDue = true;
      agenda.after(chance.whole(0, 20), () => receive(queue));
    }
    if (letters.length === 0) return;
    const batch = { Records: letters.map(({ id, body }) => ({ messageId: id, body })) };
    void functions()
      .invoke(queue.of, batch)
      .then((ended) => settle(queue, letters, ended));
  };

  const settle = (queue: Queue, letters: readonly Message[], ended: Ended<BatchAnswer>): void => {
    if (ended.kind !== 'answered') {
      for (const message of letters) show(queue, message, REACTIONS.visibilityMs);
      return;
    }
    const failed = new Set(ended.answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    if (failed.size > 0 && failed.size < letters.length) core.trace.mark('partial batch');
    for (const message of letters) {
      if (failed.has(message.id)) show(queue, message, waitSeconds(message.receives) * 1_000);
      else if (core.meet('queue delete', queue.name) === 'acknowledgement lost')
        show(queue, message, REACTIONS.visibilityMs);
    }
  };

  const enter = (queue: Queue, type: string, body: string, label = 'm'): void => {
    const fault = core.meet('queue send', `${queue.name} ${type}`);
    const copies = fault === 'message doubled' ? chance.whole(2, COPIES_MAX) : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      sent += 1;
      const delayMs = fault === 'message delayed' ? chance.whole(1, DELAY_MS) : chance.whole(1, 60);
      // A copy of a message is another message, as EventBridge and a producer that tries again make them.
      show(
        queue,
        { id: `${label}${sent}`, type, body, receives: 0 },
        copy === 0 ? delayMs : delayMs + chance.whole(0, 60_000),
      );
    }
  };

  return {
    deliver: (type, detail) => {
      for (const queue of byType.get(type) ?? []) enter(queue, type, `{"detail":${detail}}`);
    },
    send: (module, type, body, label) => {
      const queue = queues.find(({ name }) => name === module);
      if (queue !== undefined) enter(queue, type, body, label);
    },
    deadLetters: () => queues.flatMap(({ dead }) => dead),
    redrive: (keep) => {
      let moved = 0;
      for (const queue of queues) {
        for (const message of queue.dead.splice(0)) {
          if (keep(message)) queue.dead.push(message);
          else {
            moved += 1;
            show(queue, { ...message, receives: 0 }, chance.whole(1, 60));
          }
        }
      }
      return moved;
    },
  };
}
