/** Journal entries of production beside those of the stock: time taken up by an order, and what no good unit bears. */
import type { Work } from '../../shared/table/unit-of-work.ts';
import { journalFor, postJournal } from '../finance/index.ts';
import type { ProductionOrder } from './order.schema.ts';

export type CostKind = 'absorption' | 'production_variance';

const MEMOS: Readonly<Record<CostKind, string>> = {
  absorption: 'Operations of',
  production_variance: 'Variance of',
};

/** Adds the entry to the commit; none where the amount is zero. */
export async function postCost(
  work: Work,
  { id, number, correlationId }: ProductionOrder,
  { kind, valueMinor, on }: { readonly kind: CostKind; readonly valueMinor: number; readonly on: string },
): Promise<void> {
  if (valueMinor === 0) return;
  await postJournal(work, {
    on,
    source: { kind: 'production_order', id },
    memo: `${MEMOS[kind]} ${number}`,
    correlationId,
    lines: journalFor({ kind, valueMinor }),
  });
}
