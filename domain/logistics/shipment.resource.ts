/** The wire shapes of a shipment and of what is said at its steps. */
import { z } from 'zod';
import { PageQuery } from '../../shared/http/paging.ts';
import type { Stored } from '../../shared/table/entity.ts';
import { fromScaled, QuantityOrZero } from '../../shared/values/decimal.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { SignedMoney, toMoney } from '../../shared/values/money.ts';
import { textLine } from '../../shared/values/text.ts';
import { Instant } from '../../shared/values/time.ts';
import { type Shipment, type ShipmentLine, ShipmentState } from './shipment.schema.ts';

export const DispatchInput = z.strictObject({
  carrier: textLine(100).optional(),
  trackingNumber: textLine(100).optional(),
});
export type DispatchInput = z.infer<typeof DispatchInput>;

export const DeliverInput = z.strictObject({
  /** Proof of delivery: who took the goods. */
  receivedBy: textLine(200).optional(),
});
export type DeliverInput = z.infer<typeof DeliverInput>;

export const ShipmentListQuery = PageQuery.extend({
  salesOrderId: idSchema('ord').optional(),
  state: ShipmentState.optional(),
});
export type ShipmentListQuery = z.infer<typeof ShipmentListQuery>;

export const ShipmentResource = z
  .object({
    id: z.string(),
    number: z.string(),
    state: ShipmentState,
    salesOrderId: z.string(),
    orderNumber: z.string(),
    accountId: z.string(),
    accountName: z.string(),
    lines: z.array(
      z.object({
        orderLineId: z.string(),
        productId: z.string(),
        sku: z.string(),
        name: z.string(),
        quantity: QuantityOrZero,
        /** Cost at which it left the stock; absent until then. */
        cost: SignedMoney.nullable(),
        returned: QuantityOrZero,
      }),
    ),
    carrier: z.string().nullable(),
    trackingNumber: z.string().nullable(),
    pickedAt: Instant.nullable(),
    dispatchedAt: Instant.nullable(),
    deliveredAt: Instant.nullable(),
    receivedBy: z.string().nullable(),
    correlationId: z.string(),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Shipment' });
export type ShipmentResource = z.infer<typeof ShipmentResource>;

export const presentShipment = (shipment: Stored<Shipment>, currency: string): ShipmentResource => ({
  id: shipment.id,
  number: shipment.number,
  state: shipment.state,
  salesOrderId: shipment.salesOrderId,
  orderNumber: shipment.orderNumber,
  accountId: shipment.accountId,
  accountName: shipment.accountName,
  lines: shipment.lines.map((line) => ({
    orderLineId: line.orderLineId,
    productId: line.productId,
    sku: line.sku,
    name: line.name,
    quantity: fromScaled(line.quantity),
    cost: shipment.dispatchedAt === undefined ? null : toMoney(line.costMinor, currency),
    returned: fromScaled(line.returned),
  })),
  carrier: shipment.carrier ?? null,
  trackingNumber: shipment.trackingNumber ?? null,
  pickedAt: shipment.pickedAt ?? null,
  dispatchedAt: shipment.dispatchedAt ?? null,
  deliveredAt: shipment.deliveredAt ?? null,
  receivedBy: shipment.receivedBy ?? null,
  correlationId: shipment.correlationId,
  version: shipment.version,
  createdAt: shipment.createdAt,
  updatedAt: shipment.updatedAt,
});

/** What every event of a shipment says. */
export const shipmentFacts = ({ id, number, salesOrderId }: Shipment) => ({ shipmentId: id, number, salesOrderId });

/** A line as events say it. */
export const shippedLine = ({ orderLineId, productId, sku }: Omit<ShipmentLine, 'quantity'>, quantity: number) => ({
  orderLineId,
  productId,
  sku,
  quantity: fromScaled(quantity),
});
