import type { Context } from '../../../shared/context.ts';
import { readMinor } from '../../../shared/http/read-money.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { todayOn } from '../../../shared/values/time.ts';
import { bookPayment } from '../parts/book-payment.ts';
import { expectPast } from '../payment.decide.ts';
import { type PaymentInput, type PaymentResource, presentPayment } from '../payment.resource.ts';

/**
 * Records money that came in: it clears the invoice as far as that is due, is kept as the deposit of an order, or is
 * kept as the account's advance.
 * @throws Rejection as `bookPayment`, and `currency_mismatch`, `in_the_future` (422)
 */
export async function receivePayment(
  context: Context,
  { body }: RouteInput<unknown, unknown, PaymentInput>,
): Promise<PaymentResource> {
  const { currency, timeZone } = await profileOf(context);
  const { amount, ...rest } = body;
  const amountMinor = readMinor(amount, currency, '/amount');
  const today = todayOn(context.deps.clock, timeZone);
  const receivedOn = body.receivedOn ?? today;
  expectPast(receivedOn, today, '/receivedOn');
  return commit(context, async (work) => presentPayment(await bookPayment(work, { ...rest, amountMinor, receivedOn })));
}
