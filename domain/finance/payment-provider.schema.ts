import { z } from 'zod';

/** `generic`: signed as Standard Webhooks says. `stripe`: in Stripe's words and with its signature. */
export const ProviderKind = z.enum(['generic', 'stripe']);

/** A company that takes money for the tenant and calls when it has. */
export const PaymentProvider = z.object({
  id: z.string(),
  name: z.string(),
  kind: ProviderKind,
  /** `whsec_…`: checks signatures, so it is kept as it is. It never changes: a new secret is a new provider. */
  secret: z.string(),
  /** The account that what comes in is booked to, such as one for money on its way. */
  accountCode: z.string(),
  enabled: z.boolean(),
});
export type PaymentProvider = z.infer<typeof PaymentProvider>;
