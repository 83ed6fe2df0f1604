/** One queue and the function that reads it: at least once, in no order, again after a time-out, dead in the end. */
import type { BatchAnswer, QueueBatch } from '../../shared/events/events-function.ts';
import { waitSeconds } from '../../shared/runtime/aws-queue.ts';
import type { Core } from './core.ts';
import type { Ended, FunctionOf, Functions } from './functions.ts';

export type Message = { readonly id: string; readonly type: string; readonly body: string; receives: number };

/** As the stacks set them for every queue that a function reads; a test holds them alike. */
export const QUEUE = { visibilityMs: 180_000, receivesMax: 10, batchSize: 10 };

export type Queue = {
  readonly name: string;
  /** What was received too often. */
  readonly dead: readonly Message[];
  /** Makes a message visible after a while; rest does not wait for one that its sender holds back. */
  show(message: Message, delayMs: number, isHeldBack?: boolean): void;
  /** Puts dead letters back, but for those that `keep` says. @returns how many */
  redrive(keep: (message: Message) => boolean): number;
};

export function openQueue(
  core: Core,
  functions: () => Functions,
  name: string,
  of: FunctionOf<QueueBatch, BatchAnswer>,
): Queue {
  const { agenda, chance } = core;
  const visible: Message[] = [];
  const dead: Message[] = [];
  let isDue = false;

  const show = (message: Message, delayMs: number, isHeldBack = false): void => {
    const enter = () => {
      visible.push(message);
      if (isDue) return;
      isDue = true;
      agenda.after(chance.whole(0, 20), receive);
    };
    if (isHeldBack) agenda.inBackground(delayMs, enter);
    else agenda.after(delayMs, enter);
  };

  const receive = (): void => {
    isDue = false;
    const letters: Message[] = [];
    const isReordered = core.meet('queue receive', name) === 'message reordered';
    if (isReordered) visible.reverse();
    for (const message of visible.splice(0, QUEUE.batchSize)) {
      if (message.receives >= QUEUE.receivesMax) dead.push(message);
      else letters.push(message);
      message.receives += 1;
    }
    if (visible.length > 0) {
      isDue = true;
      agenda.after(chance.whole(0, 20), receive);
    }
    if (letters.length === 0) return;
    const batch = { Records: letters.map(({ id, body }) => ({ messageId: id, body })) };
    void functions()
      .invoke(of, batch)
      .then((ended) => settle(letters, ended));
  };

  const settle = (letters: readonly Message[], ended: Ended<BatchAnswer>): void => {
    if (ended.kind !== 'answered') {
      for (const message of letters) show(message, QUEUE.visibilityMs);
      return;
    }
    const failed = new Set(ended.answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    if (failed.size > 0 && failed.size < letters.length) core.trace.mark('partial batch');
    for (const message of letters) {
      if (failed.has(message.id)) show(message, waitSeconds(message.receives) * 1_000);
      else if (core.meet('queue delete', name) === 'acknowledgement lost') show(message, QUEUE.visibilityMs);
    }
  };

  return {
    name,
    dead,
    show,
    redrive: (keep) => {
      let moved = 0;
      for (const message of dead.splice(0)) {
        if (keep(message)) dead.push(message);
        else {
          moved += 1;
          show({ ...message, receives: 0 }, chance.whole(1, 60));
        }
      }
      return moved;
    },
  };
}
