/** The rules of a vendor, without reads or writes. */
import { rejectField } from '../../shared/rejection.ts';
import type { VendorChange, VendorInput } from './vendor.resource.ts';
import type { Vendor } from './vendor.schema.ts';

const PAYMENT_TERMS_DAYS_DEFAULT = 30;

/** A new vendor with the defaults of what is not said. @throws Rejection `currency_mismatch` */
export function decideNewVendor(id: string, input: VendorInput, companyCurrency: string): Vendor {
  if (input.currency !== undefined && input.currency !== companyCurrency) {
    throw rejectField('/currency', 'currency_mismatch', `The currency must be ${companyCurrency}.`);
  }
  return {
    id,
    name: input.name,
    currency: companyCurrency,
    paymentTermsDays: input.paymentTermsDays ?? PAYMENT_TERMS_DAYS_DEFAULT,
    taxCode: input.taxCode ?? 'standard',
    active: input.active ?? true,
    preferred: input.preferred ?? false,
    ...(input.code === undefined ? {} : { code: input.code }),
    ...(input.email === undefined ? {} : { email: input.email }),
    ...(input.externalId === undefined ? {} : { externalId: input.externalId }),
  };
}

/** The fields that a change sets; what it leaves out stays, null takes an optional field away. */
export function decideVendorChange(before: Vendor, change: VendorChange): { after: Vendor; changed: boolean } {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  const after: Vendor = { ...before, ...Object.fromEntries(given.map(([name, value]) => [name, value ?? undefined])) };
  const changed = given.some(([name]) => after[name as keyof Vendor] !== before[name as keyof Vendor]);
  return { after, changed };
}
