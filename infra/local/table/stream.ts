// The table's stream: written in the commit that changes the items, read in commit order.
import { sizeOfAttributes } from './item-size.ts';
import { projectAttributes } from './projection.ts';
import { rowValues, type Store } from './store.ts';
import type { TableSchema } from './table-schema.ts';
import type { Item, StreamRecord, StreamViewType } from './types.ts';

type StreamChange = {
  readonly table: TableSchema;
  readonly item: Item;
  readonly before: { readonly text: string; readonly size: number } | undefined;
  readonly after: { readonly text: string; readonly size: number } | undefined;
  /** Deleted by time to live, not by a caller. */
  readonly expired: boolean;
  readonly at: number;
};

export type Stream = {
  append(change: StreamChange): void;
  read(table: TableSchema, afterSequence: bigint | number, limit: number): StreamRecord[];
  trim(table: TableSchema, beforeTimeMs: number): number;
};

/** The region that stands in records and ARNs of the local engine. */
export const LOCAL_REGION = 'local';

type StreamRow = [
  seq: number,
  at: number,
  event: string,
  expired: number,
  size: number,
  keys: string,
  after: string | null,
  before: string | null,
];

/** Opens the stream; numbers go on from the highest ever given, also when all records have been trimmed. */
export function openStream(store: Store): Stream {
  const insert = store.statement(
    'INSERT INTO ddb_stream (table_id, at, event, expired, size, keys, new, old) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const select = store.statement(
    'SELECT seq, at, event, expired, size, keys, new, old FROM ddb_stream WHERE table_id = ? AND seq > ? ' +
      'ORDER BY seq LIMIT ?',
  );
  return {
    append: ({ table, item, before, after, expired, at }) => {
      const view = table.streamView;
      if (view === undefined) {
        return;
      }
      const keys = projectAttributes(item, new Set(table.keyNames));
      const hasNew = view === 'NEW_IMAGE' || view === 'NEW_AND_OLD_IMAGES';
      const hasOld = view === 'OLD_IMAGE' || view === 'NEW_AND_OLD_IMAGES';
      const event = before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY';
      const bytes = sizeOfAttributes(keys) + (hasNew ? (after?.size ?? 0) : 0) + (hasOld ? (before?.size ?? 0) : 0);
      insert.run(
        table.id,
        at,
        event,
        expired ? 1 : 0,
        bytes,
        JSON.stringify(keys),
        hasNew ? (after?.text ?? null) : null,
        hasOld ? (before?.text ?? null) : null,
      );
    },
    read: (table, afterSequence, limit) =>
      select.all(table.id, afterSequence, limit).map((row) => streamRecord(table, rowValues<StreamRow>(row))),
    trim: (table, beforeTimeMs) =>
      store.commit(() => {
        // The newest record stays, so that its number is not given again.
        const deleted = store
          .statement('DELETE FROM ddb_stream WHERE table_id = ? AND at < ? AND seq < (SELECT max(seq) FROM ddb_stream)')
          .run(table.id, beforeTimeMs);
        return Number(deleted.changes);
      }),
  };
}

function streamRecord(
  table: TableSchema,
  [seq, at, event, expired, size, keys, after, before]: StreamRow,
): StreamRecord {
  const sequence = String(seq);
  return {
    eventID: table.id.toString(16).padStart(8, '0') + seq.toString(16).padStart(24, '0'),
    eventName: event as StreamRecord['eventName'],
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: LOCAL_REGION,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(at / 1000),
      Keys: JSON.parse(keys) as Item,
      ...(after === null ? {} : { NewImage: JSON.parse(after) as Item }),
      ...(before === null ? {} : { OldImage: JSON.parse(before) as Item }),
      // As long as the service's, so that they sort as texts too.
      SequenceNumber: sequence.padStart(21, '0'),
      SizeBytes: size,
      StreamViewType: table.streamView as StreamViewType,
    },
    ...(expired === 1 ? { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } as const } : {}),
    eventSourceARN: streamArn(table),
  };
}

export function tableArn(table: TableSchema): string {
  return `arn:aws:dynamodb:${LOCAL_REGION}:000000000000:table/${table.name}`;
}

export function streamArn(table: TableSchema): string {
  return `${tableArn(table)}/stream/${new Date(table.createdAt).toISOString().slice(0, -1)}`;
}
