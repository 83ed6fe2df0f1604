import { z } from 'zod';
import { column, neededColumn, wholeNumber, yesOrNo } from '../../shared/import-columns.ts';
import { PAYMENT_TERMS_DAYS_MAX, VendorInput } from './vendor.resource.ts';

const { shape } = VendorInput;

/** A row is a vendor; its external id (or else its code) makes a second import change it and not double it. */
export const VendorRow = z
  .strictObject({
    externalId: column(shape.externalId.unwrap()),
    code: column(shape.code.unwrap()),
    name: neededColumn(shape.name),
    email: column(shape.email.unwrap()),
    paymentTermsDays: column(wholeNumber(PAYMENT_TERMS_DAYS_MAX)),
    taxCode: column(shape.taxCode.unwrap()),
    active: column(yesOrNo),
    preferred: column(yesOrNo),
  })
  .refine(({ externalId, code }) => externalId !== undefined || code !== undefined, {
    path: ['externalId'],
    message: 'a vendor needs an external id or a code',
  });
export type VendorRow = z.infer<typeof VendorRow>;
