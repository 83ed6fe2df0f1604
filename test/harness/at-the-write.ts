/** Lets something else happen between what a commit has read and what it writes: the window of every race. */
import type { InitializeMiddleware, MiddlewareStack } from '@smithy/types';

/**
 * Runs `act`, and `other` in full just before the `nth` write of it, counted from 1. Answers with what `act` answered, or
 * undefined where it has fewer writes, so that a test can go through all of them.
 */
export const atTheWrite = atTheCall(['TransactWriteItemsCommand']);

/** The same before the `nth` read, since each read is of a moment of its own. */
export const atTheRead = atTheCall(['GetItemCommand', 'BatchGetItemCommand']);

type Interleaved = <Input extends object, Output extends object, Result>(
  client: { readonly middlewareStack: MiddlewareStack<Input, Output> },
  nth: number,
  act: () => Promise<Result>,
  other: () => Promise<unknown>,
) => Promise<Result | undefined>;

function atTheCall(commands: readonly string[]): Interleaved {
  return async <Input extends object, Output extends object, Result>(
    client: { readonly middlewareStack: MiddlewareStack<Input, Output> },
    nth: number,
    act: () => Promise<Result>,
    other: () => Promise<unknown>,
  ): Promise<Result | undefined> => {
    let left = nth;
    const waiting: InitializeMiddleware<Input, Output> =
      (next, { commandName = '' }) =>
      async (args) => {
        if (left > 0 && commands.includes(commandName)) {
          left -= 1;
          if (left === 0) await other();
        }
        return next(args);
      };
    client.middlewareStack.add(waiting, { step: 'initialize', name: 'atTheWrite', override: true });
    const result = await act();
    client.middlewareStack.remove('atTheWrite');
    return left === 0 ? result : undefined;
  };
}
