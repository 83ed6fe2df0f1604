/** Columns of an account import; what an empty column does not say stays as it is. */
import { z } from 'zod';
import { rowCustomFields } from '../../shared/custom-fields/import-custom-fields.ts';
import { column, neededColumn, wholeNumber } from '../../shared/import-columns.ts';
import { Currency } from '../../shared/values/money.ts';
import { ExternalId, Name } from '../../shared/values/text.ts';
import { AccountInput } from './account.resource.ts';
import { InvoicingPolicy, ShippingPolicy, TaxTreatment } from './account.schema.ts';
import { Email, OwnerId, Phone } from './text-fields.ts';

const TERMS_DAYS_MAX = 365;
const { domain, taxId } = AccountInput.shape;
const place = z.string().max(200);

export const AccountRow = z.strictObject({
  externalId: neededColumn(ExternalId),
  name: neededColumn(Name),
  email: column(Email),
  phone: column(Phone),
  domain: column(domain.unwrap()),
  taxId: column(taxId.unwrap()),
  /** External id of the account above. */
  parentExternalId: column(ExternalId),
  /** In the tenant's currency. */
  creditLimit: column(z.string().regex(/^(0|[1-9]\d{0,11})(\.\d{1,3})?$/, 'must be a decimal, not negative')),
  currency: column(Currency),
  paymentTermsDays: column(wholeNumber(TERMS_DAYS_MAX)),
  taxTreatment: column(TaxTreatment),
  shippingPolicy: column(ShippingPolicy),
  invoicingPolicy: column(InvoicingPolicy),
  ownerId: column(OwnerId),
  /** The address: first line, city and country are needed together. */
  addressLine1: column(place),
  addressLine2: column(place),
  city: column(z.string().max(100)),
  region: column(z.string().max(100)),
  postalCode: column(z.string().max(20)),
  country: column(z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code in upper case')),
  customFields: rowCustomFields,
});
export type AccountRow = z.infer<typeof AccountRow>;
