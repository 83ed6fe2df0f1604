/** The wire shape of a supplier bill, and the bodies of its commands. */
import { z } from 'zod';
import type { Stored } from '../../shared/table/entity.ts';
import { fromScaled } from '../../shared/values/decimal.ts';
import { PositiveMoney, SignedMoney, toMoney, unitPriceToMoney } from '../../shared/values/money.ts';
import { Reason } from '../../shared/values/text.ts';
import { CalendarDate, Instant } from '../../shared/values/time.ts';
import type { Bill, Mismatch } from './bill.schema.ts';
import { billStates } from './bill.states.ts';
import { dueOf } from './decide-bill.ts';

export const BillState = z.enum(billStates.states);
const PaymentMethod = z.enum(['bank_transfer', 'card', 'cash', 'direct_debit', 'other']);

/** Absent amount: everything that is due. */
export const PayInput = z.strictObject({
  amount: PositiveMoney.optional(),
  paidOn: CalendarDate.optional(),
  method: PaymentMethod.optional(),
});
export type PayInput = z.infer<typeof PayInput>;

export const ReleaseInput = z.strictObject({ reason: Reason.optional() });
export type ReleaseInput = z.infer<typeof ReleaseInput>;

const MismatchResource = z.object({
  lineId: z.string(),
  sku: z.string(),
  kind: z.enum(['price', 'quantity']),
  expected: z.string(),
  billed: z.string(),
});

export const BillResource = z
  .object({
    id: z.string(),
    number: z.string(),
    state: z.string(),
    billNumber: z.string().nullable(),
    purchaseOrderId: z.string(),
    purchaseOrderNumber: z.string(),
    vendorId: z.string(),
    vendorName: z.string(),
    currency: z.string(),
    billedOn: CalendarDate,
    dueOn: CalendarDate,
    lines: z.array(
      z.object({
        lineId: z.string(),
        sku: z.string(),
        quantity: z.string(),
        unitPrice: SignedMoney,
        net: SignedMoney,
      }),
    ),
    /** Where bill, order and receipt disagree: why it is held. */
    mismatches: z.array(MismatchResource),
    net: SignedMoney,
    tax: SignedMoney,
    total: SignedMoney,
    paid: SignedMoney,
    due: SignedMoney,
    payments: z.array(z.object({ paidOn: CalendarDate, amount: SignedMoney, method: z.string() })),
    releaseReason: z.string().nullable(),
    correlationId: z.string(),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'SupplierBill' });
export type BillResource = z.infer<typeof BillResource>;

const presentMismatch = ({ lineId, sku, kind, expected, billed }: Mismatch): z.infer<typeof MismatchResource> => ({
  lineId,
  sku,
  kind,
  expected: fromScaled(expected),
  billed: fromScaled(billed),
});

export function presentBill(bill: Stored<Bill>): BillResource {
  const money = (minor: number) => toMoney(minor, bill.currency);
  return {
    id: bill.id,
    number: bill.number,
    state: bill.state,
    billNumber: bill.billNumber ?? null,
    purchaseOrderId: bill.purchaseOrderId,
    purchaseOrderNumber: bill.purchaseOrderNumber,
    vendorId: bill.vendorId,
    vendorName: bill.vendorName,
    currency: bill.currency,
    billedOn: bill.billedOn,
    dueOn: bill.dueOn,
    lines: bill.lines.map(({ lineId, sku, quantity, unitPrice, netMinor }) => ({
      lineId,
      sku,
      quantity: fromScaled(quantity),
      unitPrice: unitPriceToMoney(unitPrice, bill.currency),
      net: money(netMinor),
    })),
    mismatches: bill.mismatches.map(presentMismatch),
    net: money(bill.netMinor),
    tax: money(bill.taxMinor),
    total: money(bill.totalMinor),
    paid: money(bill.paidMinor),
    due: money(dueOf(bill)),
    payments: bill.payments.map(({ paidOn, amountMinor, method }) => ({ paidOn, amount: money(amountMinor), method })),
    releaseReason: bill.releaseReason ?? null,
    correlationId: bill.correlationId,
    version: bill.version,
    createdAt: bill.createdAt,
    updatedAt: bill.updatedAt,
  };
}
