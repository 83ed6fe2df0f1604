/** The emulated services over the cloud's file, and the functions bound to them. */
import type { Logger } from '../../shared/context.ts';
import type { Activity } from './activity.ts';
import { type EventBus, openBus } from './bus/bus.ts';
import type { DeclaredApp } from './declared-app.ts';
import { type AccessKeys, openAccessKeys } from './files/access-keys.ts';
import { fileService } from './files/file-service.ts';
import { openFileStore } from './files/file-store.ts';
import type { ObjectPorts } from './files/object-calls.ts';
import { type IdentityPorts, identityService } from './identity/identity-service.ts';
import { openSigningKey } from './identity/signing-key.ts';
import { openUserStore } from './identity/user-store.ts';
import { type Asynchronous, openAsynchronous } from './lambda/asynchronous.ts';
import { type LoadModule, type LocalFunction, localFunction } from './lambda/functions.ts';
import { openRuntimes } from './lambda/local-runtime.ts';
import { listened } from './log.ts';
import type { RetryDelay } from './queues/consume.ts';
import { queueService } from './queues/queue-service.ts';
import { openQueues, type Queues } from './queues/queues.ts';
import { openReasons, type Reasons } from './reasons.ts';
import { openSecrets } from './secrets.ts';
import type { Storage } from './storage.ts';
import type { TableEngine } from './table/index.ts';
import type { Timers } from './timers.ts';

/** What everything stands on. */
export type Foundation = {
  readonly engine: TableEngine;
  readonly storage: Storage;
  readonly timers: Timers;
  readonly activity: Activity;
  readonly log: (source: string) => Logger;
  readonly load: LoadModule;
  readonly retryDelay: RetryDelay;
  readonly apiUrl: string;
  /** Variables of every function, in the place of those that its resource has. */
  readonly environment: Readonly<Record<string, string>>;
  readonly filesFolder: string | undefined;
  readonly refuseEvent: ((detailType: string) => string | undefined) | undefined;
};

export type Services = {
  readonly queues: Queues;
  readonly functions: ReadonlyMap<string, LocalFunction>;
  readonly asynchronous: Asynchronous;
  readonly bus: EventBus;
  readonly objects: ObjectPorts;
  readonly accessKeys: AccessKeys;
  readonly reasons: Reasons;
};

export async function openServices(app: DeclaredApp, foundation: Foundation): Promise<Services> {
  const { engine, storage, timers } = foundation;
  for (const { definition } of app.tables) engine.createTable(definition);
  const queues = openQueues(storage, timers);
  for (const queue of app.queues) queues.define(queue);
  const secrets = openSecrets(storage);
  const accessKeys = openAccessKeys(secrets);
  for (const { role } of app.functions) accessKeys.of(role);
  const objects = { buckets: app.buckets, store: openFileStore(storage, foundation.filesFolder, timers.now) };
  const reasons = openReasons();
  const functions = new Map<string, LocalFunction>();
  const identity: IdentityPorts = {
    pools: app.pools,
    clients: app.clients,
    store: openUserStore(storage),
    key: await openSigningKey(secrets),
    now: timers.now,
    region: app.region,
    invokeTrigger: triggerOf(app, functions),
  };
  const makeRuntime = openRuntimes({
    engine,
    roles: app.roles,
    now: timers.now,
    region: app.region,
    apiUrl: foundation.apiUrl,
    tableArn: tableArns(app),
    // Asked when a function first sends, which is after the bus has been opened below.
    bus: () => bus,
    queuesFor: (caller) => queueService(queues, caller),
    identityFor: (caller) => identityService(identity, caller),
    filesFor: (caller) => fileService(objects, caller),
    accessKeys,
    pools: app.pools,
    signingKey: identity.key,
    loggerOf: ({ handler }) => listened(foundation.log(handler.replace(/\.\w+$/, '')), reasons.note),
  });
  for (const config of app.functions) {
    const environment = { ...config.environment, ...foundation.environment };
    functions.set(config.arn, localFunction({ ...config, environment }, foundation.load, makeRuntime, timers.now));
  }
  const lambda = { ...foundation, queues, logger: foundation.log('lambda') };
  const asynchronous = openAsynchronous([...functions.values()], lambda);
  const bus = openBus({ ...app, queues, asynchronous, storage, timers, refuse: foundation.refuseEvent });
  return { queues, functions, asynchronous, bus, objects, accessKeys, reasons };
}

function tableArns({ tables, region, account }: DeclaredApp): (tableName: string) => string {
  const arns = new Map(tables.map(({ arn, definition }) => [definition.TableName, arn]));
  return (name) => arns.get(name) ?? `arn:aws:dynamodb:${region}:${account}:table/${name}`;
}

/** How the user pool calls its trigger; in AWS the function's own policy must let it in. */
function triggerOf(
  { mayInvoke }: DeclaredApp,
  functions: ReadonlyMap<string, LocalFunction>,
): IdentityPorts['invokeTrigger'] {
  return async (functionArn, poolArn, event) => {
    const target = functions.get(functionArn);
    if (target === undefined || !mayInvoke(functionArn, 'cognito-idp.amazonaws.com', poolArn)) {
      throw new Error(`AccessDeniedException: the user pool may not invoke ${functionArn}`);
    }
    return target.invoke(event);
  };
}
