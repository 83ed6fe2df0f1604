/**
 * Time for due work in tests: the real relay, sweeper and due functions on a clock that jumps from one thing to the next,
 * so that three days take as long as what happens in them.
 */
import type { SQSClient } from '@aws-sdk/client-sqs';
import { create as createRelay } from '../../functions/platform/due-relay.ts';
import { create as createSweeper } from '../../functions/platform/due-sweeper.ts';
import type { StreamBatch } from '../../functions/platform/relay-batch.ts';
import { dueFunction } from '../../shared/due/due-function.ts';
import type { ModuleManifest } from '../../shared/module.ts';
import { waitSeconds } from '../../shared/runtime/aws-queue.ts';
import type { Runtime } from '../../shared/runtime/runtime.ts';
import { type EngineRuntime, TEST_TABLE } from './engine-runtime.ts';

export type Hint = {
  readonly module: string;
  readonly body: string;
  readonly group: string;
  readonly visibleAt: number;
  readonly receives: number;
};

export type DueClock = {
  /** Lets time pass: timers fire, messages arrive, due work is done at its instant. */
  elapse(ms: number): Promise<void>;
  /** Everything that can happen at this very instant. */
  settle(): Promise<void>;
  /** One run of the sweeper. */
  sweep(): Promise<void>;
  /** What waits in the queues; a test may take some away or double it. */
  readonly hints: Hint[];
  /** While true, the stream's records are lost to the relay. */
  losesStream: boolean;
  /** While true, the timer of the sweeper does not fire. */
  missesTimer: boolean;
};

type Sent = {
  readonly input: {
    readonly QueueUrl: string;
    readonly Entries: readonly {
      readonly Id: string;
      readonly MessageBody: string;
      readonly DelaySeconds: number;
      readonly MessageGroupId: string;
    }[];
  };
};

const MINUTE_MS = 60_000;
const STREAM_PAGE = 1_000;
const BATCH_SIZE = 10;
const minuteFrom = (ms: number): number => Math.ceil(ms / MINUTE_MS) * MINUTE_MS;

export function startDueClock(
  { runtime, engine, clock }: Pick<EngineRuntime, 'runtime' | 'engine' | 'clock'>,
  modules: readonly ModuleManifest[],
  /** What else happens by itself, such as the delivery of events. */
  settleOthers: () => Promise<void> = async () => {},
): DueClock {
  const dueModules = modules.filter(({ due }) => due.length > 0);
  const hints: Hint[] = [];
  const client = {
    send: async ({ input: { QueueUrl: module, Entries } }: Sent) => {
      for (const { MessageBody: body, DelaySeconds, MessageGroupId: group } of Entries)
        hints.push({ module, body, group, visibleAt: clock.now() + DelaySeconds * 1000, receives: 0 });
      return { Successful: Entries.map(({ Id }) => ({ Id })) };
    },
  };
  const dueQueues = Object.fromEntries(dueModules.map(({ name }) => [name, name]));
  const sending: Runtime = {
    ...runtime,
    settings: { ...runtime.settings, dueQueues },
    queues: () => Object.assign(Object.create(null) as SQSClient, client),
  };
  const relay = createRelay(sending);
  const sweep = createSweeper(sending);
  const functions = new Map(dueModules.map((manifest) => [manifest.name, dueFunction(manifest, runtime)]));
  /** From when on the sweeper may have something to do with an item of the index. */
  const turns = new Map<string, number>();
  let checkpoint = 0n;

  const readStream = async (): Promise<boolean> => {
    const records = engine.readStream(TEST_TABLE, checkpoint, STREAM_PAGE);
    for (const { dynamodb } of records) {
      checkpoint = BigInt(dynamodb.SequenceNumber);
      const { duepk, duesk } = (dynamodb.NewImage ?? {}) as { duepk?: { S: string }; duesk?: { S: string } };
      const key = JSON.stringify(dynamodb.Keys);
      const dueMs = Date.parse(duesk?.S.slice(0, 24) ?? '');
      if (duepk === undefined) turns.delete(key);
      else turns.set(key, duepk.S.startsWith('p#due#later') ? dueMs - 1.5 * MINUTE_MS : dueMs + 2 * MINUTE_MS);
    }
    if (!dueClock.losesStream) await relay({ Records: records } as StreamBatch);
    return records.length > 0;
  };

  const deliver = async (): Promise<boolean> => {
    const visible = hints.filter(({ visibleAt }) => visibleAt <= clock.now());
    const batch = visible.filter(({ module }) => module === visible[0]?.module).slice(0, BATCH_SIZE);
    const [first] = batch;
    if (first === undefined) return false;
    for (const hint of batch) hints.splice(hints.indexOf(hint), 1);
    const Records = batch.map(({ body }, index) => ({ messageId: String(index), body }));
    const answer = await functions.get(first.module)?.({ Records });
    for (const { itemIdentifier } of answer?.batchItemFailures ?? []) {
      const hint = batch[Number(itemIdentifier)];
      if (hint === undefined) throw new Error(`There is no message ${itemIdentifier}`);
      const receives = hint.receives + 1;
      hints.push({ ...hint, receives, visibleAt: clock.now() + waitSeconds(receives) * 1000 });
    }
    return true;
  };

  const settle = async (): Promise<void> => {
    do await settleOthers();
    while ((await readStream()) || (await deliver()));
  };

  const nextSweep = (): number => {
    const first = Math.min(...turns.values());
    return dueClock.missesTimer ? Infinity : Math.max(minuteFrom(clock.now() + 1), minuteFrom(first));
  };

  const dueClock: DueClock = {
    hints,
    losesStream: false,
    missesTimer: false,
    settle,
    sweep,
    elapse: async (ms) => {
      const end = clock.now() + ms;
      await settle();
      for (;;) {
        const sweepAt = nextSweep();
        const next = Math.min(sweepAt, ...hints.map(({ visibleAt }) => visibleAt));
        if (next > end) break;
        clock.advance(Math.max(0, next - clock.now()));
        if (next === sweepAt) await sweep();
        await settle();
      }
      clock.advance(end - clock.now());
    },
  };
  return dueClock;
}
