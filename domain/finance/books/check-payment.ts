import { type Finding, findingOf, type Look } from '../../../shared/books.ts';
import { advance } from '../billing.entity.ts';
import { payment } from '../payment.entity.ts';

export async function checkPayment({ context, subject }: Look): Promise<Finding> {
  const record = await context.records.get(payment, subject);
  if (record === undefined) return findingOf([`payment ${subject} is gone`]);
  const { number, amountMinor, allocations, depositMinor, advanceMinor } = record;
  const cleared = allocations.reduce((sum, part) => sum + part.amountMinor, 0);
  const parts = [cleared, depositMinor, advanceMinor];
  return findingOf(
    parts.every((part) => part >= 0) && cleared + depositMinor + advanceMinor === amountMinor
      ? []
      : [`payment ${number} of ${amountMinor}: cleared ${cleared}, deposit ${depositMinor}, advance ${advanceMinor}`],
  );
}

export async function checkAdvance({ context, subject }: Look): Promise<Finding> {
  const { balanceMinor = 0 } = (await context.records.get(advance, subject)) ?? {};
  return findingOf(balanceMinor >= 0 ? [] : [`the advance of account ${subject} is ${balanceMinor}`]);
}
