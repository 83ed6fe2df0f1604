/** The generic format: `{ "type": "payment.succeeded", "data": { "reference", "amount", "invoiceId" } }`. */
import { z } from 'zod';
import { PositiveMoney } from '../../../shared/values/money.ts';
import { Instant } from '../../../shared/values/time.ts';
import { readTarget, Target } from './read-target.ts';
import type { ToldMoney } from './told-money.ts';

/** The types that tell of money. A provider may send others, which are taken and change nothing. */
const KINDS: Readonly<Record<string, ToldMoney['kind']>> = {
  'payment.succeeded': 'payment',
  'payment.refunded': 'refund',
};

export const GenericCallback = z.looseObject({
  type: z.string(),
  timestamp: Instant.optional(),
  data: z.looseObject({
    /** The provider's own id of the payment or refund, one for each. */
    reference: z.string().min(1).max(128),
    amount: PositiveMoney,
    ...Target.shape,
  }),
});

/** @returns undefined for a type that tells of no money. @throws ZodError where one that does is not in the format */
export function readGeneric(body: unknown, nowMs: number): ToldMoney | undefined {
  const { type } = z.looseObject({ type: z.string() }).parse(body);
  const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  if (kind === undefined) return undefined;
  const { timestamp, data } = GenericCallback.parse(body);
  const { reference, amount } = data;
  const atMs = timestamp === undefined ? nowMs : Date.parse(timestamp);
  return { kind, reference, ...amount, target: readTarget(data), atMs };
}
