/**
 * Functions as Lambda runs them: an instance takes one invocation at a time and has a clock of its own; one that dies
 * never comes back, and whatever it was waiting for never answers.
 */
import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import type { Logger } from '../../shared/context.ts';
import type { Runtime } from '../../shared/runtime/runtime.ts';
import { idSource } from '../../shared/values/ids.ts';
import { TEST_SETTINGS } from '../harness/engine-runtime.ts';
import type { Bus } from './bus.ts';
import type { Core } from './core.ts';
import type { Due } from './due.ts';
import type { FileStore } from './file-store.ts';
import { callPort, type Running } from './port-call.ts';
import type { Receivers } from './receivers.ts';
import type { Shadow } from './shadow.ts';
import { tablePort } from './table-port.ts';

/** How an invocation ended. */
export type Ended<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'crashed' | 'timed out' };

export type FunctionOf<Event, Answer> = {
  readonly name: string;
  readonly create: (runtime: Runtime) => (event: Event) => Promise<Answer>;
  readonly timeOutMs: number;
  /** True for relay and sweeper, which mark events of every tenant as sent. */
  readonly reachesAll?: boolean;
};

export type Functions = {
  invoke<Event, Answer>(of: FunctionOf<Event, Answer>, event: Event): Promise<Ended<Answer>>;
  /** Invocations that have not ended. */
  readonly running: () => number;
  /** True while one of them waits for something that is no port call: for code that loads. */
  readonly isLoading: () => boolean;
};

export type Surroundings = {
  readonly core: Core;
  readonly shadow: Shadow;
  readonly bus: Bus;
  readonly due: Due;
  readonly files: FileStore;
  readonly receivers: Receivers;
};

type Instance = { running: Running; readonly handle: (event: unknown) => Promise<unknown> };

/** How wrong a clock may be, either way. */
const SKEW_MS = 60_000;
/** A function that is killed in the middle of its work is killed within this time. */
const EARLY_MS = 60;

export function startFunctions(around: Surroundings): Functions {
  const { core } = around;
  const idle = new Map<string, Instance[]>();
  const alive = new Set<Running>();

  const takeInstance = (of: FunctionOf<never, unknown>): Instance => {
    const waiting = idle.get(of.name)?.pop();
    if (waiting !== undefined) return waiting;
    const isSkewed = core.meet('function start', of.name) === 'clock skew';
    const skewMs = isSkewed ? core.chance.whole(-SKEW_MS, SKEW_MS) : 0;
    const nobody: Running = { name: of.name, isAlive: false, parked: 0, die: () => {} };
    const holder = { running: nobody };
    const handle = of.create(runtimeOf(around, () => holder.running, skewMs, of.reachesAll === true));
    return Object.assign(holder, { handle: handle as Instance['handle'] });
  };

  const invoke = <Event, Answer>(of: FunctionOf<Event, Answer>, event: Event): Promise<Ended<Answer>> => {
    const instance = takeInstance(of as FunctionOf<never, unknown>);
    const isKilled = core.meet('function run', of.name) === 'function time-out';
    const { promise, resolve } = Promise.withResolvers<Ended<Answer>>();
    const end = (ended: Ended<Answer>) => {
      if (!running.isAlive) return;
      running.isAlive = false;
      alive.delete(running);
      if (ended.kind !== 'answered') core.trace.step(core.agenda.now(), `${of.name} ${ended.kind}`);
      resolve(ended);
    };
    const running: Running = { name: of.name, isAlive: true, parked: 0, die: (how) => end({ kind: how }) };
    alive.add(running);
    instance.running = running;
    const giveBack = () => {
      const waiting = idle.get(of.name) ?? [];
      if (running.isAlive) idle.set(of.name, [...waiting, instance]);
    };
    core.agenda.inBackground(of.timeOutMs, () => running.die('timed out'));
    if (isKilled) core.agenda.after(core.chance.whole(1, EARLY_MS), () => running.die('timed out'));
    instance.handle(event).then(
      (answer) => {
        giveBack();
        end({ kind: 'answered', answer: answer as Answer });
      },
      (error: unknown) => {
        giveBack();
        end({ kind: 'failed', error });
      },
    );
    return promise;
  };
  return {
    invoke,
    running: () => alive.size,
    isLoading: () => [...alive].some(({ parked }) => parked === 0),
  };
}

function runtimeOf(around: Surroundings, running: () => Running, skewMs: number, reachesAll: boolean): Runtime {
  const { core, shadow, bus, due, files, receivers } = around;
  const { agenda, chance } = core;
  const now = () => agenda.now() + skewMs;
  const bytes = (size: number) => Uint8Array.from({ length: size }, () => chance.whole(0, 255));
  const unreachable = (what: string) => (): never => {
    throw new Error(`The simulation has no ${what}`);
  };
  const keysOf = (start: string) => ({
    allow: ({ leadingKeys }: { readonly leadingKeys: readonly string[] }): true | string =>
      leadingKeys.every((key) => key.startsWith(start)) || `a key outside ${start}`,
  });
  return {
    settings: { ...TEST_SETTINGS, dueQueues: due.addresses },
    clock: { now },
    ids: idSource(now, bytes),
    random: chance.next,
    sleep: async (ms) => {
      await callPort(core, running(), { operation: 'timer sleep', about: '', waitMs: ms, perform: () => undefined });
    },
    logger: loggerOf(core, running),
    metrics: { count: () => {} },
    tenantTable: (tenantId) => tablePort({ core, shadow, running, principal: keysOf(`t#${tenantId}#`) }),
    platformTable: () => tablePort({ core, shadow, running, principal: reachesAll ? undefined : keysOf('p#') }),
    bus: () => bus.client(running),
    queues: () => due.client(running),
    files: () => files.client(running),
    identity: unreachable('user pool') as () => CognitoIdentityProviderClient,
    outbound: () => receivers.outbound(running),
    signingKeys: unreachable('signing keys'),
    tokenIssuer: () => 'http://127.0.0.1/local_pool',
  };
}

/**
 * What a fault makes a function log as an error; everything else that is logged as one is a finding. The product's own
 * book check raises its alarm while a message is late: it is asked again at rest.
 */
const EXPLAINED = new RegExp(
  [
    ...['poison', 'books are broken', 'Simulated: ', 'commit\\.contention', 'Too many others are changing'],
    ...['[Tt]he bus refused', '[Tt]he queues refused'],
  ].join('|'),
);

function loggerOf({ agenda, trace, findings }: Core, running: () => Running): Logger {
  return {
    info: () => {},
    warn: () => {},
    error: (message, facts) => {
      const text = `${running().name}: ${message} ${JSON.stringify(facts)}`;
      trace.step(agenda.now(), text.slice(0, 200));
      if (running().isAlive && !EXPLAINED.test(text)) findings.push(`an error that no fault explains: ${text}`);
    },
  };
}
