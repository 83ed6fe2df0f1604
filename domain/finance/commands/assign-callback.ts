import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import { readMinor } from '../../../shared/http/read-money.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { reject } from '../../../shared/rejection.ts';
import { transition } from '../../../shared/states.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { callback } from '../callback.entity.ts';
import { type AssignCallbackInput, type CallbackResource, presentCallback } from '../callback.resource.ts';
import { callbackStates } from '../callback.states.ts';
import { bookCallback } from '../parts/book-callback.ts';
import { paymentProvider } from '../payment-provider.entity.ts';

/**
 * Says what kept money is for, and books it.
 * @throws Rejection `finance.callback.illegal_transition`, `finance.callback.not_a_payment`,
 * `finance.callback.other_currency` (409), and as `bookPayment`
 */
export async function assignCallback(
  context: Context,
  { params, body, ifMatch }: RouteInput<{ callbackId: string }, unknown, AssignCallbackInput>,
): Promise<CallbackResource> {
  const { currency } = await profileOf(context);
  return commit(context, async (work) => {
    const before = await work.records.need(callback, params.callbackId);
    expectVersion(before, ifMatch);
    const state = transition(callbackStates, 'assign', before.state);
    if (before.kind !== 'payment')
      throw reject('conflict', 'finance.callback.not_a_payment', 'Money went back: credit the invoice instead.');
    if (before.currency !== currency) {
      const why = `The books are kept in ${currency}: record what the bank credits, and dismiss this.`;
      throw reject('conflict', 'finance.callback.other_currency', why);
    }
    const amountMinor = readMinor(before, currency, '/amount');
    const moneyAccount = (await work.records.get(paymentProvider, before.providerId))?.accountCode;
    const paymentId = await bookCallback(work, before, { ...body, amountMinor, moneyAccount });
    return presentCallback(work.update(callback, before, { state, target: body, paymentId }, 'assign'));
  });
}
