/** Moves events from the outbox to the bus: the relay for the stream, the sweeper for what the stream lost. */
import { PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Runtime } from '../runtime/runtime.ts';
import { sendAgain } from '../send-again.ts';
import { fromItem, type Item } from '../table/entity.ts';
import { envelopesOf, eventLog } from '../table/event-log.ts';
import type { EventEnvelope } from './event.ts';

/** `source` of every entry on the bus; rules match it together with the event's type. */
export const EVENT_SOURCE = 'tandem';
const ENTRIES_MAX = 10;

/** The unsent events of one commit and where they stand. */
export type OutboxItem = { readonly pk: string; readonly sk: string; readonly envelopes: readonly EventEnvelope[] };

export const outboxItem = (item: Item): OutboxItem => ({
  pk: String(item.pk),
  sk: String(item.sk),
  envelopes: envelopesOf(fromItem(eventLog, item)),
});

export const countEvents = (items: readonly OutboxItem[]): number =>
  items.reduce((count, { envelopes }) => count + envelopes.length, 0);

const entryOf = (busName: string, envelope: EventEnvelope): PutEventsRequestEntry => ({
  EventBusName: busName,
  Source: EVENT_SOURCE,
  DetailType: envelope.type,
  Time: new Date(envelope.time),
  Resources: [envelope.subject],
  Detail: JSON.stringify(envelope),
});

type Unsent = { readonly item: OutboxItem; readonly envelope: EventEnvelope };

/**
 * Sends events to the bus, ten a call. `PutEvents` can fail in part: only the failed entries go again; an item of which
 * anything still fails after the bounded attempts stays unsent as a whole and is returned, for the caller to retry or
 * leave to the sweeper. What the bus took of it goes twice then, and never not at all.
 */
export async function publish(runtime: Runtime, items: readonly OutboxItem[]): Promise<OutboxItem[]> {
  const waiting = new Map(items.map((item) => [item, item.envelopes.length]));
  const all = items.flatMap((item) => item.envelopes.map((envelope): Unsent => ({ item, envelope })));
  for (let start = 0; start < all.length; start += ENTRIES_MAX) {
    const ten = all.slice(start, start + ENTRIES_MAX);
    for (const { item } of await publishTen(runtime, ten)) waiting.set(item, (waiting.get(item) ?? 0) - 1);
    const sent = new Set(ten.map(({ item }) => item).filter((item) => waiting.get(item) === 0));
    await Promise.all([...sent].map((item) => markSent(runtime, item)));
  }
  return items.filter((item) => waiting.get(item) !== 0);
}

/** @returns what the bus has taken */
async function publishTen(runtime: Runtime, unsent: readonly Unsent[]): Promise<Unsent[]> {
  const refused = await sendAgain(runtime, unsent, async (pending) => {
    const Entries = pending.map(({ envelope }) => entryOf(runtime.settings.busName, envelope));
    const answer = await runtime.bus().send(new PutEventsCommand({ Entries }));
    if (answer.FailedEntryCount === 0) return [];
    return pending.filter((_, index) => answer.Entries?.[index]?.ErrorCode !== undefined);
  });
  return unsent.filter((each) => !refused.includes(each));
}

/** Takes the item out of the sparse index of unsent events; it stays itself as the tenant's event log. */
async function markSent(runtime: Runtime, { pk, sk }: OutboxItem): Promise<void> {
  await runtime.platformTable().send(
    new UpdateCommand({
      TableName: runtime.settings.tableName,
      Key: { pk, sk },
      UpdateExpression: 'REMOVE outboxpk, outboxsk',
      ConditionExpression: 'attribute_exists(pk)',
    }),
  );
}
