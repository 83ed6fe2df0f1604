/** The wire shape of an account and its input. */
import { z } from 'zod';
import { ShownFields, saidCustomFields, withCustomFilters } from '../../shared/custom-fields/custom-fields.schema.ts';
import type { ShownCustomFields } from '../../shared/custom-fields/show-custom-fields.ts';
import { PageQuery } from '../../shared/http/paging.ts';
import { readMinor } from '../../shared/http/read-money.ts';
import type { Stored } from '../../shared/table/entity.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { MoneyOrZero, SignedMoney, toMoney } from '../../shared/values/money.ts';
import { ExternalId, Name, saidFields } from '../../shared/values/text.ts';
import { CalendarDate, Instant } from '../../shared/values/time.ts';
import { type Account, Address, InvoicingPolicy, ShippingPolicy, TaxTreatment } from './account.schema.ts';
import { normalDomain, normalEmail } from './identity.ts';
import { PossibleDuplicate } from './match-keys.ts';
import { Email, OwnerId, Phone } from './text-fields.ts';

const TERMS_DAYS_MAX = 365;

const Domain = z
  .string()
  .max(253)
  .regex(/^(https?:\/\/)?([a-z0-9-]+\.)+[a-z]{2,63}\/?$/i, 'must be a domain name');
const TaxId = z
  .string()
  .max(32)
  .regex(/^[A-Za-z0-9][A-Za-z0-9 ./-]*$/, 'must be letters, digits, blanks and "./-"');

const fields = {
  name: Name,
  email: Email,
  phone: Phone,
  domain: Domain,
  taxId: TaxId,
  parentAccountId: idSchema('acc'),
  address: Address,
  ownerId: OwnerId,
  externalId: ExternalId,
};
const policies = {
  /** null means no limit. */
  creditLimit: MoneyOrZero.nullable(),
  paymentTermsDays: z.number().int().min(0).max(TERMS_DAYS_MAX),
  taxTreatment: TaxTreatment,
  shippingPolicy: ShippingPolicy,
  invoicingPolicy: InvoicingPolicy,
};

export const AccountInput = z.strictObject({
  ...z.object({ ...fields, ...policies }).partial().shape,
  name: Name,
  customFields: saidCustomFields('account').optional(),
});
export type AccountInput = z.infer<typeof AccountInput>;

const clearable = <Schema extends z.ZodType>(schema: Schema) => schema.nullable().optional();

/** Any of the fields; null takes an optional one away. */
export const AccountChange = z.strictObject({
  name: Name.optional(),
  email: clearable(fields.email),
  phone: clearable(fields.phone),
  domain: clearable(fields.domain),
  taxId: clearable(fields.taxId),
  parentAccountId: clearable(fields.parentAccountId),
  address: clearable(fields.address),
  ownerId: clearable(fields.ownerId),
  externalId: clearable(fields.externalId),
  ...z.object(policies).partial().shape,
  customFields: saidCustomFields('account').optional(),
});
export type AccountChange = z.infer<typeof AccountChange>;

export const AccountResource = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    domain: z.string().nullable(),
    taxId: z.string().nullable(),
    parentAccountId: z.string().nullable(),
    address: Address.nullable(),
    creditLimit: SignedMoney.nullable(),
    paymentTermsDays: z.number().int(),
    taxTreatment: TaxTreatment,
    shippingPolicy: ShippingPolicy,
    invoicingPolicy: InvoicingPolicy,
    ownerId: z.string().nullable(),
    externalId: z.string().nullable(),
    /** Invoiced less credited, without tax, of all settled orders. */
    lifetimeValue: SignedMoney,
    realisedMargin: SignedMoney,
    ordersCount: z.number().int(),
    lastPurchaseOn: CalendarDate.nullable(),
    customFields: ShownFields('account'),
    /** Accounts with the same e-mail address, domain or telephone number; in the answer to a new account. */
    possibleDuplicates: z.array(PossibleDuplicate).optional(),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Account' });
export type AccountResource = z.infer<typeof AccountResource>;

export const AccountListQuery = withCustomFilters(
  PageQuery.extend({
    /** Beginning of the name, in either case. */
    q: z.string().min(1).max(100).optional(),
    externalId: ExternalId.optional(),
    ownerId: OwnerId.optional(),
  }),
  'account',
);
export type AccountListQuery = z.infer<typeof AccountListQuery>;

export const presentAccount = (
  record: Stored<Account>,
  currency: string,
  customFields: ShownCustomFields,
): AccountResource => ({
  id: record.id,
  name: record.name,
  email: record.email ?? null,
  phone: record.phone ?? null,
  domain: record.domain ?? null,
  taxId: record.taxId ?? null,
  parentAccountId: record.parentAccountId ?? null,
  address: record.address ?? null,
  creditLimit: record.creditLimitMinor === null ? null : toMoney(record.creditLimitMinor, currency),
  paymentTermsDays: record.paymentTermsDays,
  taxTreatment: record.taxTreatment,
  shippingPolicy: record.shippingPolicy,
  invoicingPolicy: record.invoicingPolicy,
  ownerId: record.ownerId ?? null,
  externalId: record.externalId ?? null,
  lifetimeValue: toMoney(record.figures.lifetimeValueMinor, currency),
  realisedMargin: toMoney(record.figures.realisedMarginMinor, currency),
  ordersCount: record.figures.ordersCount,
  lastPurchaseOn: record.figures.lastPurchaseOn ?? null,
  customFields,
  version: record.version,
  createdAt: record.createdAt,
  updatedAt: record.updatedAt,
});

/** Stored fields that a body says; undefined takes a field away, what is not said is not here. */
export type AccountFields = Partial<Omit<Account, 'id' | 'figures'>>;

/** @throws Rejection `currency_mismatch` or `too_many_decimals` at `/creditLimit` */
export function readAccountFields(body: AccountChange, currency: string): AccountFields {
  const { creditLimit, email, domain, customFields: _, ...plain } = body;
  return {
    ...saidFields<AccountFields>(plain),
    ...(email === undefined ? {} : { email: email === null ? undefined : normalEmail(email) }),
    ...(domain === undefined ? {} : { domain: domain === null ? undefined : normalDomain(domain) }),
    ...(creditLimit === undefined
      ? {}
      : { creditLimitMinor: creditLimit === null ? null : readMinor(creditLimit, currency, '/creditLimit') }),
  };
}
