/** Events of purchasing: requisition, order, receipt, bill, payment. */
import { z } from 'zod';
import { defineEvent } from '../../shared/events/event.ts';
import { QuantityOrZero } from '../../shared/values/decimal.ts';
import { SignedMoney } from '../../shared/values/money.ts';
import { CalendarDate } from '../../shared/values/time.ts';

const OrderFacts = z.object({ purchaseOrderId: z.string(), number: z.string(), vendorId: z.string() });
const BillFacts = z.object({
  billId: z.string(),
  number: z.string(),
  purchaseOrderId: z.string(),
  vendorId: z.string(),
  total: SignedMoney,
});

const VendorFacts = z.object({ vendorId: z.string(), name: z.string(), active: z.boolean() });
const VendorPriceFacts = z.object({ vendorPriceId: z.string(), vendorId: z.string(), sku: z.string() });

export const vendorCreated = defineEvent('procurement.vendor.created', 1, VendorFacts, {
  summary: 'A vendor was added.',
  terminal: true,
});

export const vendorUpdated = defineEvent('procurement.vendor.updated', 1, VendorFacts, {
  summary: 'A vendor was changed.',
  terminal: true,
});

export const vendorPriceCreated = defineEvent('procurement.vendor_price.created', 1, VendorPriceFacts, {
  summary: 'A vendor asks a price for a product.',
  terminal: true,
});

export const vendorPriceUpdated = defineEvent('procurement.vendor_price.updated', 1, VendorPriceFacts, {
  summary: 'A vendor\u2019s price was changed.',
  terminal: true,
});

export const requisitionRaised = defineEvent(
  'procurement.requisition.raised',
  1,
  z.object({
    requisitionId: z.string(),
    productId: z.string(),
    sku: z.string(),
    /** Absent where no vendor sells the product: a person must choose one. */
    vendorId: z.string().optional(),
    quantity: QuantityOrZero,
    releaseOn: CalendarDate,
    neededOn: CalendarDate,
    salesOrderId: z.string().optional(),
  }),
  { summary: 'Something short is to be bought.', terminal: true },
);

export const requisitionCancelled = defineEvent(
  'procurement.requisition.cancelled',
  1,
  z.object({ requisitionId: z.string(), productId: z.string(), sku: z.string() }),
  { summary: 'Nothing needs the requisition any more and it was not ordered yet.', terminal: true },
);

export const purchaseOrderPlaced = defineEvent(
  'procurement.order.placed',
  1,
  OrderFacts.extend({
    expectedOn: CalendarDate,
    total: SignedMoney,
    lines: z.array(z.object({ lineId: z.string(), productId: z.string(), sku: z.string(), quantity: QuantityOrZero })),
    /** The sales orders that wait for it. */
    salesOrderIds: z.array(z.string()),
  }),
  { summary: 'A purchase order was placed with a vendor.' },
);

export const purchaseOrderReceived = defineEvent(
  'procurement.order.received',
  1,
  OrderFacts.extend({
    receiptId: z.string(),
    lines: z.array(
      z.object({
        lineId: z.string(),
        productId: z.string(),
        sku: z.string(),
        quantity: QuantityOrZero,
        value: SignedMoney,
      }),
    ),
    salesOrderIds: z.array(z.string()),
  }),
  { summary: 'Goods of a purchase order came in.', terminal: true },
);

export const purchaseOrderClosed = defineEvent(
  'procurement.order.closed',
  1,
  OrderFacts.extend({ reason: z.string() }),
  { summary: 'What had not come in was given up; the demands that waited for it are planned again.' },
);

export const purchaseOrderCancelled = defineEvent(
  'procurement.order.cancelled',
  1,
  OrderFacts.extend({ reason: z.string() }),
  {
    summary:
      'A purchase order was cancelled before anything came in; the demands that waited for it are planned again.',
  },
);

export const billRecorded = defineEvent(
  'procurement.bill.recorded',
  1,
  BillFacts.extend({ dueOn: CalendarDate, matched: z.boolean() }),
  {
    summary: 'A supplier bill was recorded and matched with order and receipt.',
    terminal: true,
  },
);

export const billReleased = defineEvent('procurement.bill.released', 1, BillFacts.extend({ reason: z.string() }), {
  summary: 'A bill that did not match was released for payment by a person.',
  terminal: true,
});

export const billPaid = defineEvent('procurement.bill.paid', 1, BillFacts.extend({ paid: SignedMoney }), {
  summary: 'A supplier bill was paid.',
  terminal: true,
});
