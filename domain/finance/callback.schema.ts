import { z } from 'zod';
import { callbackStates } from './callback.states.ts';

/** What the money is for, as the provider was told when it was asked for. */
export const CallbackTarget = z.object({
  invoiceId: z.string().optional(),
  salesOrderId: z.string().optional(),
  accountId: z.string().optional(),
});
export type CallbackTarget = z.infer<typeof CallbackTarget>;

/** One movement of money that a provider told of, however often and in however many kinds of message. */
export const Callback = z.object({
  id: z.string(),
  providerId: z.string(),
  /** Money that came in, or that went back. */
  kind: z.enum(['payment', 'refund']),
  /** The provider's own id of it, such as Stripe's payment intent. */
  reference: z.string(),
  state: z.enum(callbackStates.states),
  /** Why it could not be booked: the code of the refusal. Stays where it is booked later. */
  reason: z.string().optional(),
  /** As the provider said: a decimal in a currency that need not be the ledger's. */
  amount: z.string(),
  currency: z.string(),
  target: CallbackTarget,
  receivedOn: z.string(),
  paymentId: z.string().optional(),
  dismissedBecause: z.string().optional(),
});
export type Callback = z.infer<typeof Callback>;
