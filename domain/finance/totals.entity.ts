import { defineEntity } from '../../shared/table/entity.ts';
import { LedgerTotals } from './totals.schema.ts';

/** Not audited: it repeats what the entries say and can be made anew from them. */
export const ledgerTotals = defineEntity({
  name: 'finance.totals',
  schema: LedgerTotals,
  key: { partition: ['period'] },
  listed: false,
  audited: false,
});
