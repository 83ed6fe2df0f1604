/** The wire shape of a vendor and of its input. */
import { z } from 'zod';
import type { Stored } from '../../shared/table/entity.ts';
import { Currency } from '../../shared/values/money.ts';
import { emailAddress, textLine } from '../../shared/values/text.ts';
import { Instant } from '../../shared/values/time.ts';
import { TaxCode } from '../finance/index.ts';
import type { Vendor } from './vendor.schema.ts';

export const PAYMENT_TERMS_DAYS_MAX = 365;

const fields = {
  code: textLine(64),
  name: textLine(200),
  email: emailAddress(254),
  currency: Currency,
  paymentTermsDays: z.number().int().min(0).max(PAYMENT_TERMS_DAYS_MAX),
  taxCode: TaxCode,
  active: z.boolean(),
  preferred: z.boolean(),
  externalId: textLine(128),
};

/** Body of a new vendor: a name; everything else has a default. */
export const VendorInput = z.strictObject({ ...z.object(fields).partial().shape, name: fields.name });
export type VendorInput = z.infer<typeof VendorInput>;

/** Body of a change: the fields to set; null takes an optional one away. */
export const VendorChange = z.strictObject({
  ...z.object(fields).omit({ currency: true }).partial().shape,
  code: fields.code.nullable().optional(),
  email: fields.email.nullable().optional(),
  externalId: fields.externalId.nullable().optional(),
});
export type VendorChange = z.infer<typeof VendorChange>;

export const VendorResource = z
  .object({
    id: z.string(),
    code: z.string().nullable(),
    name: z.string(),
    email: z.string().nullable(),
    currency: z.string(),
    paymentTermsDays: z.number().int(),
    taxCode: z.string(),
    active: z.boolean(),
    preferred: z.boolean(),
    externalId: z.string().nullable(),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Vendor' });
export type VendorResource = z.infer<typeof VendorResource>;

export const presentVendor = (vendor: Stored<Vendor>): VendorResource => ({
  id: vendor.id,
  code: vendor.code ?? null,
  name: vendor.name,
  email: vendor.email ?? null,
  currency: vendor.currency,
  paymentTermsDays: vendor.paymentTermsDays,
  taxCode: vendor.taxCode,
  active: vendor.active,
  preferred: vendor.preferred,
  externalId: vendor.externalId ?? null,
  version: vendor.version,
  createdAt: vendor.createdAt,
  updatedAt: vendor.updatedAt,
});
