import { type Finding, findingOf, type Look } from '../../../shared/books.ts';
import { entryHash } from '../../../shared/table/audit-chain.ts';
import type { Entity } from '../../../shared/table/entity.ts';
import { auditEntry } from '../../../shared/table/kernel-entities.ts';
import { entityOfId } from './generic-checks.ts';

/** Those before have been verified when they were the newest; the whole chain is verified by `GET /v1/audit`. */
const ENTRIES = 3;

export const checkChain =
  (audited: readonly Entity[]) =>
  async ({ context: { records }, subject }: Look): Promise<Finding> => {
    const entity = entityOfId(audited, subject);
    if (entity === undefined) return findingOf([]);
    const [newest, record] = await Promise.all([
      records.partition(auditEntry, { recordId: subject }, { limit: ENTRIES, descending: true }),
      records.get(entity, entity.keyOf?.(subject) ?? subject),
    ]);
    const entries = newest.filter((entry) => entry.entity === entity.name);
    const [head] = entries;
    const faults: string[] = [];
    for (const [index, entry] of entries.entries()) {
      if (entryHash(entry) !== entry.hash) faults.push(`audit entry ${entry.entry} of ${subject} was altered`);
      const older = entries[index + 1];
      const expected = Number(entry.entry) === 1 ? '' : older?.hash;
      if (expected !== undefined && entry.previousHash !== expected)
        faults.push(`audit entry ${entry.entry} of ${subject} does not follow the one before`);
    }
    // A record that was deleted has no head to compare with.
    if (record !== undefined && (record.auditHash !== head?.hash || record.version !== Number(head?.entry)))
      faults.push(`${subject} is at version ${record.version}, its audit at ${Number(head?.entry ?? 0)}`);
    return findingOf(faults);
  };
