/** One call from a function to the world outside: parked, and then answered, broken, or overtaken by the caller's death. */
import { broken, type Core } from './core.ts';
import type { Fault, Operation } from './faults.ts';

/** A running function. Once it is dead, nothing that it waits for is answered. */
export type Running = {
  readonly name: string;
  isAlive: boolean;
  /** Calls that it waits for. One that is alive and waits for none is computing, or waits for something of the real world. */
  parked: number;
  die(how: 'crashed' | 'timed out'): void;
};

export type PortCall<Answer> = {
  readonly operation: Operation;
  readonly about: string;
  /** How long it takes, where that is not for chance to say: a sleep. */
  readonly waitMs?: number;
  /** How long its caller waits for an answer; as long as the SDK does unless said. */
  readonly timeOutMs?: number;
  /** Does it. Is told of the faults that are the port's own, such as a stale index. */
  perform(fault: Fault | undefined): Answer;
};

const LATENCY_MS = 12;
/** How long the SDK waits for an answer. */
const TIME_OUT_MS = 3_000;
/** Of the time that a caller waits, an answer that is slow takes up to so much. */
const SLOW = 0.9;

export function callPort<Answer>(core: Core, running: Running, call: PortCall<Answer>): Promise<Answer> {
  const { agenda, chance } = core;
  const { timeOutMs = TIME_OUT_MS } = call;
  const fault = core.meet(call.operation, `${running.name} ${call.about}`);
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  running.parked += 1;
  const answer = (respond: () => void) => {
    if (!running.isAlive) return;
    running.parked -= 1;
    respond();
  };
  const perform = (): void => {
    try {
      const result = call.perform(fault);
      answer(() => resolve(result));
    } catch (error) {
      answer(() => reject(error));
    }
  };
  const later = (error: Error) => agenda.after(timeOutMs, () => answer(() => reject(error)));
  const effectOnly = () => {
    try {
      call.perform(undefined);
    } catch {
      // It was refused, and nobody hears of it.
    }
  };
  agenda.after(call.waitMs ?? chance.whole(1, LATENCY_MS), () => {
    // A call that was under way when its function died arrives, or does not.
    if (!running.isAlive) return chance.oneIn(2) ? effectOnly() : undefined;
    switch (fault) {
      case 'crash before':
        return running.die('crashed');
      case 'crash after':
        effectOnly();
        return running.die('crashed');
      case 'throttled':
        return answer(() => reject(broken('ThrottlingException')));
      case 'time-out, not done':
        return later(broken('TimeoutError'));
      case 'time-out, done':
        effectOnly();
        return later(broken('TimeoutError'));
      case 'time-out, done late':
        later(broken('TimeoutError'));
        return agenda.after(timeOutMs + chance.whole(1, 2_000), effectOnly);
      case 'answer slow':
        return agenda.after(chance.whole(1, timeOutMs * SLOW), perform);
      default:
        return perform();
    }
  });
  return promise;
}
