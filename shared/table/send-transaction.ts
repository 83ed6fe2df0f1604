/** The only sender of writes: builds the TransactWriteItems call, checks its limits, and retries by deciding anew. */
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Context } from '../context.ts';
import type { EventEnvelope } from '../events/event.ts';
import { type Rejection, reject } from '../rejection.ts';
import { DAY_MS, nowAt } from '../values/time.ts';
import { AlreadyCommitted, type CommitMarker } from './commit-marker.ts';
import { type Item, toItem } from './entity.ts';
import { eventItem, inboxEntry, type Said } from './event-log.ts';
import { idempotencyRecord } from './kernel-entities.ts';
import { ReadsDisagree } from './reads-disagree.ts';
import type { Increment } from './unit-of-work.ts';

type Key = { readonly pk: string; readonly sk: string };

/** One action of the transaction and the condition under which it holds. */
export type Write =
  | {
      readonly kind: 'put';
      readonly item: Item;
      readonly when: 'absent' | { version: number };
      readonly onRefusal?: Rejection;
    }
  | { readonly kind: 'delete'; readonly key: Key; readonly version?: number }
  | { readonly kind: 'check'; readonly key: Key; readonly version: number }
  | { readonly kind: 'increment'; readonly key: Key; readonly increments: readonly Increment[]; readonly at: string };

type Decision<Result> = {
  readonly result: Result;
  readonly writes: readonly Write[];
  readonly events: readonly EventEnvelope[];
};
type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

const ATTEMPTS = 12;
const BACKOFF_MS = 4;
const BACKOFF_CAP_MS = 250;
const ACTIONS_LIMIT = 100;
const BYTES_LIMIT = 4 * 1024 * 1024;
const ITEM_BYTES_LIMIT = 400 * 1024;
/** Markers outlive every redelivery and replay of the queues (14 days) and of the stream (1 day) by far. */
const MARKER_LIFE_MS = 100 * DAY_MS;

/** Refusals that say "try again", not "no": throttling, a conflict with another transaction, an outcome unknown. */
const RETRYABLE: ReadonlySet<string> = new Set([
  'TransactionConflictException',
  'TransactionInProgressException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'ProvisionedThroughputExceededException',
  'InternalServerError',
  'TimeoutError',
  'ServiceUnavailable',
  'ECONNRESET',
]);

export async function sendTransaction<Result>(
  context: Context,
  decide: () => Promise<Decision<Result>>,
): Promise<Result> {
  const { deps } = context;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const decision = await decideOrDisagree(decide);
    if (decision !== 'conflict') {
      const { result, writes, events } = decision;
      const all = [...writes, ...eventsAndMarker(context, events, result)];
      if (all.length === 0) return result;
      const outcome = await send(context, all);
      if (outcome === 'committed') return result;
      if (outcome === 'marker') throw new AlreadyCommitted();
      if (outcome !== 'conflict') throw outcome;
    }
    const limit = Math.min(BACKOFF_CAP_MS, BACKOFF_MS * 2 ** attempt);
    await deps.sleep(deps.random() * limit);
  }
  throw reject('unavailable', 'commit.contention', 'Too many others are changing the same records. Try again.', {
    headers: { 'retry-after': '1' },
  });
}

/** Reads of two moments are a conflict like another: somebody committed between them. */
async function decideOrDisagree<Result>(
  decide: () => Promise<Decision<Result>>,
): Promise<Decision<Result> | 'conflict'> {
  try {
    return await decide();
  } catch (error) {
    if (error instanceof ReadsDisagree) return 'conflict';
    throw error;
  }
}

type Outcome = 'committed' | 'conflict' | 'marker' | Rejection;

async function send(context: Context, writes: readonly Write[]): Promise<Outcome> {
  const { client, name } = context.deps.table;
  const request = {
    TransactItems: writes.map((write) => toAction(name, write)),
    ClientRequestToken: context.deps.ids.secret(24),
  };
  checkLimits(request.TransactItems);
  // An unknown outcome is asked again with the same token: within ten minutes DynamoDB answers for the first attempt.
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.send(new TransactWriteCommand(request));
      return 'committed';
    } catch (error) {
      if (isCancelled(error)) return outcomeOf(error.CancellationReasons ?? [], writes, context.marker !== undefined);
      const name = error instanceof Error ? error.name : '';
      if (!RETRYABLE.has(name)) throw error;
      if (attempt === 3) return 'conflict';
      await context.deps.sleep(context.deps.random() * BACKOFF_MS * 2 ** attempt);
    }
  }
}

type Cancelled = Error & { readonly CancellationReasons?: readonly { Code?: string }[] };
const isCancelled = (error: unknown): error is Cancelled =>
  error instanceof Error && error.name === 'TransactionCanceledException';

/** The marker's refusal outweighs all others: whoever wrote it has committed this very request or message. */
function outcomeOf(reasons: readonly { Code?: string }[], writes: readonly Write[], hasMarker: boolean): Outcome {
  const failed = (index: number) => reasons[index]?.Code === 'ConditionalCheckFailed';
  if (hasMarker && failed(writes.length - 1)) return 'marker';
  for (const [index, write] of writes.entries()) {
    if (failed(index) && write.kind === 'put' && write.onRefusal !== undefined) return write.onRefusal;
  }
  const broken = reasons.find(({ Code }) => Code === 'ValidationError' || Code === 'ItemCollectionSizeLimitExceeded');
  if (broken !== undefined) throw new Error(`The transaction was refused: ${broken.Code}`);
  return 'conflict';
}

function toAction(TableName: string, write: Write): TransactItem {
  if (write.kind === 'put') {
    const condition =
      write.when === 'absent'
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : { ConditionExpression: 'version = :version', ExpressionAttributeValues: { ':version': write.when.version } };
    return { Put: { TableName, Item: { ...write.item }, ...condition } };
  }
  if (write.kind === 'increment')
    return { Update: { TableName, Key: { ...write.key }, ...incrementExpressions(write) } };
  const version = {
    ConditionExpression: 'version = :version',
    ExpressionAttributeValues: { ':version': write.version },
  };
  if (write.kind === 'check') return { ConditionCheck: { TableName, Key: { ...write.key }, ...version } };
  return { Delete: { TableName, Key: { ...write.key }, ...(write.version === undefined ? {} : version) } };
}

function incrementExpressions({ increments, at }: Extract<Write, { kind: 'increment' }>) {
  const names: Record<string, string> = { '#version': 'version', '#updatedAt': 'updatedAt' };
  const values: Record<string, number | string> = { ':one': 1, ':zero': 0, ':at': at };
  const placeholder = (path: string) =>
    path
      .split('.')
      .map((part) => {
        const name = `#n_${Buffer.from(part).toString('hex')}`;
        names[name] = part;
        return name;
      })
      .join('.');
  const add = new Map<string, number>();
  const bounds: string[] = [];
  const bound = (path: string, operator: '>=' | '<=', limit: number) => {
    // A later increment of the same commit must find its bound kept after the earlier ones are applied.
    values[`:b${bounds.length}`] = limit - (add.get(path) ?? 0);
    bounds.push(`${placeholder(path)} ${operator} :b${bounds.length}`);
  };
  for (const { add: added, atLeast = {}, atMost = {} } of increments) {
    for (const [path, floor] of Object.entries(atLeast)) bound(path, '>=', floor);
    for (const [path, ceiling] of Object.entries(atMost)) bound(path, '<=', ceiling);
    for (const [path, amount] of Object.entries(added)) add.set(path, (add.get(path) ?? 0) + amount);
  }
  const sets = [...add].map(([path, amount], index) => {
    values[`:a${index}`] = amount;
    return `${placeholder(path)} = if_not_exists(${placeholder(path)}, :zero) + :a${index}`;
  });
  return {
    UpdateExpression: `SET #version = #version + :one, #updatedAt = :at, ${sets.join(', ')}`,
    ConditionExpression: ['attribute_exists(pk)', ...bounds].join(' AND '),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
}

/**
 * The events, in one item for each loop that they belong to, and the marker, which comes last. A reaction's marker is
 * the item of its own loop's events, and is there without events as well.
 */
function eventsAndMarker(context: Context, events: readonly EventEnvelope[], result: unknown): Write[] {
  const { clock } = context.deps;
  const { tenantId, actor, causationId, marker } = context;
  const time = events[0]?.time ?? nowAt(clock);
  const ttl = Math.floor((clock.now() + MARKER_LIFE_MS) / 1000);
  const said = (correlationId: string): Said => ({ time, tenantId, actor, causationId, correlationId });
  const ofLoops = Map.groupBy(events, ({ correlationId }) => correlationId);
  const own = ofLoops.get(context.correlationId) ?? [];
  if (marker?.kind === 'inbox') ofLoops.delete(context.correlationId);
  const items = [...ofLoops].map(([loop, theirs]) => eventItem(said(loop), theirs));
  if (marker?.kind === 'inbox') {
    const entry = inboxEntry(marker.eventId, marker.reaction);
    items.push(eventItem(said(context.correlationId), own, { entry, ttl }));
  }
  if (marker?.kind === 'idempotency') items.push(idempotencyItem(context, marker, result, ttl));
  return items.map((item) => ({ kind: 'put', item, when: 'absent' }));
}

type IdempotencyMarker = Extract<CommitMarker, { kind: 'idempotency' }>;

function idempotencyItem(
  { tenantId, deps }: Context,
  { scope, requestHash, render }: IdempotencyMarker,
  result: unknown,
  ttl: number,
): Item {
  const at = nowAt(deps.clock);
  const base = { tenantId, version: 1, createdAt: at, updatedAt: at };
  return toItem(idempotencyRecord, { ...base, scope, requestHash, ttl, ...render(result) });
}

/** More than 100 actions or 4 MB is a design error of the command: large work is cut into steps (DESIGN 4). */
function checkLimits(actions: readonly TransactItem[]): void {
  if (actions.length > ACTIONS_LIMIT)
    throw new Error(`A commit of ${actions.length} actions; the limit is ${ACTIONS_LIMIT}`);
  let bytes = 0;
  const keys = new Set<string>();
  for (const { Put: put, Update: update, Delete: remove, ConditionCheck: check } of actions) {
    const { pk, sk } = put?.Item ?? update?.Key ?? remove?.Key ?? check?.Key ?? {};
    if (keys.has(`${pk}|${sk}`)) throw new Error(`A commit writes ${String(pk)} twice`);
    keys.add(`${pk}|${sk}`);
    if (put?.Item === undefined) continue;
    const size = Buffer.byteLength(JSON.stringify(put.Item));
    if (size > ITEM_BYTES_LIMIT)
      throw reject('too_large', 'record.too_large', 'The record would be larger than 400 KB.');
    bytes += size;
  }
  if (bytes > BYTES_LIMIT) throw new Error(`A commit of ${bytes} bytes; the limit is ${BYTES_LIMIT}`);
}
