/** Breaks writes by chance: throttled, killed before they take effect, or done with only the answer lost. */
import type { InitializeMiddleware, MiddlewareStack } from '@smithy/types';
import type { Chance } from './chance.ts';

export type Faults = { isOn: boolean };

const named = (name: string): Error => Object.assign(new Error(`By chance: ${name}`), { name });

/** Puts the faults before a client. A process that is killed fails its request or message; others are tried again. */
export function breakWrites<Input extends object, Output extends object>(
  client: { readonly middlewareStack: MiddlewareStack<Input, Output> },
  chance: Chance,
  faults: Faults,
): void {
  const breaking: InitializeMiddleware<Input, Output> =
    (next, { commandName = '' }) =>
    async (args) => {
      if (!faults.isOn || commandName !== 'TransactWriteItemsCommand') return next(args);
      if (chance.oneIn(30)) throw named('ThrottlingException');
      if (chance.oneIn(40)) throw named('Killed');
      const answer = await next(args);
      if (chance.oneIn(40)) throw named('TimeoutError');
      if (chance.oneIn(40)) throw named('Killed');
      return answer;
    };
  client.middlewareStack.add(breaking, { step: 'initialize', name: 'randomFaults', override: true });
}
