/** Verifies the audit chain of one record, without I/O (F21: verifiable, by anyone who can read it). */
import { entryHash } from '../../shared/table/audit-chain.ts';
import type { Item } from '../../shared/table/entity.ts';
import type { AuditFault } from './audit.resource.ts';

export type ChainEntry = {
  /** The record's version after the change. */
  readonly entry: string;
  readonly previousHash: string;
  readonly hash: string;
};

/**
 * Faults of one chain, given in the order of its versions.
 * @param headHash the head that the record itself holds; undefined where the record is gone or has none
 */
export function verifyChain(entries: readonly ChainEntry[], headHash: string | undefined): AuditFault[] {
  const faults: AuditFault[] = [];
  let previous: ChainEntry | undefined;
  for (const current of entries) {
    const { entry } = current;
    if (entryHash(current as Item) !== current.hash) faults.push({ entry, fault: 'altered' });
    if (Number(entry) !== Number(previous?.entry ?? 0) + 1) faults.push({ entry, fault: 'missing' });
    else if (current.previousHash !== (previous?.hash ?? '')) faults.push({ entry, fault: 'broken_link' });
    previous = current;
  }
  if (previous !== undefined && headHash !== undefined && previous.hash !== headHash)
    faults.push({ entry: previous.entry, fault: 'not_the_head' });
  return faults;
}
