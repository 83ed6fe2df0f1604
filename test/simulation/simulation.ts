/** The simulated cloud put together: one engine, one agenda, everything else around them. */
import { modules } from '../../domain/modules.ts';
import type { StreamRecord, TableEngine } from '../../infra/local/table/index.ts';
import type { ModuleManifest } from '../../shared/module.ts';
import { checkCommit } from '../harness/books/commit-books.ts';
import type { Chance } from '../integration/loop/chance.ts';
import { type Bus, openBus } from './bus.ts';
import { type Callers, openCallers } from './callers.ts';
import { type Core, startCore } from './core.ts';
import { type Due, openDue } from './due.ts';
import { type FileStore, openFileStore } from './file-store.ts';
import { type Functions, startFunctions } from './functions.ts';
import { openQueues, type Queues } from './queues.ts';
import { openReceivers, type Receivers } from './receivers.ts';
import { followTable, type Shadow } from './shadow.ts';
import { EVENT_RELAY, openStream } from './stream.ts';
import { startTimers } from './timers.ts';
import type { Trace } from './trace.ts';

export type Simulation = {
  readonly core: Core;
  readonly functions: Functions;
  readonly callers: Callers;
  readonly queues: Queues;
  readonly bus: Bus;
  readonly due: Due;
  readonly files: FileStore;
  readonly receivers: Receivers;
  /** Lets time pass until the people are done and everything has come to rest. @throws where it never does */
  run<Result>(people: () => Promise<Result>): Promise<Result>;
  /** For people who wait until the system has done what it does by itself. */
  settle(): Promise<void>;
  sleep(ms: number): Promise<void>;
  /** From now on no schedule of the manifests fires: for long waits in which people do nothing. */
  stopSchedules(): void;
  /** All changes since the start. */
  readonly changes: readonly StreamRecord[];
  /** Number of the last record in the stream. */
  readonly position: () => bigint;
};

export type SimulationOptions = {
  readonly engine: TableEngine;
  readonly startAt: number;
  readonly position: bigint;
  readonly chance: Chance;
  readonly trace: Trace;
  /** Whether the schedules of the manifests fire. */
  readonly schedules: boolean;
  /** Those whose due work is done; all where nothing is said. */
  readonly dueModules?: readonly ModuleManifest[];
  /** A run that takes more steps hangs. */
  readonly stepsMax: number;
};

/** How often the event loop turns for code that loads, before that is taken for a wait that the simulation cannot see. */
const LOADING_TURNS_MAX = 100_000;
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Until everything that runs waits for a port call. */
async function letRun(functions: Functions): Promise<void> {
  await turn();
  for (let turns = 0; functions.isLoading(); turns += 1) {
    if (turns === LOADING_TURNS_MAX) throw new Error('A function waits for something that is no port call');
    await turn();
  }
}

export function startSimulation(options: SimulationOptions): Simulation {
  const core = startCore(options);
  const { agenda } = core;
  let unsent = 0;
  const changes: StreamRecord[] = [];
  let position = options.position;
  const observed = (records: readonly StreamRecord[]) => {
    for (const { dynamodb } of records) {
      unsent += Number(dynamodb.NewImage?.outboxpk !== undefined) - Number(dynamodb.OldImage?.outboxpk !== undefined);
      position = BigInt(dynamodb.SequenceNumber);
    }
    changes.push(...records);
    core.findings.push(...checkCommit(records));
    stream.append(records);
    due.append(records);
  };
  const shadow: Shadow = followTable(core, options.position, observed);
  const later = (): Functions => functions;
  const queues = openQueues(core, later);
  const stream = openStream(core, later, EVENT_RELAY);
  const due = openDue(core, later, options.dueModules ?? modules);
  const bus = openBus(core, queues.deliver);
  const files = openFileStore(core);
  const receivers = openReceivers(core);
  const functions = startFunctions({ core, shadow, bus, due, files, receivers });
  let isScheduled = options.schedules;
  startTimers(core, functions, { hasUnsent: () => unsent > 0, isScheduled: () => isScheduled });
  const callers = openCallers(core, functions);

  const waiting: (() => void)[] = [];
  const isAtRest = () => !agenda.isBusy && functions.running() === 0 && unsent === 0 && !due.isOverdue();
  const run = async <Result>(people: () => Promise<Result>): Promise<Result> => {
    let outcome: { readonly done: Promise<Result> } | undefined;
    const working = people();
    const note = () => {
      outcome = { done: working };
    };
    working.then(note, note);
    for (let step = 0; step < options.stepsMax; step += 1) {
      await letRun(functions);
      if (isAtRest()) {
        if (waiting.length > 0) {
          for (const resolve of waiting.splice(0)) resolve();
          continue;
        }
        if (outcome !== undefined) return outcome.done;
      }
      if (!agenda.step()) break;
    }
    throw new Error(`It did not come to rest within ${options.stepsMax} steps`);
  };
  return {
    core,
    functions,
    callers,
    queues,
    bus,
    due,
    files,
    receivers,
    run,
    settle: () => new Promise((resolve) => waiting.push(resolve)),
    sleep: (ms) => new Promise((resolve) => agenda.after(ms, resolve)),
    stopSchedules: () => {
      isScheduled = false;
    },
    changes,
    position: () => position,
  };
}
