/** Messages of all queues in one table. Knows rows and times, nothing of redrive or of consumers. */
import type { Storage } from '../storage.ts';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS lc_queue (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE IF NOT EXISTS lc_message (id INTEGER PRIMARY KEY AUTOINCREMENT, queue INTEGER NOT NULL,
  visible_at INTEGER NOT NULL, message_id TEXT NOT NULL, body TEXT NOT NULL, attributes TEXT,
  sent_at INTEGER NOT NULL, first_received_at INTEGER, receives INTEGER NOT NULL DEFAULT 0,
  held INTEGER NOT NULL DEFAULT 0, source TEXT, reason TEXT, message_group TEXT) STRICT;
CREATE INDEX IF NOT EXISTS lc_message_due ON lc_message (queue, visible_at, id);
`;

export type MessageRow = {
  readonly id: number;
  readonly message_id: string;
  readonly body: string;
  /** Message attributes as JSON, where the sender gave some. */
  readonly attributes: string | null;
  readonly visible_at: number;
  readonly sent_at: number;
  readonly first_received_at: number | null;
  readonly receives: number;
  /** 1 while a consumer has it. */
  readonly held: number;
  /** For a dead letter: the queue it came from. */
  readonly source: string | null;
  /** Why the last attempt failed, where the consumer said so. */
  readonly reason: string | null;
  /** Messages of one group do not delay those of another. */
  readonly message_group: string | null;
};

/**
 * Due messages, each group in turn: one with many waiting, or many held, comes after one with few. A message without a
 * group is a group of its own, as in SQS.
 */
const IN_TURN = `
WITH busy AS (SELECT message_group, count(*) AS held FROM lc_message
    WHERE queue = ?1 AND visible_at > ?2 AND held = 1 GROUP BY message_group),
  waiting AS (SELECT *, row_number() OVER (PARTITION BY coalesce(message_group, message_id) ORDER BY visible_at, id)
    AS turn FROM lc_message WHERE queue = ?1 AND visible_at <= ?2)
SELECT waiting.* FROM waiting LEFT JOIN busy ON busy.message_group = waiting.message_group
ORDER BY coalesce(busy.held, 0) + turn, visible_at, id LIMIT ?3`;

export type QueueStore = ReturnType<typeof openQueueStore>;

/** What a consumer held when the process died is free again at once: that consumer will not answer. */
export function openQueueStore(storage: Storage) {
  storage.define(SCHEMA);
  addGroups(storage);
  storage.commit(() => storage.statement('UPDATE lc_message SET held = 0, visible_at = 0 WHERE held = 1').run());
  const { statement } = storage;
  const insert = statement(
    'INSERT INTO lc_message (queue, visible_at, message_id, body, attributes, sent_at, message_group) ' +
      'VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const due = statement('SELECT * FROM lc_message WHERE queue = ? AND visible_at <= ? ORDER BY visible_at, id LIMIT ?');
  const inTurn = statement(IN_TURN);
  const hold = statement(
    'UPDATE lc_message SET visible_at = ?, receives = receives + 1, held = 1, ' +
      'first_received_at = coalesce(first_received_at, ?) WHERE id = ?',
  );
  const free = statement(
    'UPDATE lc_message SET visible_at = ?, held = ?, reason = coalesce(?, reason) WHERE id = ? AND receives = ?',
  );
  const remove = statement('DELETE FROM lc_message WHERE id = ? AND receives = ?');
  const move = statement(
    'UPDATE lc_message SET queue = ?, visible_at = ?, receives = ?, held = 0, source = ? WHERE id = ?',
  );
  const next = statement('SELECT min(visible_at) AS at FROM lc_message WHERE queue = ?');
  return {
    queueId(name: string): number {
      statement('INSERT INTO lc_queue (name) VALUES (?) ON CONFLICT DO NOTHING').run(name);
      return Number(statement('SELECT id FROM lc_queue WHERE name = ?').get(name)?.id);
    },
    insert: (
      queue: number,
      visibleAt: number,
      messageId: string,
      body: string,
      attributes: string | null,
      now: number,
      group: string | null,
    ) => insert.run(queue, visibleAt, messageId, body, attributes, now, group),
    due: (queue: number, now: number, limit: number) => due.all(queue, now, limit) as MessageRow[],
    dueInTurn: (queue: number, now: number, limit: number) => inTurn.all(queue, now, limit) as MessageRow[],
    hasGroups: (queue: number): boolean =>
      statement('SELECT 1 FROM lc_message WHERE queue = ? AND message_group IS NOT NULL LIMIT 1').get(queue) !==
      undefined,
    /** True where nothing is due, and nothing that was received waits for its next time. */
    isQuiet: (queue: number, now: number): boolean =>
      statement('SELECT 1 FROM lc_message WHERE queue = ? AND (visible_at <= ? OR receives > 0) LIMIT 1').get(
        queue,
        now,
      ) === undefined,
    hold: (id: number, visibleAt: number, now: number) => hold.run(visibleAt, now, id),
    /** False where the receipt is an older one: somebody else has the message now. */
    free: (id: number, receives: number, visibleAt: number, held: 0 | 1, reason: string | null): boolean =>
      free.run(visibleAt, held, reason, id, receives).changes > 0,
    remove: (id: number, receives: number): boolean => remove.run(id, receives).changes > 0,
    move: (id: number, queue: number, now: number, receives: number, source: string | null) =>
      move.run(queue, now, receives, source, id),
    /** The earliest time at which the queue has a message to give; undefined where it is empty. */
    nextVisibleAt: (queue: number): number | undefined => (next.get(queue)?.at ?? undefined) as number | undefined,
    counts(queue: number, now: number): { visible: number; held: number; delayed: number } {
      const row = statement(
        `SELECT count(*) FILTER (WHERE visible_at <= ?2) AS visible,
           count(*) FILTER (WHERE visible_at > ?2 AND held = 1) AS held,
           count(*) FILTER (WHERE visible_at > ?2 AND held = 0) AS delayed FROM lc_message WHERE queue = ?1`,
      ).get(queue, now);
      return { visible: Number(row?.visible), held: Number(row?.held), delayed: Number(row?.delayed) };
    },
    list: (queue: number, limit: number) =>
      statement('SELECT * FROM lc_message WHERE queue = ? ORDER BY id LIMIT ?').all(queue, limit) as MessageRow[],
    expire: (queue: number, sentBefore: number) =>
      Number(statement('DELETE FROM lc_message WHERE queue = ? AND sent_at < ?').run(queue, sentBefore).changes),
    purge: (queue: number) => Number(statement('DELETE FROM lc_message WHERE queue = ?').run(queue).changes),
  };
}

/** A folder of an earlier version has its messages without groups. */
function addGroups(storage: Storage): void {
  const columns = storage.statement('PRAGMA table_info(lc_message)').all();
  if (columns.some(({ name }) => name === 'message_group')) return;
  storage.define('ALTER TABLE lc_message ADD COLUMN message_group TEXT');
}
