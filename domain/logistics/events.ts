/** Events of shipments and returns. */
import { z } from 'zod';
import { defineEvent } from '../../shared/events/event.ts';
import { QuantityOrZero } from '../../shared/values/decimal.ts';
import { SignedMoney } from '../../shared/values/money.ts';

const ShipmentFacts = z.object({ shipmentId: z.string(), number: z.string(), salesOrderId: z.string() });
const ShippedLine = z.object({
  orderLineId: z.string(),
  productId: z.string(),
  sku: z.string(),
  quantity: QuantityOrZero,
});

export const shipmentDrafted = defineEvent(
  'logistics.shipment.drafted',
  1,
  ShipmentFacts.extend({ lines: z.array(ShippedLine) }),
  {
    summary: 'Goods are reserved and wait to be picked; said again for lines that join a draft.',
    terminal: true,
  },
);

export const shipmentPicked = defineEvent('logistics.shipment.picked', 1, ShipmentFacts, {
  summary: 'The goods of a shipment are picked.',
  terminal: true,
});

export const shipmentDispatched = defineEvent(
  'logistics.shipment.dispatched',
  1,
  ShipmentFacts.extend({
    /** With the cost at which each line left the stock. */
    lines: z.array(ShippedLine.extend({ cost: SignedMoney })),
    carrier: z.string().optional(),
    trackingNumber: z.string().optional(),
  }),
  { summary: 'Goods left the house; cost of goods sold is posted.' },
);

export const shipmentDelivered = defineEvent(
  'logistics.shipment.delivered',
  1,
  ShipmentFacts.extend({ lines: z.array(ShippedLine) }),
  {
    summary: 'Goods reached the customer.',
  },
);

export const shipmentCancelled = defineEvent('logistics.shipment.cancelled', 1, ShipmentFacts, {
  summary: 'A shipment that had not left was cancelled with its order.',
  terminal: true,
});

export const returnReceived = defineEvent(
  'logistics.return.received',
  1,
  z.object({
    returnId: z.string(),
    number: z.string(),
    salesOrderId: z.string(),
    shipmentId: z.string(),
    lines: z.array(ShippedLine.extend({ cost: SignedMoney })),
    reason: z.string(),
  }),
  { summary: 'Goods came back, into stock at the cost at which they left.' },
);
