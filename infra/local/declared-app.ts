/** Everything the templates declare, read once and checked, before anything runs. */
import { readHttpApi } from './api/read-api.ts';
import { readBuses, readRules } from './bus/read-rules.ts';
import { readBuckets } from './files/read-buckets.ts';
import { readRoles } from './iam/roles.ts';
import { readPoolClients, readUserPools } from './identity/read-user-pools.ts';
import { readFunctions, readInvokePermissions } from './lambda/read-functions.ts';
import { readMappings } from './lambda/read-mappings.ts';
import { queuePolicies, readQueues } from './queues/read-queues.ts';
import { readSchedules } from './schedules/read-schedules.ts';
import { readTables } from './tables.ts';
import type { Assembly } from './template/assembly.ts';

export type DeclaredApp = ReturnType<typeof readApp>;

/** @throws Error in words, with the resource's name, about what the local cloud cannot run */
export function readApp(assembly: Assembly) {
  const roles = readRoles(assembly);
  const mayInvoke = readInvokePermissions(assembly);
  const queues = readQueues(assembly);
  const functions = readFunctions(assembly, roles);
  const queueByArn = (arn: string) => queues.find((queue) => queue.arn === arn);
  const rules = readRules(assembly, { queueByArn, maySend: queuePolicies(assembly), mayInvoke });
  const mappings = readMappings(assembly, functions, roles);
  const consumed = new Set(mappings.map(({ sourceArn }) => sourceArn));
  const endings = new Set([
    ...queues.map(({ redrive }) => redrive?.arn),
    ...[...mappings, ...functions].map(({ onFailureArn }) => onFailureArn),
  ]);
  return {
    assembly,
    region: assembly.region,
    account: assembly.account,
    roles,
    mayInvoke,
    tables: readTables(assembly),
    queues,
    functions,
    buses: readBuses(assembly),
    rules,
    mappings,
    schedules: readSchedules(assembly, rules, roles),
    buckets: readBuckets(assembly),
    pools: readUserPools(assembly),
    clients: readPoolClients(assembly),
    api: readHttpApi(assembly, mayInvoke),
    /** Whether a function reads the queue. */
    isConsumed: (queueArn: string): boolean => consumed.has(queueArn),
    /** Whether what could not be dealt with ends in the queue. */
    isDeadLetterQueue: (queueArn: string): boolean => endings.has(queueArn),
  };
}
