/** The wire shape of a credit note and its list. */
import { z } from 'zod';
import { PageQuery } from '../../shared/http/paging.ts';
import type { Stored } from '../../shared/table/entity.ts';
import { fromScaled, QuantityOrZero } from '../../shared/values/decimal.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { SignedMoney, toMoney } from '../../shared/values/money.ts';
import { CalendarDate, Instant } from '../../shared/values/time.ts';
import type { CreditNote } from './credit-note.schema.ts';

export const CreditNoteParams = z.object({ creditNoteId: idSchema('crn') });

export const CreditNoteResource = z
  .object({
    id: z.string(),
    number: z.string(),
    invoiceId: z.string(),
    invoiceNumber: z.string(),
    salesOrderId: z.string(),
    accountId: z.string(),
    accountName: z.string(),
    currency: z.string(),
    issuedOn: CalendarDate,
    lines: z.array(
      z.object({
        lineId: z.string(),
        sku: z.string(),
        name: z.string(),
        quantity: QuantityOrZero,
        net: SignedMoney,
        taxCode: z.string(),
        taxRate: z.string(),
        tax: SignedMoney,
      }),
    ),
    net: SignedMoney,
    tax: SignedMoney,
    total: SignedMoney,
    /** The part that lowered what was still due; the rest can be refunded. */
    settled: SignedMoney,
    reason: z.string(),
    returnId: z.string().nullable(),
    correlationId: z.string(),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'CreditNote' });
export type CreditNoteResource = z.infer<typeof CreditNoteResource>;

export function presentCreditNote(record: Stored<CreditNote>): CreditNoteResource {
  const money = (minor: number) => toMoney(minor, record.currency);
  return {
    id: record.id,
    number: record.number,
    invoiceId: record.invoiceId,
    invoiceNumber: record.invoiceNumber,
    salesOrderId: record.salesOrderId,
    accountId: record.accountId,
    accountName: record.accountName,
    currency: record.currency,
    issuedOn: record.issuedOn,
    lines: record.lines.map((line) => ({
      lineId: line.lineId,
      sku: line.sku,
      name: line.name,
      quantity: fromScaled(line.quantity),
      net: money(line.netMinor),
      taxCode: line.taxCode,
      taxRate: fromScaled(line.ratePercent),
      tax: money(line.taxMinor),
    })),
    net: money(record.netMinor),
    tax: money(record.taxMinor),
    total: money(record.totalMinor),
    settled: money(record.settledMinor),
    reason: record.reason,
    returnId: record.returnId ?? null,
    correlationId: record.correlationId,
    version: record.version,
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
  };
}

export const CreditNoteListQuery = PageQuery.extend({
  salesOrderId: idSchema('ord').optional(),
  accountId: idSchema('acc').optional(),
});
export type CreditNoteListQuery = z.infer<typeof CreditNoteListQuery>;
