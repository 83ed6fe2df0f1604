/** Moves events from the outbox to the bus: the relay for the stream, the sweeper for what the stream lost. */
import { PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Runtime } from '../runtime/runtime.ts';
import type { Item } from '../table/entity.ts';
import { envelopeOf } from '../table/event-log.ts';
import type { EventEnvelope } from './event.ts';

/** `source` of every entry on the bus; rules match it together with the event's type. */
export const EVENT_SOURCE = 'tandem';
const ENTRIES_MAX = 10;
const ATTEMPTS = 4;

/** An unsent event and where it stands. */
export type OutboxItem = { readonly pk: string; readonly sk: string; readonly envelope: EventEnvelope };

export const outboxItem = (item: Item): OutboxItem => ({
  pk: String(item.pk),
  sk: String(item.sk),
  envelope: envelopeOf(item),
});

const entryOf = (busName: string, envelope: EventEnvelope): PutEventsRequestEntry => ({
  EventBusName: busName,
  Source: EVENT_SOURCE,
  DetailType: envelope.type,
  Time: new Date(envelope.time),
  Resources: [envelope.subject],
  Detail: JSON.stringify(envelope),
});

/**
 * Sends events to the bus, ten a call. `PutEvents` can fail in part: only the failed entries go again; what still
 * fails after the bounded attempts is returned for the caller to retry or leave to the sweeper.
 */
export async function publish(runtime: Runtime, items: readonly OutboxItem[]): Promise<OutboxItem[]> {
  const failed: OutboxItem[] = [];
  for (let start = 0; start < items.length; start += ENTRIES_MAX) {
    failed.push(...(await publishTen(runtime, items.slice(start, start + ENTRIES_MAX))));
  }
  return failed;
}

async function publishTen(runtime: Runtime, items: readonly OutboxItem[]): Promise<OutboxItem[]> {
  let pending = [...items];
  for (let attempt = 1; attempt <= ATTEMPTS && pending.length > 0; attempt += 1) {
    if (attempt > 1) await runtime.sleep(runtime.random() * 50 * 2 ** attempt);
    const Entries = pending.map(({ envelope }) => entryOf(runtime.settings.busName, envelope));
    const answer = await runtime.bus().send(new PutEventsCommand({ Entries }));
    const refused =
      answer.FailedEntryCount === 0
        ? []
        : pending.filter((_, index) => answer.Entries?.[index]?.ErrorCode !== undefined);
    const sent = pending.filter((item) => !refused.includes(item));
    await Promise.all(sent.map((item) => markSent(runtime, item)));
    pending = refused;
  }
  return pending;
}

/** Takes the event out of the sparse index of unsent ones; the item itself stays as the tenant's event log. */
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
