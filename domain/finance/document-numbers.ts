/** Gapless numbers of finance's documents, one series a kind and year: `INV-2026-00001` (F7). */
import type { Work } from '../../shared/table/unit-of-work.ts';

export type DocumentKind = 'INV' | 'CN' | 'PAY' | 'RF';

/** The next number of the kind in the year of `on`, taken in the caller's commit. */
export async function nextDocumentNumber(work: Work, kind: DocumentKind, on: string): Promise<string> {
  const series = `${kind}-${on.slice(0, 4)}`;
  const number = await work.nextNumber(`finance.${series}`);
  return `${series}-${String(number).padStart(5, '0')}`;
}
