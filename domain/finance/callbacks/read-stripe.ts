/**
 * Stripe's events about money. A checkout tells of a payment twice, by its session and by its payment intent: both name
 * the intent, which is the payment's reference here. Source: Stripe's documentation of events, sessions, intents, charges.
 */
import { z } from 'zod';
import { minorDigits, minorText } from '../../../shared/values/money.ts';
import { readTarget, Target } from './read-target.ts';
import type { ToldMoney } from './told-money.ts';

const Amount = z.number().int().nonnegative();
const Currency = z.string().regex(/^[a-z]{3}$/);
/** An empty one is a list in some of its versions. */
const Metadata = Target.catch({});
/** An id, or the whole object where the account asks for it expanded. */
const Reference = z.union([z.string().min(1).max(128), z.looseObject({ id: z.string() }).transform(({ id }) => id)]);

const PaymentIntent = z.looseObject({
  id: z.string().min(1).max(128),
  amount_received: Amount,
  currency: Currency,
  metadata: Metadata,
});
const CheckoutSession = z.looseObject({
  payment_intent: Reference.nullish(),
  payment_status: z.string(),
  amount_total: Amount.nullish(),
  currency: Currency.nullish(),
  client_reference_id: z.string().nullish(),
  metadata: Metadata,
});
const Charge = z.looseObject({
  id: z.string(),
  payment_intent: Reference.nullish(),
  amount_refunded: Amount,
  currency: Currency,
  metadata: Metadata,
});

const StripeEvent = z.looseObject({
  type: z.string(),
  created: z.number().int(),
  data: z.looseObject({ object: z.unknown() }),
});

/** A session is settled at once, or days later where the method is slow. */
const READERS: Readonly<Record<string, (object: unknown) => Omit<ToldMoney, 'atMs'> | undefined>> = {
  'payment_intent.succeeded': readIntent,
  'checkout.session.completed': readSession,
  'checkout.session.async_payment_succeeded': readSession,
  'charge.refunded': readRefund,
};

/** @returns undefined for an event that tells of no money. @throws ZodError where one that does is not in the format */
export function readStripe(body: unknown): ToldMoney | undefined {
  const { type, created, data } = StripeEvent.parse(body);
  const told = Object.hasOwn(READERS, type) ? READERS[type]?.(data.object) : undefined;
  return told === undefined ? undefined : { ...told, atMs: created * 1_000 };
}

function readIntent(object: unknown): Omit<ToldMoney, 'atMs'> | undefined {
  const { id, amount_received, currency, metadata } = PaymentIntent.parse(object);
  if (amount_received === 0) return undefined;
  return { kind: 'payment', reference: id, ...moneyOf(amount_received, currency), target: readTarget(metadata) };
}

function readSession(object: unknown): Omit<ToldMoney, 'atMs'> | undefined {
  const session = CheckoutSession.parse(object);
  const { payment_intent, payment_status, amount_total, currency, client_reference_id, metadata } = session;
  if (payment_status !== 'paid' || !payment_intent || !amount_total || !currency) return undefined;
  const named = readTarget(metadata);
  const target = Object.keys(named).length === 0 ? readTarget({ invoiceId: client_reference_id }) : named;
  return { kind: 'payment', reference: payment_intent, ...moneyOf(amount_total, currency), target };
}

/** A charge says what has gone back in all, so that each further refund has a sum, and so a reference, of its own. */
function readRefund(object: unknown): Omit<ToldMoney, 'atMs'> | undefined {
  const { id, payment_intent, amount_refunded, currency, metadata } = Charge.parse(object);
  if (amount_refunded === 0) return undefined;
  const reference = `${payment_intent ?? id}:${amount_refunded}`;
  return { kind: 'refund', reference, ...moneyOf(amount_refunded, currency), target: readTarget(metadata) };
}

/** Stripe counts these in hundredths, though they have no smaller coin: its rule for two decimals of old. */
const HUNDREDTHS: ReadonlySet<string> = new Set(['ISK', 'UGX']);

function moneyOf(minor: number, code: string): { amount: string; currency: string } {
  const currency = code.toUpperCase();
  const digits = HUNDREDTHS.has(currency) ? 2 : minorDigits(currency);
  return { amount: minorText(minor, digits), currency };
}
