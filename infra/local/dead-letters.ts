/** What an operator does with messages that nobody could deal with: list them, read why, send them back. */
import type { Queues, WaitingMessage } from './queues/queues.ts';

export type DeadLetters = {
  /** What waits in the dead-letter queues and failure destinations, oldest first in each. */
  readonly list: (limit?: number) => WaitingMessage[];
  /** Sends dead letters back to the queues they came from, all or some by message id; answers how many. */
  readonly redrive: (messageIds?: readonly string[]) => number;
};

const LISTED_MAX = 1000;

export function openDeadLetters(queues: Queues, isDeadLetterQueue: (arn: string) => boolean): DeadLetters {
  const endings = () => queues.all().filter(({ arn }) => isDeadLetterQueue(arn));
  return {
    list: (limit = LISTED_MAX) =>
      endings()
        .flatMap(({ arn }) => queues.list(arn, limit))
        .slice(0, limit),
    redrive: (messageIds) => endings().reduce((sum, { arn }) => sum + queues.redrive(arn, messageIds), 0),
  };
}
