/** A customer account as it is stored. */
import { z } from 'zod';
import { StoredCustomFields } from '../../shared/custom-fields/custom-field.entity.ts';

export const TaxTreatment = z.enum(['domestic', 'export', 'reverse_charge']);
/** `partial`: each line ships when it can; `whole`: the order ships when all of it can. */
export const ShippingPolicy = z.enum(['partial', 'whole']);
/** What makes goods billable: that they left the house, or that they arrived. */
export const InvoicingPolicy = z.enum(['dispatched', 'delivered']);

export const Address = z.strictObject({
  line1: z.string().min(1).max(200),
  line2: z.string().max(200).optional(),
  city: z.string().min(1).max(100),
  region: z.string().max(100).optional(),
  postalCode: z.string().max(20).optional(),
  country: z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code in upper case'),
});
export type Address = z.infer<typeof Address>;

/** What the account is worth, told by the loops that were closed on it; in the tenant's currency. */
export const AccountFigures = z.object({
  /** Invoiced less credited, without tax, of all settled orders. */
  lifetimeValueMinor: z.number().int(),
  /** Revenue less the cost of what was delivered. */
  realisedMarginMinor: z.number().int(),
  /** Orders that were delivered, invoiced and paid. */
  ordersCount: z.number().int(),
  lastPurchaseOn: z.string().optional(),
});
export type AccountFigures = z.infer<typeof AccountFigures>;

export const Account = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().optional(),
  phone: z.string().optional(),
  domain: z.string().optional(),
  taxId: z.string().optional(),
  parentAccountId: z.string().optional(),
  address: Address.optional(),
  /** In minor units of the tenant's currency; null means no limit. */
  creditLimitMinor: z.number().int().nullable(),
  paymentTermsDays: z.number().int(),
  taxTreatment: TaxTreatment,
  shippingPolicy: ShippingPolicy,
  invoicingPolicy: InvoicingPolicy,
  /** The person who looks after the account. */
  ownerId: z.string().optional(),
  externalId: z.string().optional(),
  /** The tenant's own fields. */
  custom: StoredCustomFields.optional(),
  figures: AccountFigures,
});
export type Account = z.infer<typeof Account>;
