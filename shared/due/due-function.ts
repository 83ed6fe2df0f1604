/**
 * The function of a module's due work: an SQS batch whose messages run side by side. A message is a hint and the record
 * is the truth: what it says no longer falls due is dropped, and of several that say the same one gets the record.
 */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Context } from '../context.ts';
import type { BatchAnswer, QueueBatch } from '../events/events-function.ts';
import { lazyRuns } from '../lazy-run.ts';
import type { DueWork, ModuleManifest } from '../module.ts';
import { tenantContext } from '../runtime/contexts.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { fromItem, type Item, type Stored } from '../table/entity.ts';
import { commit } from '../table/unit-of-work.ts';
import type { TenantId } from '../values/ids.ts';
import { instantOf } from '../values/time.ts';
import { LEASE_MS } from './check-due-work.ts';
import type { DueMessage } from './send-due.ts';

const loaded = lazyRuns();

/** Queues count in seconds and clocks differ a little: this much (ms) before its instant a record is due. */
const EARLY_MS = 1_000;

/** The message came before its instant: it waits in the queue a little longer. */
class TooEarly extends Error {
  override readonly name = 'TooEarly';
}

/**
 * Binds a module's due work to a runtime. A message whose record could not be read or claimed goes back to its queue
 * alone; a run that throws does not, since its claim comes due again by itself.
 */
export function dueFunction(manifest: ModuleManifest, runtime: Runtime) {
  const attempt = async (messageId: string, body: string): Promise<{ itemIdentifier: string }[]> => {
    try {
      await takeUp(manifest, runtime, JSON.parse(body) as DueMessage);
      return [];
    } catch (error) {
      const level = error instanceof TooEarly ? 'info' : 'error';
      runtime.logger[level]('due work could not be taken up', { messageId, ...reasonOf(error) });
      return [{ itemIdentifier: messageId }];
    }
  };
  return async (batch: QueueBatch): Promise<BatchAnswer> => {
    const failures = await Promise.all(batch.Records.map(({ messageId, body }) => attempt(messageId, body)));
    return { batchItemFailures: failures.flat() };
  };
}

const reasonOf = (error: unknown) => ({
  error: String(error),
  stack: error instanceof Error ? error.stack : undefined,
});

async function takeUp(manifest: ModuleManifest, runtime: Runtime, message: DueMessage): Promise<void> {
  const work = manifest.due.find(({ entity }) => entity.name === message.entity);
  if (work === undefined) throw new Error(`${manifest.name} has no due work for ${message.entity}`);
  const name = `${manifest.name}.${work.name}`;
  const contextOf = (correlationId: string, causationId: string): Context =>
    tenantContext(
      runtime,
      {
        tenantId: message.tenantId as TenantId,
        actor: { kind: 'system', id: name },
        correlationId,
        causationId,
      },
      manifest,
    );
  const run = runtime.ids.next('run');
  const seen = await readDue(contextOf(run, run), work, message);
  if (seen === undefined) return;
  // Looking twice at a record that moved on is the common case: it costs one read, and no lease that ends.
  const facts: Item = { ...seen };
  const context = contextOf(String(facts.correlationId ?? run), String(facts.id ?? run));
  const claimed = await claim(context, work, message, seen);
  if (claimed === undefined) return;
  try {
    const handle = await loaded(work.run);
    await handle(context, claimed);
  } catch (error) {
    runtime.metrics.count('DueWorkFailed', 1);
    runtime.logger.error('due work failed', { work: name, record: `${message.pk} ${message.sk}`, ...reasonOf(error) });
  }
}

/**
 * The record, read consistently; undefined where it is gone or falls due at another instant than the message says.
 * @throws TooEarly where its instant has not come
 */
async function readDue(
  { deps }: Context,
  { entity }: DueWork,
  { pk, sk, due }: DueMessage,
): Promise<Stored<object> | undefined> {
  const { client, name: TableName } = deps.table;
  const { Item: item } = await client.send(new GetCommand({ TableName, Key: { pk, sk }, ConsistentRead: true }));
  if (item === undefined) return undefined;
  const record = fromItem(entity, item);
  const instant = (record as Item)[entity.due ?? ''];
  if (instant === undefined || Date.parse(String(instant)) !== Date.parse(due)) return undefined;
  if (Date.parse(due) > deps.clock.now() + EARLY_MS) throw new TooEarly(`Due at ${due}`);
  return record;
}

/**
 * Takes the record for the length of a lease, by moving its instant to the lease's end. The version is the condition:
 * whoever comes second finds another instant. What kills the run leaves a record that falls due again.
 */
async function claim(
  context: Context,
  work: DueWork,
  message: DueMessage,
  seen: Stored<object>,
): Promise<Stored<object> | undefined> {
  let known: Stored<object> | undefined = seen;
  return commit(context, async ({ update }) => {
    const record = known ?? (await readDue(context, work, message));
    known = undefined;
    if (record === undefined) return undefined;
    const leaseEnds = instantOf(context.deps.clock.now() + (work.leaseMs ?? LEASE_MS));
    return update(work.entity, record, { [work.entity.due ?? '']: leaseEnds }, 'claim');
  });
}
