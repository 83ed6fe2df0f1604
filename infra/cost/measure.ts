/**
 * Runs the product in the local cloud, in process and in memory, and counts what AWS would bill: one loop of each kind by
 * its steps, a tenant that does nothing, and the stack itself. Everything is the same in each run but the milliseconds.
 */
import { type LoopKind, openBenchShop, runLoop } from '../bench/bench-shop.ts';
import { type ApiClient, apiClient } from '../cli/api-client.ts';
import { type LocalCloud, startLocalCloud } from '../local/cloud.ts';
import { readApp } from '../local/declared-app.ts';
import { bundleLoader } from '../local/lambda/load-module.ts';
import { resolveAssembly } from '../local/template/assembly.ts';
import {
  type AssemblySource,
  type JsonObject,
  readAssembly,
  type TemplateResource,
} from '../local/template/template.ts';
import { ensureSynthesised } from '../synth.ts';
import { countIdle, type IdleCount } from './count-idle.ts';
import type { Observed } from './ledger.ts';
import { openObserver } from './observer.ts';
import { combine, type RunCount, runSchedules, type SchedulePorts, type ScheduleRuns } from './run-schedules.ts';
import { seededIds } from './seeded-ids.ts';
import { countStack, type StackCount } from './stack-count.ts';
import { addCounts, FUNCTION_KINDS, type FunctionKind, type StepCount } from './step-count.ts';
import { STEPS, type Step } from './steps.ts';
import { grownFrom, type StoredBytes, storedBytes } from './stored-bytes.ts';

export const LOOPS = ['S', 'T', 'M'] as const satisfies readonly LoopKind[];

export type LoopCount = {
  /** The steps that the loop has, in their order. */
  readonly steps: Readonly<Partial<Record<Step, StepCount>>>;
  /** What schedules do about it afterwards, such as checking the books. */
  readonly jobs: RunCount;
  readonly stored: StoredBytes;
};
export type Counts = {
  readonly loops: Readonly<Record<LoopKind, LoopCount>>;
  /** Someone looks at a list and at one record. */
  readonly look: StepCount;
  readonly idle: IdleCount;
  readonly stack: StackCount;
};
/** Milliseconds that an invocation takes on this machine, by the kind of its function. */
export type Durations = Readonly<Partial<Record<FunctionKind, number>>>;
export type Measured = { readonly counts: Counts; readonly durations: Durations };

/** Time stands still but where it is told to go on: the size of a number depends on its digits. */
const START = Date.parse('2026-03-02T09:17:43.219Z');
const TODAY = '2026-03-02';

export async function measure(): Promise<Measured> {
  const source = readAssembly((await ensureSynthesised()).assembly);
  const declared = readApp(resolveAssembly(source, { apiUrl: 'http://127.0.0.1' }));
  let now = START;
  const clock = { now: () => now };
  const observer = openObserver(seededIds(clock.now, 'cost'));
  const cloud = await startLocalCloud({
    data: 'memory',
    port: 0,
    template: forCounting(source),
    loader: observer.loader(bundleLoader(source.assets)),
    clock,
    retryDelay: () => 0,
    logLevel: 'error',
  });
  observer.listen(cloud);
  try {
    const advance = (ms: number): void => {
      now += ms;
    };
    const ports = { cloud, observer, schedules: declared.schedules, advance };
    const idle = await countIdle({
      ...ports,
      stored: () => stored(cloud),
      signUp: (name) => signUp(cloud, name),
    });
    const { loops, look, durations } = await countLoops(ports, idle);
    return { counts: { loops, look, idle, stack: countStack(declared) }, durations };
  } finally {
    await cloud.stop();
  }
}

const credentials = (name: string) => ({ email: `${name}@tandem.example`, password: 'Stop-watch-2026!' });
const signUp = (cloud: LocalCloud, name: string) =>
  apiClient(cloud.url).post('/signup', { company: name, country: 'DE', currency: 'EUR', ...credentials(name) });

async function countLoops(ports: SchedulePorts, idle: IdleCount) {
  const { cloud, observer } = ports;
  await signUp(cloud, 'bench');
  const { accountId } = await openBenchShop(await signedIn(cloud));
  const during = async (act: (api: ApiClient) => Promise<unknown>) => {
    // A token lives for an hour, and the schedules take the clock on.
    const api = await signedIn(cloud);
    await cloud.idle();
    const before = stored(cloud);
    observer.take();
    await act(api);
    await cloud.idle();
    return { ...observer.take(), stored: grownFrom(before, stored(cloud)) };
  };
  const run = (kind: LoopKind) => during((api) => runLoop(api, accountId, kind, TODAY));
  // The first loops of a company make what later ones find, and load the code.
  for (const kind of LOOPS) await run(kind);
  await runSchedules(ports);
  const counted = async (kind: LoopKind) => {
    const observed = await run(kind);
    return { ...observed, jobs: jobsAfter(await runSchedules(ports), idle) };
  };
  const [s, t, m] = [await counted('S'), await counted('T'), await counted('M')];
  const look = await during(async (api) => {
    await api.get('/sales/orders?limit=50');
    await api.get(`/crm/accounts/${accountId}`);
  });
  return {
    loops: { S: loopCount(s), T: loopCount(t), M: loopCount(m) },
    look: addCounts([...look.steps.values()]),
    durations: medians([s, t, m]),
  };
}

/** What the schedules take because of what happened before them: more than they take when nothing did. */
const jobsAfter = (runs: readonly ScheduleRuns[], { schedules }: IdleCount): RunCount =>
  combine((field) =>
    runs.reduce((sum, { name, first, second }) => {
      const idle = schedules[name]?.ofStack[field] ?? 0;
      return sum + Math.max(0, first[field] + second[field] - 2 * idle);
    }, 0),
  );

/** Of a busy machine the median tells most. */
function medians(observed: readonly Observed[]): Durations {
  const typical = FUNCTION_KINDS.flatMap((kind) => {
    const samples = observed.flatMap(({ durations }) => durations.get(kind) ?? []).sort((a, b) => a - b);
    const middle = samples[Math.floor(samples.length / 2)];
    return middle === undefined ? [] : [[kind, middle] as const];
  });
  return Object.fromEntries(typical);
}

type CountedLoop = Observed & Pick<LoopCount, 'stored' | 'jobs'>;

const loopCount = ({ steps, stored: bytes, jobs }: CountedLoop): LoopCount => {
  const inOrder = [...STEPS, 'other' as const].flatMap((step) => {
    const count = steps.get(step);
    return count === undefined ? [] : [[step, count] as const];
  });
  return { steps: Object.fromEntries(inOrder), jobs, stored: bytes };
};

const stored = ({ engine, app }: LocalCloud): StoredBytes => {
  const [table] = app.tables;
  if (table === undefined) throw new Error('The templates declare no table');
  return storedBytes(engine, table.definition);
};

async function signedIn(cloud: LocalCloud): Promise<ApiClient> {
  const { accessToken } = await apiClient(cloud.url).post<{ accessToken: string }>('/auth/token', credentials('bench'));
  return unhurried(apiClient(cloud.url).signedIn(accessToken), cloud);
}

/** Waits for the system to come to rest before each request, as people are slow; so nothing is polled or contended. */
function unhurried(api: ApiClient, { idle }: LocalCloud): ApiClient {
  return {
    ...api,
    get: async (path) => idle().then(() => api.get(path)),
    post: async (path, body, key) => idle().then(() => api.post(path, body, key)),
  };
}

/** One message a batch, so that each has its own invocation; and no timer but those that are called. */
function forCounting({ stacks, assets }: AssemblySource): AssemblySource {
  const set = (resource: TemplateResource, property: JsonObject): TemplateResource => ({
    ...resource,
    Properties: { ...resource.Properties, ...property },
  });
  const changed = (resource: TemplateResource): TemplateResource => {
    if (resource.Type === 'AWS::Lambda::EventSourceMapping') return set(resource, { BatchSize: 1 });
    return resource.Type === 'AWS::Scheduler::Schedule' ? set(resource, { State: 'DISABLED' }) : resource;
  };
  const narrowed = stacks.map((stack) => {
    const resources = Object.entries(stack.template.Resources).map(([id, resource]) => [id, changed(resource)]);
    return { ...stack, template: { ...stack.template, Resources: Object.fromEntries(resources) } };
  });
  return { stacks: narrowed, assets };
}
