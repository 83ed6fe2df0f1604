/** The local cloud: reads the templates of the app and runs what they declare, in one process (DESIGN 9). */
import { join } from 'node:path';
import type { Clock } from '../../shared/values/time.ts';
import { openActivity } from './activity.ts';
import { openGateway } from './api/gateway.ts';
import { type LocalServer, openServer } from './api/server.ts';
import { type DataFolder, ownDataFolder } from './data-folder.ts';
import { type DeadLetters, openDeadLetters } from './dead-letters.ts';
import { type DeclaredApp, readApp } from './declared-app.ts';
import { NO_SYNC, openDiskSync } from './disk-sync.ts';
import { startEventSources } from './event-sources.ts';
import { keepHouse } from './housekeeping.ts';
import type { LoadModule } from './lambda/functions.ts';
import { bundleLoader, keepAssets, sourceLoader } from './lambda/load-module.ts';
import { LOCAL_PREFIX, openLocalPaths } from './local-paths.ts';
import { type LogLevel, type LogSink, openLog } from './log.ts';
import type { RetryDelay } from './queues/consume.ts';
import { runSchedules } from './schedules/run-schedules.ts';
import { type Foundation, openServices, type Services } from './services.ts';
import { openStorage } from './storage.ts';
import { openTableEngine, type TableEngine } from './table/index.ts';
import { resolveAssembly } from './template/assembly.ts';
import { reportTypes, type TypeReport } from './template/resource-types.ts';
import { type AssemblySource, readAssembly } from './template/template.ts';
import { openTimers, type Timers } from './timers.ts';

type Synchronous = 'FULL' | 'NORMAL' | 'OFF';

export type LocalCloudOptions = {
  /** A folder that keeps everything, or memory for a test. */
  readonly data: { readonly folder: string } | 'memory';
  /** 0 takes a free port. */
  readonly port: number;
  /** The folder of the cloud assembly, or what it holds. */
  readonly template: string | AssemblySource;
  /** `bundle`: the built asset, as deployed. `source`: the files under `functions/`. Or a loader of the test's own. */
  readonly loader: 'bundle' | 'source' | LoadModule;
  readonly clock?: Clock;
  /** Variables of every function that are not as the template has them. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly logLevel?: LogLevel;
  readonly logSink?: LogSink;
  /** FULL: an acknowledged write survives a power cut; NORMAL: `kill -9`. */
  readonly synchronous?: Synchronous;
  /** When a failed message is tried again; as long as in AWS where nothing is given. */
  readonly retryDelay?: RetryDelay;
  /** For tests of `PutEvents` that fail in part: the error code for an entry of this type. */
  readonly refuseEvent?: (detailType: string) => string | undefined;
};

export type LocalCloud = {
  readonly url: string;
  readonly port: number;
  readonly engine: TableEngine;
  /** What the templates declare: names and ARNs by which a test finds its way. */
  readonly app: DeclaredApp;
  readonly services: Services;
  readonly types: TypeReport;
  /** What the local cloud does otherwise than the template asks, in words. */
  readonly notes: readonly string[];
  readonly deadLetters: DeadLetters;
  /** Resolves when stream, bus and queues are drained and no request is under way. @throws Error after `timeoutMs` */
  readonly idle: (timeoutMs?: number) => Promise<void>;
  /** Looks at the clock again, after a test has turned it. */
  readonly wake: () => void;
  /** Takes nothing new, lets what is under way end, and closes the file. */
  readonly stop: () => Promise<void>;
};

/** Retries as AWS does them. */
const USUAL_DELAY: RetryDelay = (_, usualMs) => usualMs;
/** On a laptop nobody waits three minutes for a second try: it comes soon, and then ever later up to what AWS does. */
export const patientDelay =
  (firstMs: number): RetryDelay =>
  (receives, usualMs) =>
    Math.min(usualMs, firstMs * 2 ** (receives - 1));

const IDLE_MS = 30_000;
const STOP_MS = 5000;
const FUNCTIONS = join(import.meta.dirname, '..', '..', 'functions');

/** @throws Error in words: a taken port, a data folder in use, a template that cannot be run */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const server = await openServer(options.port);
  const undo: (() => void | Promise<void>)[] = [server.close];
  try {
    return await start(options, server, undo);
  } catch (error) {
    for (const step of undo.reverse()) await step();
    throw error;
  }
}

async function start(
  options: LocalCloudOptions,
  server: LocalServer,
  undo: (() => void | Promise<void>)[],
): Promise<LocalCloud> {
  const source = typeof options.template === 'string' ? readAssembly(options.template) : options.template;
  const app = readApp(resolveAssembly(source, { apiUrl: server.url }));
  const folder = options.data === 'memory' ? undefined : ownDataFolder(options.data.folder);
  if (folder !== undefined) undo.push(folder.release);
  const timers = openTimers(options.clock ?? { now: () => Date.now() });
  undo.push(timers.close);
  const synchronous = options.synchronous ?? 'FULL';
  const engine = openEngine(synchronous, folder, timers);
  undo.push(() => engine.close());
  const activity = openActivity();
  const foundation: Foundation = {
    engine,
    storage: openStorage(engine.database),
    timers,
    activity,
    log: openLog(options.logLevel ?? 'warn', options.logSink),
    load: loaderOf(options.loader, app, folder),
    retryDelay: options.retryDelay ?? USUAL_DELAY,
    apiUrl: server.url,
    environment: options.environment ?? {},
    filesFolder: folder?.filesFolder,
    refuseEvent: options.refuseEvent,
  };
  const services = await openServices(app, foundation);
  const disk = folder === undefined || synchronous !== 'FULL' ? NO_SYNC : await openDiskSync(folder.databaseFile);
  const running = startRunning(app, services, foundation);
  const deadLetters = openDeadLetters(services.queues, app.isDeadLetterQueue);
  serve(server, app, services, { ...foundation, deadLetters, acknowledge: disk.synced });
  return {
    url: server.url,
    port: server.port,
    engine,
    app,
    services,
    types: reportTypes(app.assembly),
    notes: app.assembly.notes,
    deadLetters,
    idle: (timeoutMs = IDLE_MS) => activity.idle(timeoutMs),
    wake: timers.wake,
    stop: once(async () => {
      await server.close();
      running.stop();
      await activity.settled(STOP_MS);
      running.close();
      timers.close();
      await disk.close();
      engine.close();
      folder?.release();
    }),
  };
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}

/** SQLite's own lock holds where the file of the lock was not enough. */
function openEngine(synchronous: Synchronous, folder: DataFolder | undefined, timers: Timers): TableEngine {
  try {
    return openTableEngine({
      path: folder?.databaseFile ?? ':memory:',
      // FULL is made in `disk-sync.ts`, where the answer waits and not the whole process.
      synchronous: synchronous === 'FULL' ? 'NORMAL' : synchronous,
      now: timers.now,
    });
  } catch (error) {
    if (folder === undefined || !(error instanceof Error)) throw error;
    throw new Error(
      error.message.includes('locked')
        ? `The file ${folder.databaseFile} is in use by another process.`
        : `The file ${folder.databaseFile} cannot be opened (${error.message}); was it written by another version?`,
    );
  }
}

function loaderOf(
  loader: LocalCloudOptions['loader'],
  { assembly, functions }: DeclaredApp,
  folder: DataFolder | undefined,
): LoadModule {
  if (typeof loader === 'function') return loader;
  if (loader === 'source') return sourceLoader(FUNCTIONS);
  const { assets } = assembly;
  const keys = functions.map(({ assetKey }) => assetKey);
  return bundleLoader(folder === undefined ? assets : keepAssets(assets, keys, folder.codeFolder));
}

type Running = { readonly stop: () => void; readonly close: () => void };

function startRunning(app: DeclaredApp, services: Services, foundation: Foundation): Running {
  const sources = startEventSources(app.mappings, {
    ...foundation,
    ...services,
    region: app.region,
    tables: app.tables,
    logger: foundation.log('sources'),
    reasonOfMessage: services.reasons.take,
  });
  runSchedules(app.schedules, { ...app, ...foundation, ...services });
  keepHouse({
    ...app,
    ...foundation,
    queues: services.queues,
    files: services.objects.store,
    streams: sources.streams,
  });
  const parts = [...sources.consumers, ...sources.streams, ...services.asynchronous.consumers];
  return {
    stop: () => {
      for (const part of parts) part.stop();
    },
    close: () => {
      for (const part of parts) part.close();
    },
  };
}

type Serving = Foundation & { readonly deadLetters: DeadLetters; readonly acknowledge: () => Promise<void> };

function serve(server: LocalServer, app: DeclaredApp, services: Services, serving: Serving): void {
  const { activity, log, timers, deadLetters, acknowledge } = serving;
  const { queues } = services;
  const paths = openLocalPaths({
    ...services,
    roles: app.roles,
    deadLetters,
    acknowledge,
    now: timers.now,
    status: () => ({
      queues: queues.all().map(({ name, arn }) => ({ name, ...queues.counts(arn) })),
      memory: process.memoryUsage(),
    }),
  });
  const gateway =
    app.api === undefined
      ? undefined
      : openGateway({
          ...app,
          ...services,
          api: app.api,
          logger: log('api'),
          now: timers.now,
          domain: server.url.slice(7),
          acknowledge,
        });
  server.serve((incoming, response) => {
    const isLocal = gateway === undefined || incoming.url?.startsWith(LOCAL_PREFIX) === true;
    const work = isLocal ? paths(incoming, response) : gateway(incoming, response);
    activity.during(work).catch((error: unknown) => {
      log('server').error('a request was broken off', { reason: String(error) });
      response.destroy();
    });
  });
}
