/** Events of sales: the order that follows from a won opportunity. */
import { z } from 'zod';
import { EventCustomFields } from '../../shared/custom-fields/custom-fields.schema.ts';
import { defineEvent } from '../../shared/events/event.ts';
import { QuantityOrZero } from '../../shared/values/decimal.ts';
import { SignedMoney } from '../../shared/values/money.ts';
import { CalendarDate } from '../../shared/values/time.ts';

export const ProductKind = z.enum(['manufactured', 'purchased', 'service']);
const OrderFacts = z.object({
  orderId: z.string(),
  number: z.string(),
  accountId: z.string(),
  opportunityId: z.string(),
});
const LineQuantities = z.array(
  z.object({ lineId: z.string(), productId: z.string(), sku: z.string(), quantity: QuantityOrZero }),
);

export const orderConfirmed = defineEvent(
  'sales.order.confirmed',
  1,
  OrderFacts.extend({
    currency: z.string(),
    /** The day on which the customer wants the goods. */
    requiredOn: CalendarDate,
    /** `partial`: each line ships when it can; `whole`: the order ships when all can. */
    shippingPolicy: z.enum(['partial', 'whole']),
    lines: z.array(
      z.object({
        lineId: z.string(),
        productId: z.string(),
        sku: z.string(),
        kind: ProductKind,
        quantity: QuantityOrZero,
      }),
    ),
    net: SignedMoney,
    tax: SignedMoney,
    total: SignedMoney,
    customFields: EventCustomFields,
  }),
  { summary: 'An order is confirmed: prices, taxes and rate are fixed, fulfilment begins.' },
);

export const orderHeld = defineEvent(
  'sales.order.held',
  1,
  OrderFacts.extend({
    reason: z.enum(['credit_limit']),
    total: SignedMoney,
    creditLimit: SignedMoney,
    exposure: SignedMoney,
    customFields: EventCustomFields,
  }),
  { summary: 'An order waits for a person: it would pass the credit limit.', terminal: true },
);

export const orderCancelled = defineEvent('sales.order.cancelled', 1, OrderFacts.extend({ reason: z.string() }), {
  summary: 'An order was cancelled before anything was dispatched; every later effect is undone.',
});

export const orderClosed = defineEvent(
  'sales.order.closed',
  1,
  OrderFacts.extend({ reason: z.string(), remainder: LineQuantities }),
  { summary: 'The undelivered rest of an order was given up after a part was dispatched.' },
);

export const orderFulfilled = defineEvent(
  'sales.order.fulfilled',
  1,
  OrderFacts.extend({ fulfilmentId: z.string(), lines: LineQuantities }),
  {
    summary: 'Service lines were fulfilled and can be invoiced.',
  },
);

export const orderCompleted = defineEvent('sales.order.completed', 1, OrderFacts, {
  summary: 'Everything on the order is delivered and invoiced.',
  terminal: true,
});

export const orderSettled = defineEvent(
  'sales.order.settled',
  1,
  OrderFacts.extend({
    currency: z.string(),
    /** Invoiced less credited, without tax. */
    revenue: SignedMoney,
    cost: SignedMoney,
    paid: SignedMoney,
    lines: z.array(
      z.object({
        lineId: z.string(),
        productId: z.string(),
        sku: z.string(),
        quantity: QuantityOrZero,
        net: SignedMoney,
        cost: SignedMoney,
      }),
    ),
    settledOn: CalendarDate,
  }),
  { summary: 'The order is completed (or its rest closed) and every invoice of it is paid.' },
);
