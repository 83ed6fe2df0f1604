/** Breaks the nth write to table, pool or bucket: before it takes effect, or after, when only the answer is lost. */
import type { InitializeMiddleware, MiddlewareStack } from '@smithy/types';

export type WriteFaults = {
  /** Breaks the nth write from now on, counted from 1. */
  breakAt(nth: number, when: 'before' | 'after'): void;
  /** Whether that write has come. */
  hasBroken(): boolean;
  heal(): void;
  next(): 'before' | 'after' | undefined;
};

export function writeFaults(): WriteFaults {
  let left = Number.POSITIVE_INFINITY;
  let how: 'before' | 'after' = 'before';
  return {
    breakAt: (nth, when) => {
      left = nth;
      how = when;
    },
    hasBroken: () => left === 0,
    heal: () => {
      left = Number.POSITIVE_INFINITY;
    },
    next: () => {
      if (left === 0) return undefined;
      left -= 1;
      return left === 0 ? how : undefined;
    },
  };
}

const WRITES = /^(TransactWriteItemsCommand|AdminCreateUserCommand|AdminSetUserPasswordCommand|PutObjectCommand)$/;

/** Puts the faults before a client; one that has them already gets them no second time. */
export function watchClient<Input extends object, Output extends object, Client>(
  client: Client & { readonly middlewareStack: MiddlewareStack<Input, Output> },
  faults: WriteFaults,
): Client {
  const breakWrites: InitializeMiddleware<Input, Output> =
    (next, { commandName = '' }) =>
    async (args) => {
      const fault = WRITES.test(commandName) ? faults.next() : undefined;
      if (fault === 'before') throw new Error('The test breaks this write');
      const answer = await next(args);
      if (fault === 'after') throw new Error('The test loses the answer of this write');
      return answer;
    };
  client.middlewareStack.add(breakWrites, { step: 'initialize', name: 'testFaults', override: true });
  return client;
}
