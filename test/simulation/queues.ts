/** The queue of each module's reactions, and which types of event it is sent. */
import { modules } from '../../domain/modules.ts';
import { everyEvent } from '../../shared/events/event.ts';
import { eventsFunction } from '../../shared/events/events-function.ts';
import type { Core } from './core.ts';
import { HOUR_MS } from './durations.ts';
import type { Functions } from './functions.ts';
import { type Message, openQueue, type Queue } from './queue.ts';

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

/** As `infra/constructs/reactions.ts` sets it; a test holds them alike. */
export const REACTION_TIME_OUT_MS = 30_000;

export const DELAY_MS = 3 * HOUR_MS;
export const COPIES_MAX = 5;

export function openQueues(core: Core, functions: () => Functions): Queues {
  const { chance } = core;
  const queues = modules.map((manifest) =>
    openQueue(core, functions, manifest.name, {
      name: `${manifest.name} events`,
      create: (runtime) => eventsFunction(manifest, runtime),
      timeOutMs: REACTION_TIME_OUT_MS,
    }),
  );
  const byType = new Map<string, Queue[]>();
  for (const [index, { consumes }] of modules.entries()) {
    const types = new Set(consumes.map(({ on }) => on.type));
    // A module that reacts to everything has one rule, which brings each event once.
    for (const type of types.has(everyEvent.type) ? [everyEvent.type] : types)
      byType.set(type, [...(byType.get(type) ?? []), ...queues.slice(index, index + 1)]);
  }
  let sent = 0;

  const enter = (queue: Queue, type: string, body: string, label = 'm'): void => {
    const fault = core.meet('queue send', `${queue.name} ${type}`);
    const copies = fault === 'message doubled' ? chance.whole(2, COPIES_MAX) : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      sent += 1;
      const delayMs = fault === 'message delayed' ? chance.whole(1, DELAY_MS) : chance.whole(1, 60);
      // A copy of a message is another message, as EventBridge and a producer that tries again make them.
      queue.show(
        { id: `${label}${sent}`, type, body, receives: 0 },
        copy === 0 ? delayMs : delayMs + chance.whole(0, 60_000),
      );
    }
  };

  return {
    deliver: (type, detail) => {
      for (const queue of [...(byType.get(type) ?? []), ...(byType.get(everyEvent.type) ?? [])])
        enter(queue, type, `{"detail":${detail}}`);
    },
    send: (module, type, body, label) => {
      const queue = queues.find(({ name }) => name === module);
      if (queue !== undefined) enter(queue, type, body, label);
    },
    deadLetters: () => queues.flatMap(({ dead }) => dead),
    redrive: (keep) => queues.reduce((moved, queue) => moved + queue.redrive(keep), 0),
  };
}
