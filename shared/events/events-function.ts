/** The reaction function of a module: an SQS batch of events, each message with a commit and a marker of its own. */
import { lazyRuns } from '../lazy-run.ts';
import type { ModuleManifest, Reaction } from '../module.ts';
import { NotYet } from '../rejection.ts';
import { tenantContext } from '../runtime/contexts.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { AlreadyCommitted } from '../table/commit-marker.ts';
import { eventLog, inboxEntry } from '../table/event-log.ts';
import type { Records } from '../table/records.ts';
import { type EventEnvelope, isOn } from './event.ts';

const loaded = lazyRuns();

export type QueueRecord = { readonly messageId: string; readonly body: string };
export type QueueBatch = { readonly Records: readonly QueueRecord[] };
export type BatchAnswer = { readonly batchItemFailures: { itemIdentifier: string }[] };

/**
 * Binds a module's reactions to a runtime. A message that fails goes back to its queue alone; after the queue's
 * bounded receives it ends in the dead-letter queue with its reason in the log.
 */
export function eventsFunction(manifest: ModuleManifest, runtime: Runtime) {
  return async (batch: QueueBatch): Promise<BatchAnswer> => {
    const batchItemFailures: { itemIdentifier: string }[] = [];
    for (const { messageId, body } of batch.Records) {
      try {
        await deliver(manifest, runtime, envelopeOf(body));
      } catch (error) {
        const level = error instanceof NotYet ? 'info' : 'error';
        runtime.logger[level]('reaction failed', {
          messageId,
          error: String(error),
          stack: error instanceof Error ? error.stack : undefined,
        });
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    }
    return { batchItemFailures };
  };
}

/** The envelope in EventBridge's message: `detail`. */
const envelopeOf = (body: string): EventEnvelope => (JSON.parse(body) as { detail: EventEnvelope }).detail;

async function deliver(manifest: ModuleManifest, runtime: Runtime, event: EventEnvelope): Promise<void> {
  for (const reaction of manifest.consumes.filter(({ on }) => isOn(on, event.type))) {
    await react(manifest, runtime, reaction, event);
  }
}

async function react(
  manifest: ModuleManifest,
  runtime: Runtime,
  reaction: Reaction,
  event: EventEnvelope,
): Promise<void> {
  const name = `${manifest.name}.${reaction.name}`;
  const context = tenantContext(
    runtime,
    {
      tenantId: event.tenantId,
      actor: { kind: 'system', id: name },
      correlationId: event.correlationId,
      causationId: event.id,
      marker: { kind: 'inbox', reaction: name, eventId: event.id },
    },
    manifest,
  );
  const data = reaction.on.schema.parse(event.data);
  const run = await loaded(reaction.run);
  try {
    await run(context, { ...event, data });
  } catch (error) {
    if (error instanceof AlreadyCommitted || (await isDone(context.records, name, event))) return;
    throw error;
  }
}

/**
 * A late second delivery is decided on today's records before its marker is met, and may find nothing that fits any more:
 * whatever it throws, what the event asked for has been committed.
 */
const isDone = async (records: Records, reaction: string, { id, correlationId }: EventEnvelope): Promise<boolean> =>
  (await records.get(eventLog, { correlationId, entry: inboxEntry(id, reaction) })) !== undefined;
