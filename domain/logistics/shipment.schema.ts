/** A shipment as it is stored. Quantities scaled, cost in minor units of the company's currency. */
import { z } from 'zod';

export const ShipmentState = z.enum(['draft', 'picked', 'dispatched', 'delivered', 'cancelled']);
export type ShipmentState = z.infer<typeof ShipmentState>;

export const ShipmentLine = z.object({
  orderLineId: z.string(),
  productId: z.string(),
  sku: z.string(),
  name: z.string(),
  quantity: z.number().int(),
  /** Cost at which it left the stock; zero until then. */
  costMinor: z.number().int(),
  /** Came back, and the part of the cost that came back with it. */
  returned: z.number().int(),
  returnedCostMinor: z.number().int(),
});
export type ShipmentLine = z.infer<typeof ShipmentLine>;

export const Shipment = z.object({
  id: z.string(),
  number: z.string(),
  state: ShipmentState,
  /** Present while it has not left: the warehouse's work list holds no other, so that later steps leave it alone. */
  here: z.literal('here').optional(),
  correlationId: z.string(),
  salesOrderId: z.string(),
  orderNumber: z.string(),
  accountId: z.string(),
  accountName: z.string(),
  /** Where its goods are kept until it leaves. */
  reservationId: z.string(),
  lines: z.array(ShipmentLine),
  carrier: z.string().optional(),
  trackingNumber: z.string().optional(),
  pickedAt: z.string().optional(),
  dispatchedAt: z.string().optional(),
  deliveredAt: z.string().optional(),
  /** Proof of delivery: who took the goods. */
  receivedBy: z.string().optional(),
});
export type Shipment = z.infer<typeof Shipment>;

/** Tells an order's shipments by a consistent read: written once, with the shipment. */
export const OrderShipment = z.object({ salesOrderId: z.string(), shipmentId: z.string() });
export type OrderShipment = z.infer<typeof OrderShipment>;
