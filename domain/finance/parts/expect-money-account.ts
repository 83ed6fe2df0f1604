import { rejectField } from '../../../shared/rejection.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { SUBLEDGER_ROLES } from '../accounts.ts';
import { CHART_ID, chart } from '../settings.entity.ts';

/** @throws Rejection `unknown_account`, `not_a_money_account` at `/accountCode`: money is an asset that no documents keep */
export async function expectMoneyAccount(work: Work, accountCode: string): Promise<void> {
  const { accounts } = await work.records.need(chart, CHART_ID);
  const found = accounts.find(({ code }) => code === accountCode);
  if (found === undefined) throw rejectField('/accountCode', 'unknown_account', 'is not in the chart');
  if (found.type === 'asset' && (found.role === undefined || !SUBLEDGER_ROLES.has(found.role))) return;
  throw rejectField('/accountCode', 'not_a_money_account', 'must be an asset account that no documents keep');
}
