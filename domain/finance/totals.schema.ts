import { z } from 'zod';

/** Debit and credit, minor units, by account code and effective date. */
export const Cells = z.record(z.string(), z.record(z.string(), z.tuple([z.number().int(), z.number().int()])));
export type Cells = z.infer<typeof Cells>;

/**
 * The sums of all entries that were recorded in one finished day or month (UTC). Nothing is recorded in the past, so
 * it never changes; it is kept by effective date, because an entry may count on an earlier date than its recording.
 */
export const LedgerTotals = z.object({
  /** `YYYY-MM-DD` or `YYYY-MM` of recording. */
  period: z.string(),
  cells: Cells,
});
export type LedgerTotals = z.infer<typeof LedgerTotals>;
