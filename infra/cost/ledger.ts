/** What was counted, by step; and in which step an item was written and an event made. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventEnvelope } from '../../shared/events/event.ts';
import type { ConsumedRow, StreamRecord } from '../local/table/index.ts';
import { sizeOfAttributes } from '../local/table/item-size.ts';
import { type Counting, emptyCount, type FunctionKind, type StepCount } from './step-count.ts';
import type { Step } from './steps.ts';

export type Invocation = { readonly kind: FunctionKind; readonly step: Step };
export type Observed = {
  readonly steps: ReadonlyMap<Step, StepCount>;
  /** Milliseconds of each invocation in the handler, by the kind of its function. */
  readonly durations: ReadonlyMap<FunctionKind, readonly number[]>;
};
export type Ledger = ReturnType<typeof openLedger>;

/** What is told to it outside every invocation, such as the cloud's own housekeeping, counts for nothing. */
export function openLedger() {
  const current = new AsyncLocalStorage<Invocation>();
  const stepsOfItems = new Map<string, Step>();
  const stepsOfEvents = new Map<string, Step>();
  let counts = new Map<Step, Counting>();
  let durations = new Map<FunctionKind, number[]>();
  const countOf = (step: Step): Counting => {
    const count = counts.get(step) ?? emptyCount();
    counts.set(step, count);
    return count;
  };
  /** The step of the invocation that is under way, and its count. */
  const told = (tell: (count: Counting, step: Step) => void): void => {
    const invocation = current.getStore();
    if (invocation !== undefined) tell(countOf(invocation.step), invocation.step);
  };
  return {
    /** Runs a handler; all that it does, and what that does in turn, is told within its invocation. */
    during: async (invocation: Invocation, work: () => unknown): Promise<unknown> => {
      const { kind, step } = invocation;
      countOf(step).invocations[kind] += 1;
      const startedAt = performance.now();
      const answer = await current.run(invocation, work);
      durations.set(kind, [...(durations.get(kind) ?? []), performance.now() - startedAt]);
      if (kind === 'api') countOf(step).answerBytes += bodyBytes(answer);
      return answer;
    },
    call: ({ indexName: place = 'table', readUnits, writeUnits }: ConsumedRow) =>
      told((count) => {
        if (place === 'table') count.tableCalls += 1;
        if (readUnits > 0) count.readUnits[place] = (count.readUnits[place] ?? 0) + readUnits;
        if (writeUnits > 0) count.writeUnits[place] = (count.writeUnits[place] ?? 0) + writeUnits;
      }),
    record: ({ eventName, dynamodb }: StreamRecord) =>
      told((count, step) => {
        count.items += 1;
        count.bytes += sizeOfAttributes(dynamodb.NewImage ?? {});
        if (eventName === 'INSERT') stepsOfItems.set(placeOf(dynamodb), step);
      }),
    event: (payload: string) =>
      told((count, step) => {
        count.events += 1;
        count.eventBytes += Buffer.byteLength(payload);
        stepsOfEvents.set((JSON.parse(payload) as EventEnvelope).id, step);
      }),
    line: () =>
      told((count) => {
        count.logLines += 1;
      }),
    stepOfRecord: ({ dynamodb }: StreamRecord): Step => stepsOfItems.get(placeOf(dynamodb)) ?? 'other',
    stepOfEvent: (eventId: string): Step => stepsOfEvents.get(eventId) ?? 'other',
    /** What was counted since the last time. */
    take: (): Observed => {
      const observed = { steps: counts, durations };
      counts = new Map();
      durations = new Map();
      return observed;
    },
  };
}

const bodyBytes = (answer: unknown): number =>
  Buffer.byteLength((answer as { readonly body?: string } | undefined)?.body ?? '');

const placeOf = ({ Keys }: StreamRecord['dynamodb']): string => JSON.stringify(Keys);
