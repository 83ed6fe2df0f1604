/** The wire shapes of payment providers; a secret is in the answer to the creation and nowhere else. */
import { z } from 'zod';
import { PageQuery } from '../../shared/http/paging.ts';
import type { Stored } from '../../shared/table/entity.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { publicKeyOf } from '../../shared/values/public-key.ts';
import { Name } from '../../shared/values/text.ts';
import { Instant } from '../../shared/values/time.ts';
import { AccountCode } from './ledger.resource.ts';
import { type PaymentProvider, ProviderKind } from './payment-provider.schema.ts';

/** At least 24 bytes in base64, as Standard Webhooks asks; Stripe's are letters and digits. */
const ProviderSecret = z
  .string()
  .max(200)
  .regex(/^whsec_[A-Za-z0-9+/]{32,128}={0,2}$/, 'must be whsec_ and at least 32 characters of base64');

/** What Standard Webhooks takes as a key: base64 as it is written, to the last bit. */
function isKey(secret: string): boolean {
  const text = secret.slice('whsec_'.length);
  const bytes = Buffer.from(text, 'base64');
  return bytes.length >= 24 && bytes.length <= 64 && bytes.toString('base64') === text;
}

export const PaymentProviderInput = z
  .strictObject({
    name: Name,
    kind: ProviderKind,
    /** Stripe's own; for a generic provider one is made unless it is given. */
    secret: ProviderSecret.optional(),
    /** The bank unless said. */
    accountCode: AccountCode.optional(),
  })
  .refine(({ kind, secret }) => kind === 'stripe' || secret === undefined || isKey(secret), {
    path: ['secret'],
    message: 'must be whsec_ and base64 of 24 to 64 bytes',
  })
  .refine(({ kind, secret }) => kind === 'generic' || secret !== undefined, {
    path: ['secret'],
    message: 'is required: the signing secret of the endpoint that was made at Stripe',
  });
export type PaymentProviderInput = z.infer<typeof PaymentProviderInput>;

export const PaymentProviderChange = z.strictObject({
  name: Name.optional(),
  accountCode: AccountCode.optional(),
  enabled: z.boolean().optional(),
});
export type PaymentProviderChange = z.infer<typeof PaymentProviderChange>;

export const PaymentProviderResource = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: ProviderKind,
    accountCode: z.string(),
    enabled: z.boolean(),
    /** Part of the address that the provider calls: `POST /v1/payment-callbacks/{publicKey}`. */
    publicKey: z.string(),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'PaymentProvider' });
export type PaymentProviderResource = z.infer<typeof PaymentProviderResource>;

export const PaymentProviderWithSecret = PaymentProviderResource.extend({
  /** Shown once. */
  secret: z.string(),
}).meta({ id: 'PaymentProviderWithSecret' });
export type PaymentProviderWithSecret = z.infer<typeof PaymentProviderWithSecret>;

export function presentPaymentProvider(record: Stored<PaymentProvider>): PaymentProviderResource {
  const { id, name, kind, accountCode, enabled, tenantId, version, createdAt, updatedAt } = record;
  const publicKey = publicKeyOf(tenantId, id);
  return { id, name, kind, accountCode, enabled, publicKey, version, createdAt, updatedAt };
}

export const PaymentProviderParams = z.object({ paymentProviderId: idSchema('ppr') });
export const PaymentProviderQuery = PageQuery;
