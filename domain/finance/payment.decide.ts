/** Where money that comes in goes, and how much may go back. Minor units throughout. */
import { rejectField } from '../../shared/rejection.ts';
import type { PaymentMethod } from './payment.schema.ts';

export type Shares = {
  /** Clears the invoice. */
  readonly allocatedMinor: number;
  readonly depositMinor: number;
  readonly advanceMinor: number;
};

/** The invoice takes what it still wants; the rest is kept as the customer's advance (F5). */
export function shareOfPayment(amountMinor: number, dueMinor: number): Shares {
  const allocatedMinor = Math.min(amountMinor, Math.max(0, dueMinor));
  return { allocatedMinor, depositMinor: 0, advanceMinor: amountMinor - allocatedMinor };
}

/** @throws Rejection `finance.refund.exceeds_refundable` at `/amount` where less can go back */
export function expectRefundable(amountMinor: number, refundableMinor: number): void {
  if (amountMinor <= refundableMinor) return;
  throw rejectField(
    '/amount',
    'finance.refund.exceeds_refundable',
    'No more can go back than was paid beyond what is due.',
  );
}

/** @throws Rejection `in_the_future` where a date of money that moved lies after today */
export function expectPast(on: string, today: string, pointer: string): void {
  if (on > today) throw rejectField(pointer, 'in_the_future', 'must not be later than today');
}

/** The account that money comes into or goes out of. */
export const moneyRole = (method: PaymentMethod): 'bank' | 'cash' => (method === 'cash' ? 'cash' : 'bank');
