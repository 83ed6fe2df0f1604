/**
 * Which loops said something, by windows of time: how a job that looks at what is new finds it without reading every
 * tenant. Relay and sweeper write a note a loop and window, since every event passes them once.
 */
import { createHash } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { Runtime } from '../runtime/runtime.ts';
import { defineEntity, type Stored, toItem } from '../table/entity.ts';
import { DAY_MS, instantOf, nowAt } from '../values/time.ts';
import type { OutboxItem } from './relay.ts';

const ActivityNote = z.object({
  window: z.string(),
  shard: z.string(),
  tenant: z.string(),
  /** A correlation id; empty where the tenant as a whole is to be looked at again. */
  loop: z.string(),
  /** Epoch seconds. */
  ttl: z.number().int(),
});
type ActivityNote = z.infer<typeof ActivityNote>;

export const activityNote = defineEntity({
  name: 'activity',
  schema: ActivityNote,
  key: { partition: ['window', 'shard'], sort: ['tenant', 'loop'] },
  space: 'platform',
  listed: false,
  audited: false,
});

export const WINDOW_MS = 15 * 60_000;
/** What no job has read by then is forgotten. */
const NOTE_LIFE_MS = 7 * DAY_MS;
const SHARDS = 4;
export const activityShards: readonly string[] = Array.from({ length: SHARDS }, (_, shard) => String(shard));
const shardOf = (tenant: string): string => String((createHash('sha256').update(tenant).digest()[0] ?? 0) % SHARDS);

/** The start of the window that an instant (ms) is in. */
export const windowOf = (ms: number): string => instantOf(Math.floor(ms / WINDOW_MS) * WINDOW_MS);

/** A note of now, not of the event's own time: what leaves the table late is looked at after it has left. */
export const activityOf = (now: number, tenant: string, loop: string): ActivityNote => ({
  ...{ window: windowOf(now), shard: shardOf(tenant), tenant, loop },
  ttl: Math.floor((now + NOTE_LIFE_MS) / 1000),
});

/** Notes kept in mind, so that a loop is written once a window and process. */
const REMEMBERED_MAX = 10_000;

/** Makes the function that notes the loops of events. A note written twice is the same note. */
export function activityNotes(runtime: Runtime): (items: readonly OutboxItem[]) => Promise<void> {
  const noted = new Set<string>();
  return async (items) => {
    const now = runtime.clock.now();
    const loops = new Map(
      items
        .flatMap(({ envelopes }) => envelopes)
        .map(({ tenantId, correlationId }) => [
          `${windowOf(now)} ${tenantId} ${correlationId}`,
          activityOf(now, tenantId, correlationId),
        ]),
    );
    const fresh = [...loops].filter(([key]) => !noted.has(key));
    if (noted.size + fresh.length > REMEMBERED_MAX) noted.clear();
    await Promise.all(fresh.map(([, note]) => write(runtime, note)));
    for (const [key] of fresh) noted.add(key);
  };
}

async function write(runtime: Runtime, note: ActivityNote): Promise<void> {
  const at = nowAt(runtime.clock);
  const record = { ...note, tenantId: '', version: 1, createdAt: at, updatedAt: at } as Stored<ActivityNote>;
  const item = toItem(activityNote, record);
  await runtime.platformTable().send(new PutCommand({ TableName: runtime.settings.tableName, Item: { ...item } }));
}
