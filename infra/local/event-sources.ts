/** Starts every event source mapping of the app: queues and streams into functions. */
import type { Logger } from '../../shared/context.ts';
import type { Activity } from './activity.ts';
import type { LocalFunction } from './lambda/functions.ts';
import type { SourceMapping } from './lambda/read-mappings.ts';
import type { Consumer, RetryDelay } from './queues/consume.ts';
import { startQueueMapping } from './queues/queue-mapping.ts';
import type { Queues } from './queues/queues.ts';
import type { Storage } from './storage.ts';
import { sharedPages } from './stream/shared-pages.ts';
import { type StreamConsumer, startStreamMapping } from './stream/stream-mapping.ts';
import { openStreamPositions } from './stream/stream-position.ts';
import type { TableEngine } from './table/index.ts';
import type { Table } from './tables.ts';
import type { Timers } from './timers.ts';

export type EventSourcePorts = {
  readonly engine: TableEngine;
  readonly storage: Storage;
  readonly queues: Queues;
  readonly timers: Timers;
  readonly activity: Activity;
  readonly retryDelay: RetryDelay;
  readonly logger: Logger;
  readonly region: string;
  readonly tables: readonly Table[];
  readonly functions: ReadonlyMap<string, LocalFunction>;
  readonly reasonOfMessage: (messageId: string) => string | undefined;
};

export type EventSources = { readonly consumers: readonly Consumer[]; readonly streams: readonly StreamConsumer[] };

/** Lambda begins with five pollers on a queue. */
const CONCURRENCY = 5;
const QUEUE_BATCH = 10;

export function startEventSources(mappings: readonly SourceMapping[], ports: EventSourcePorts): EventSources {
  const positions = openStreamPositions(ports.storage);
  const readPage = sharedPages(ports.engine);
  const consumers: Consumer[] = [];
  const streams: StreamConsumer[] = [];
  for (const mapping of mappings) {
    const target = ports.functions.get(mapping.functionArn);
    if (target === undefined) throw new Error(`The mapping ${mapping.id} has no function ${mapping.functionArn}`);
    const table = ports.tables.find(({ streamArn }) => streamArn === mapping.sourceArn);
    if (table !== undefined) {
      streams.push(startStreamMapping(mapping, table.definition.TableName, target, { ...ports, positions, readPage }));
    } else if (ports.queues.byArn(mapping.sourceArn) !== undefined) {
      consumers.push(
        startQueueMapping(
          {
            queueArn: mapping.sourceArn,
            target,
            batchSize: mapping.batchSize ?? QUEUE_BATCH,
            concurrency: Math.min(mapping.concurrencyMax ?? CONCURRENCY, CONCURRENCY),
            reportsFailures: mapping.reportsFailures,
            matches: mapping.matches,
          },
          ports,
        ),
      );
    } else throw new Error(`The mapping ${mapping.id} reads ${mapping.sourceArn}, which the local cloud does not have`);
  }
  return { consumers, streams };
}
