/**
 * Follows the table's stream commit by commit: hands each commit's changes to the books, and can show the table as it
 * was some seconds ago, which is how a global secondary index may look.
 */

import type { StreamRecord } from '../../infra/local/table/index.ts';
import { TEST_TABLE } from '../harness/engine-runtime.ts';
import type { Core } from './core.ts';

const PAGE = 1_000;
/** Older changes are in every index. */
const KEPT_MS = 5_000;

export type Shadow = {
  /** To be called after each write: all records since are one commit. */
  noteWrite(operation: string): void;
  /** Reads with the changes of the last `ms` milliseconds undone, and done again afterwards. */
  asItWas<Answer>(ms: number, read: () => Answer): Answer;
};

type Change = { readonly at: number; readonly record: StreamRecord };

export function followTable(
  core: Core,
  fromSequence: bigint,
  onCommit: (records: readonly StreamRecord[], operation: string) => void,
): Shadow {
  const { engine, agenda } = core;
  let sequence = fromSequence;
  const recent: Change[] = [];
  return {
    noteWrite(operation) {
      const records = engine.readStream(TEST_TABLE, sequence, PAGE);
      const last = records.at(-1);
      if (last === undefined) return;
      sequence = BigInt(last.dynamodb.SequenceNumber);
      const at = agenda.now();
      while (recent[0] !== undefined && recent[0].at < at - KEPT_MS) recent.shift();
      recent.push(...records.map((record) => ({ at, record })));
      onCommit(records, operation);
    },
    asItWas(ms, read) {
      const since = agenda.now() - ms;
      const undone = recent.filter(({ at }) => at > since).reverse();
      engine.database.exec('SAVEPOINT as_it_was');
      try {
        for (const { record } of undone) undo(core, record);
        return read();
      } finally {
        engine.database.exec('ROLLBACK TO as_it_was; RELEASE as_it_was');
      }
    },
  };
}

function undo({ engine }: Core, { dynamodb: { Keys, OldImage } }: StreamRecord): void {
  if (OldImage === undefined) engine.execute('DeleteItem', { TableName: TEST_TABLE, Key: Keys });
  else engine.execute('PutItem', { TableName: TEST_TABLE, Item: OldImage });
}
