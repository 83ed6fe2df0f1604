/** Numbers of documents as people read them: `SO-2026-00001`. */
import type { Work } from './table/unit-of-work.ts';

const DIGITS = 5;

/** The next number of a document's gapless series, which begins anew each calendar year; taken in this commit. */
export async function nextDocumentNumber(work: Work, prefix: string, on: string): Promise<string> {
  const series = `${prefix}-${on.slice(0, 4)}`;
  const number = await work.nextNumber(series);
  return `${series}-${String(number).padStart(DIGITS, '0')}`;
}
