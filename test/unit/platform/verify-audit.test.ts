import { describe, expect, it } from 'vitest';
import { verifyChain } from '../../../domain/platform/verify-audit.ts';
import { entryHash } from '../../../shared/table/audit-chain.ts';

type Entry = { entity: string; recordId: string; entry: string; changes: object; previousHash: string; hash: string };

/** Three entries of one record, as commits write them. */
function chain(): Entry[] {
  const entries: Entry[] = [];
  for (const version of [1, 2, 3]) {
    const entry = {
      ...{ entity: 'sales.order', recordId: 'ord_1', entry: String(version).padStart(8, '0') },
      ...{ changes: { state: { from: version, to: version + 1 } }, previousHash: entries.at(-1)?.hash ?? '', hash: '' },
    };
    entries.push({ ...entry, hash: entryHash(entry) });
  }
  return entries;
}
const head = chain().at(-1)?.hash;
const faults = (entries: Entry[], headHash = head) =>
  verifyChain(entries, headHash).map(({ entry, fault }) => `${Number(entry)} ${fault}`);
const rehashed = (entry: Entry): Entry => ({ ...entry, hash: entryHash(entry) });

describe('the audit chain of a record (Y4, F21)', () => {
  it('holds as it was written', () => {
    expect(faults(chain())).toEqual([]);
  });
  it('shows an entry whose content was altered', () => {
    const entries = chain();
    entries[1] = { ...(entries[1] as Entry), changes: {} };
    expect(faults(entries)).toEqual(['2 altered']);
  });
  it('shows an altered entry whose hash was made to fit, by the one after it', () => {
    const entries = chain();
    entries[1] = rehashed({ ...(entries[1] as Entry), changes: {} });
    expect(faults(entries)).toEqual(['3 broken_link']);
  });
  it('shows an entry that is missing in the middle', () => {
    const [first, , third] = chain() as [Entry, Entry, Entry];
    expect(faults([first, third])).toEqual(['3 missing']);
  });
  it('shows that the beginning is missing', () => {
    expect(faults(chain().slice(1))).toEqual(['2 missing']);
  });
  it('shows that the end is missing, by the head that the record holds', () => {
    expect(faults(chain().slice(0, 2))).toEqual(['2 not_the_head']);
  });
});
