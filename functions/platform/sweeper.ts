/** Lambda entry of the sweeper: sends events that the stream lost, since a stream keeps a record for 24 hours only. */
import { BatchGetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { activityNotes } from '../../shared/events/activity.ts';
import { countEvents, type OutboxItem, outboxItem, publish } from '../../shared/events/relay.ts';
import { bindAws } from '../../shared/runtime/aws.ts';
import type { Runtime } from '../../shared/runtime/runtime.ts';
import { OUTBOX_SHARDS, outboxBefore, outboxKey } from '../../shared/table/event-log.ts';
import { busClient } from './bus-client.ts';

/** The relay's own time: an event younger than this is still on its ordinary way. */
const GRACE_MS = 120_000;
/** Commits of one shard and run; BatchGetItem takes no more, and the next run takes the rest. */
const COMMITS_MAX = 100;

type Key = { readonly pk: string; readonly sk: string };

export const create = (runtime: Runtime) => async (): Promise<void> => {
  const note = activityNotes(runtime);
  let swept = 0;
  let refused = 0;
  for (let shard = 0; shard < OUTBOX_SHARDS; shard += 1) {
    const unsent = await readUnsent(runtime, await unsentKeys(runtime, shard));
    await note(unsent);
    const failed = await publish(runtime, unsent);
    swept += countEvents(unsent) - countEvents(failed);
    refused += countEvents(failed);
  }
  if (swept > 0) runtime.logger.warn('events went to the bus by the sweeper', { events: swept });
  if (refused > 0) throw new Error(`The bus refused ${refused} events of the outbox`);
};
export const handler = bindAws(create, busClient);

/** Keys in the sparse index of unsent events, oldest first. */
async function unsentKeys(runtime: Runtime, shard: number): Promise<Key[]> {
  const { Items: items = [] } = await runtime.platformTable().send(
    new QueryCommand({
      TableName: runtime.settings.tableName,
      IndexName: 'outbox',
      KeyConditionExpression: 'outboxpk = :shard AND outboxsk < :before',
      ExpressionAttributeValues: {
        ':shard': outboxKey(shard),
        ':before': outboxBefore(runtime.clock.now() - GRACE_MS),
      },
      Limit: COMMITS_MAX,
    }),
  );
  return items.map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }));
}

/**
 * The items themselves, strongly consistent: the index holds keys only, which makes each event a write unit or two
 * cheaper, and lags, so that some of what it names has been sent.
 */
async function readUnsent(runtime: Runtime, keys: readonly Key[]): Promise<OutboxItem[]> {
  if (keys.length === 0) return [];
  const { tableName } = runtime.settings;
  const answer = await runtime.platformTable().send(
    new BatchGetCommand({
      RequestItems: { [tableName]: { Keys: keys.map((key) => ({ ...key })), ConsistentRead: true } },
    }),
  );
  const items = answer.Responses?.[tableName] ?? [];
  return items.filter((item) => item.outboxpk !== undefined).map(outboxItem);
}
