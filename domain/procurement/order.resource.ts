/** The wire shapes of a purchase order, of its receipts, and of the bodies of its commands. */
import { z } from 'zod';
import { UnitPrice } from '../../shared/http/read-money.ts';
import { PegResource, presentPeg } from '../../shared/pegs.ts';
import type { Stored } from '../../shared/table/entity.ts';
import { fromScaled, Quantity } from '../../shared/values/decimal.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { SignedMoney, toMoney, unitPriceToMoney } from '../../shared/values/money.ts';
import { Reason, textLine } from '../../shared/values/text.ts';
import { CalendarDate, Instant } from '../../shared/values/time.ts';
import { ORDER_LINES_MAX } from './decide-order.ts';
import { amountOf, netOf, outstandingOf, PURCHASE_ORDER_STATUSES, purchaseOrderStatus } from './order.progress.ts';
import type { PurchaseOrder, PurchaseOrderLine } from './order.schema.ts';

export const PurchaseOrderStatus = z.enum(PURCHASE_ORDER_STATUSES);
const distinct = (ids: readonly string[]): boolean => new Set(ids).size === ids.length;

/** Either requisitions, of one vendor or of the vendor named, or lines by hand for a vendor. */
export const PurchaseOrderInput = z.strictObject({
  vendorId: idSchema('ven').optional(),
  requisitionIds: z
    .array(idSchema('prq'))
    .min(1)
    .max(ORDER_LINES_MAX)
    .refine(distinct, 'must not name a requisition twice')
    .optional(),
  lines: z
    .array(
      z.strictObject({
        sku: z.string().min(1).max(64),
        /** In stock units. */
        quantity: Quantity,
        /** Of one stock unit; the vendor's price where absent. */
        unitPrice: UnitPrice.optional(),
      }),
    )
    .min(1)
    .max(ORDER_LINES_MAX)
    .optional(),
  expectedOn: CalendarDate.optional(),
});
export type PurchaseOrderInput = z.infer<typeof PurchaseOrderInput>;

/** Names a line by its id or, where the product is on one line only, by its SKU. */
const LineRef = { lineId: z.string().min(1).max(64).optional(), sku: z.string().min(1).max(64).optional() };

/** Absent lines: everything that is still to come in. */
export const ReceiveInput = z.strictObject({
  lines: z
    .array(z.strictObject({ ...LineRef, quantity: Quantity }))
    .min(1)
    .max(ORDER_LINES_MAX)
    .optional(),
  receivedOn: CalendarDate.optional(),
});
export type ReceiveInput = z.infer<typeof ReceiveInput>;

/** Absent lines: everything that came in and is not billed, at the order's prices. */
export const BillInput = z.strictObject({
  /** The vendor's own number. */
  billNumber: textLine(64).optional(),
  billedOn: CalendarDate.optional(),
  dueOn: CalendarDate.optional(),
  lines: z
    .array(z.strictObject({ ...LineRef, quantity: Quantity, unitPrice: UnitPrice.optional() }))
    .min(1)
    .max(ORDER_LINES_MAX)
    .optional(),
});
export type BillInput = z.infer<typeof BillInput>;

export const EndInput = z.strictObject({ reason: Reason.optional() });
export type EndInput = z.infer<typeof EndInput>;

const LineResource = z.object({
  lineId: z.string(),
  requisitionId: z.string().nullable(),
  productId: z.string(),
  sku: z.string(),
  name: z.string(),
  unit: z.string(),
  quantity: z.string(),
  received: z.string(),
  billed: z.string(),
  givenUp: z.string(),
  outstanding: z.string(),
  unitPrice: SignedMoney,
  amount: SignedMoney,
  expectedOn: CalendarDate,
  pegs: z.array(PegResource),
});

export const PurchaseOrderResource = z
  .object({
    id: z.string(),
    number: z.string(),
    status: PurchaseOrderStatus,
    vendorId: z.string(),
    vendorName: z.string(),
    currency: z.string(),
    placedOn: CalendarDate,
    expectedOn: CalendarDate,
    lines: z.array(LineResource),
    net: SignedMoney,
    reason: z.string().nullable(),
    correlationId: z.string(),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'PurchaseOrder' });
export type PurchaseOrderResource = z.infer<typeof PurchaseOrderResource>;

const presentLine = (line: PurchaseOrderLine, currency: string): z.infer<typeof LineResource> => ({
  lineId: line.lineId,
  requisitionId: line.requisitionId ?? null,
  productId: line.productId,
  sku: line.sku,
  name: line.name,
  unit: line.unit,
  quantity: fromScaled(line.quantity),
  received: fromScaled(line.received),
  billed: fromScaled(line.billed),
  givenUp: fromScaled(line.givenUp),
  outstanding: fromScaled(outstandingOf(line)),
  unitPrice: unitPriceToMoney(line.unitPrice, currency),
  amount: toMoney(amountOf(line, line.quantity, currency), currency),
  expectedOn: line.expectedOn,
  pegs: line.pegs.map(presentPeg),
});

export const presentPurchaseOrder = (order: Stored<PurchaseOrder>): PurchaseOrderResource => ({
  id: order.id,
  number: order.number,
  status: purchaseOrderStatus(order),
  vendorId: order.vendorId,
  vendorName: order.vendorName,
  currency: order.currency,
  placedOn: order.placedOn,
  expectedOn: order.expectedOn,
  lines: order.lines.map((line) => presentLine(line, order.currency)),
  net: toMoney(netOf(order), order.currency),
  reason: order.endReason ?? null,
  correlationId: order.correlationId,
  version: order.version,
  createdAt: order.createdAt,
  updatedAt: order.updatedAt,
});
