/**
 * What a payment provider calls with. Money that it tells of is booked to what it is for; where that cannot be, it is
 * kept for a person to say, and told by `finance.callback.kept`, since the money is there whether the books like it or
 * not. The same movement of money is one record, by whatever messages, how often and in whatever order they come (F6).
 */
import { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import { fieldErrors, parseJson } from '../../../shared/http/read-input.ts';
import { readMinor } from '../../../shared/http/read-money.ts';
import type { RouteInput, SentRequest } from '../../../shared/module.ts';
import { isRejection, notFound, type Rejection, reject } from '../../../shared/rejection.ts';
import { canTransition } from '../../../shared/states.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { todayOn } from '../../../shared/values/time.ts';
import { callback, callbackIdFor } from '../callback.entity.ts';
import type { CallbackAnswer, CallbackKey } from '../callback.resource.ts';
import type { Callback } from '../callback.schema.ts';
import { callbackStates } from '../callback.states.ts';
import { isSigned } from '../callbacks/check-signature.ts';
import { readGeneric } from '../callbacks/read-generic.ts';
import { readStripe } from '../callbacks/read-stripe.ts';
import type { ToldMoney } from '../callbacks/told-money.ts';
import { callbackKept } from '../events.ts';
import { bookCallback } from '../parts/book-callback.ts';
import { paymentProvider } from '../payment-provider.entity.ts';
import type { PaymentProvider } from '../payment-provider.schema.ts';

/**
 * @throws Rejection 404 for a key of nothing, of another kind or of a provider that is switched off; 401
 * `finance.callback.bad_signature`; 422 `request.invalid` where an event about money is not in the format
 */
export async function takeCallback(
  context: Context,
  { params, sent }: RouteInput<CallbackKey> & { readonly sent: SentRequest },
): Promise<CallbackAnswer> {
  const provider = await context.records.get(paymentProvider, `ppr_${params.publicKey.record}`);
  if (provider?.enabled !== true) throw notFound(paymentProvider.name);
  const now = context.deps.clock.now();
  if (!isSigned(provider, sent, now)) {
    throw reject(
      'unauthenticated',
      'finance.callback.bad_signature',
      'The signature is not this provider’s, or is old.',
    );
  }
  const told = readTold(provider, sent.text, now);
  if (told === undefined) return { result: 'ignored' };
  const record = await recordOf(context, provider, told);
  if (record.kind === 'refund') return keep(context, record, REFUND);
  try {
    return await book(context, provider, record);
  } catch (error) {
    if (!isRejection(error) || error.kind === 'unavailable') throw error;
    // A person was faster, or another message about the same payment.
    if (error.code === 'finance.payment.duplicate_reference') return { result: 'known' };
    return keep(context, record, error);
  }
}

function readTold({ kind }: PaymentProvider, text: string, now: number): ToldMoney | undefined {
  const body = parseJson(text);
  try {
    return kind === 'stripe' ? readStripe(body) : readGeneric(body, now);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    throw reject('invalid', 'request.invalid', 'Some fields break a rule.', { errors: fieldErrors(error, '') });
  }
}

async function recordOf(context: Context, { id: providerId }: PaymentProvider, told: ToldMoney): Promise<Callback> {
  const { timeZone } = await profileOf(context);
  const { atMs, ...facts } = told;
  // A clock of theirs that is ahead of ours does not make money come tomorrow.
  const receivedOn = todayOn({ now: () => Math.min(atMs, context.deps.clock.now()) }, timeZone);
  return {
    id: callbackIdFor(providerId, told.kind, told.reference),
    providerId,
    state: 'booked',
    ...facts,
    receivedOn,
  };
}

/** The refunds that the books know begin with a credit note, which a provider cannot write. */
const REFUND = reject('conflict', 'finance.callback.refund', 'Money went back: credit the invoice and pay the refund.');
const NO_TARGET = reject('invalid', 'finance.callback.no_target', 'The payment does not say what it is for.');

function book(context: Context, { accountCode }: PaymentProvider, told: Callback): Promise<CallbackAnswer> {
  return commit(context, async (work) => {
    const before = await work.records.get(callback, told.id);
    if (isOver(before)) return { result: 'known' };
    if (Object.keys(told.target).length === 0) throw NO_TARGET;
    const { currency } = await profileOf(context);
    const amountMinor = readMinor(told, currency, '/data/amount');
    const paymentId = await bookCallback(work, told, { ...told.target, amountMinor, moneyAccount: accountCode });
    if (before === undefined) work.create(callback, { ...told, paymentId });
    else work.update(callback, before, { state: 'booked', target: told.target, paymentId }, 'assign');
    return { result: 'booked' };
  });
}

/** Booked or dismissed: what is said of it now changes nothing. */
const isOver = (before: Stored<Callback> | undefined): boolean =>
  before !== undefined && !canTransition(callbackStates, 'assign', before.state);

function keep(context: Context, told: Callback, { code: reason }: Rejection): Promise<CallbackAnswer> {
  return commit(context, async (work) => {
    if ((await work.records.get(callback, told.id)) !== undefined) return { result: 'known' };
    tell(work, work.create(callback, { ...told, state: 'kept', reason }), reason);
    return { result: 'kept' };
  });
}

function tell(work: Work, record: Stored<Callback>, reason: string): void {
  const { id, providerId, kind, reference, amount, currency, target, receivedOn } = record;
  const facts = { callbackId: id, providerId, kind, reference, receivedOn, ...target };
  work.emit(callbackKept, record, { ...facts, amount: { amount, currency }, reason });
}
