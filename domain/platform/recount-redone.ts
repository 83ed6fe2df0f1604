/**
 * A step that was killed has written some of its rows, and when it is done again finds them as they should be. What an
 * earlier attempt of this very step did is told by the audit: the change was caused by the same event.
 */
import type { Context } from '../../shared/context.ts';
import type { ImportOutcome } from '../../shared/module.ts';
import { auditEntry } from '../../shared/table/kernel-entities.ts';

/** The outcomes with what an earlier attempt created or updated counted as that. */
export async function recountRedone(context: Context, outcomes: readonly ImportOutcome[]): Promise<ImportOutcome[]> {
  return Promise.all(
    outcomes.map(async (outcome) => {
      if (outcome.result !== 'unchanged') return outcome;
      const [newest] = await context.records.partition(
        auditEntry,
        { recordId: outcome.id },
        { limit: 1, descending: true },
      );
      if (newest === undefined || newest.causationId !== context.causationId) return outcome;
      return { ...outcome, result: newest.previousHash === '' ? ('created' as const) : ('updated' as const) };
    }),
  );
}
