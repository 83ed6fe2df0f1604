/** The wire shape of an invoice, its list and the bodies of its commands. */
import { z } from 'zod';
import { PageQuery } from '../../shared/http/paging.ts';
import type { Stored } from '../../shared/table/entity.ts';
import { fromScaled, Quantity, QuantityOrZero } from '../../shared/values/decimal.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { PositiveMoney, SignedMoney, toMoney, unitPriceToMoney } from '../../shared/values/money.ts';
import { Reason } from '../../shared/values/text.ts';
import { CalendarDate, Instant } from '../../shared/values/time.ts';
import { ProductKind } from '../sales/events.ts';
import { balanceOf, creditedOf, depositOf, INVOICE_STATUSES, paidOf, refundedOf, statusOf } from './invoice.balance.ts';
import type { Invoice, InvoiceLine } from './invoice.schema.ts';

export const InvoiceId = idSchema('inv');
export const InvoiceParams = z.object({ invoiceId: InvoiceId });

const InvoiceLineResource = z.object({
  lineId: z.string(),
  productId: z.string(),
  sku: z.string(),
  name: z.string(),
  kind: ProductKind,
  unit: z.string(),
  quantity: QuantityOrZero,
  unitPrice: SignedMoney,
  net: SignedMoney,
  taxCode: z.string(),
  /** Percent. */
  taxRate: z.string(),
  tax: SignedMoney,
  legend: z.string().nullable(),
  creditedQuantity: QuantityOrZero,
  creditedNet: SignedMoney,
  creditedTax: SignedMoney,
});

export const InvoiceResource = z
  .object({
    id: z.string(),
    number: z.string(),
    state: z.string(),
    status: z.enum(INVOICE_STATUSES),
    source: z.object({ kind: z.enum(['shipment', 'fulfilment']), id: z.string() }),
    salesOrderId: z.string(),
    orderNumber: z.string(),
    opportunityId: z.string(),
    accountId: z.string(),
    accountName: z.string(),
    currency: z.string(),
    issuedOn: CalendarDate,
    dueOn: CalendarDate,
    lines: z.array(InvoiceLineResource),
    net: SignedMoney,
    tax: SignedMoney,
    total: SignedMoney,
    deposit: SignedMoney,
    paid: SignedMoney,
    credited: SignedMoney,
    refunded: SignedMoney,
    /** Still to be paid; zero where the customer is to get money back. */
    due: SignedMoney,
    /** To go back to the customer after a credit. */
    refundable: SignedMoney,
    settlements: z.array(
      z.object({
        kind: z.enum(['deposit', 'payment', 'advance', 'credit', 'refund']),
        id: z.string(),
        on: CalendarDate,
        amount: SignedMoney,
      }),
    ),
    correlationId: z.string(),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Invoice' });
export type InvoiceResource = z.infer<typeof InvoiceResource>;

function presentLine(line: InvoiceLine, currency: string): InvoiceResource['lines'][number] {
  const money = (minor: number) => toMoney(minor, currency);
  return {
    lineId: line.lineId,
    productId: line.productId,
    sku: line.sku,
    name: line.name,
    kind: line.kind,
    unit: line.unit,
    quantity: fromScaled(line.quantity),
    unitPrice: unitPriceToMoney(line.unitPrice, currency),
    net: money(line.netMinor),
    taxCode: line.taxCode,
    taxRate: fromScaled(line.ratePercent),
    tax: money(line.taxMinor),
    legend: line.legend ?? null,
    creditedQuantity: fromScaled(line.creditedQuantity),
    creditedNet: money(line.creditedNetMinor),
    creditedTax: money(line.creditedTaxMinor),
  };
}

/** @param today decides whether it is overdue */
export function presentInvoice(record: Stored<Invoice>, today: string): InvoiceResource {
  const money = (minor: number) => toMoney(minor, record.currency);
  const balanceMinor = balanceOf(record);
  return {
    id: record.id,
    number: record.number,
    state: record.state,
    status: statusOf(record, today),
    source: record.source,
    salesOrderId: record.salesOrderId,
    orderNumber: record.orderNumber,
    opportunityId: record.opportunityId,
    accountId: record.accountId,
    accountName: record.accountName,
    currency: record.currency,
    issuedOn: record.issuedOn,
    dueOn: record.dueOn,
    lines: record.lines.map((line) => presentLine(line, record.currency)),
    net: money(record.netMinor),
    tax: money(record.taxMinor),
    total: money(record.totalMinor),
    deposit: money(depositOf(record)),
    paid: money(paidOf(record)),
    credited: money(creditedOf(record)),
    refunded: money(refundedOf(record)),
    due: money(Math.max(0, balanceMinor)),
    refundable: money(Math.max(0, -balanceMinor)),
    settlements: record.settlements.map(({ kind, id, on, amountMinor }) => ({
      kind,
      id,
      on,
      amount: money(amountMinor),
    })),
    correlationId: record.correlationId,
    version: record.version,
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
  };
}

export const InvoiceListQuery = PageQuery.extend({
  salesOrderId: idSchema('ord').optional(),
  accountId: idSchema('acc').optional(),
  status: z.enum(INVOICE_STATUSES).optional(),
});
export type InvoiceListQuery = z.infer<typeof InvoiceListQuery>;

const CREDIT_LINES_MAX = 300;

/** Either lines with quantities, or an amount including tax; neither credits all that is left. */
export const CreditInput = z
  .strictObject({
    lines: z
      .array(z.strictObject({ lineId: z.string().min(1).max(64), quantity: Quantity }))
      .min(1)
      .max(CREDIT_LINES_MAX)
      .optional(),
    amount: PositiveMoney.optional(),
    reason: Reason.default('Credited'),
  })
  .refine(({ lines, amount }) => lines === undefined || amount === undefined, {
    path: ['amount'],
    message: 'give lines or an amount, not both',
  });
export type CreditInput = z.infer<typeof CreditInput>;

/** How much of the customer's advance clears the invoice; as much as there is and is due, unless said. */
export const AllocateInput = z.strictObject({ amount: PositiveMoney.optional() });
export type AllocateInput = z.infer<typeof AllocateInput>;
