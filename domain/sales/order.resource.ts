/** The wire shape of a sales order, its list and the bodies of its commands. */
import { z } from 'zod';
import { ShownFields, saidCustomFields, withCustomFilters } from '../../shared/custom-fields/custom-fields.schema.ts';
import type { ShownCustomFields } from '../../shared/custom-fields/show-custom-fields.ts';
import { PageQuery } from '../../shared/http/paging.ts';
import type { Stored } from '../../shared/table/entity.ts';
import { fromScaled, Quantity, QuantityOrZero } from '../../shared/values/decimal.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { SignedMoney, toMoney, unitPriceToMoney } from '../../shared/values/money.ts';
import { Reason } from '../../shared/values/text.ts';
import { CalendarDate, Instant } from '../../shared/values/time.ts';
import { ProductKind } from './events.ts';
import { ORDER_STATUSES, openQuantity, paidOf, progressOf, receivableOf, statusOf } from './order.progress.ts';
import { type Order, type OrderLine, Supply } from './order.schema.ts';

export const OrderParams = z.object({ orderId: idSchema('ord') });

const LineResource = z.object({
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
  /** How far the goods have come; a service has no supply. */
  supply: Supply.nullable(),
  short: QuantityOrZero,
  produced: QuantityOrZero,
  /** Left the house, or fulfilled. */
  delivered: QuantityOrZero,
  /** Known to have reached the customer. */
  arrived: QuantityOrZero,
  returned: QuantityOrZero,
  billed: QuantityOrZero,
  credited: QuantityOrZero,
  /** Still to be delivered. */
  open: QuantityOrZero,
  cost: SignedMoney,
});

export const OrderResource = z
  .object({
    id: z.string(),
    number: z.string(),
    state: z.string(),
    status: z.enum(ORDER_STATUSES),
    opportunityId: z.string(),
    name: z.string(),
    accountId: z.string(),
    accountName: z.string(),
    ownerId: z.string().nullable(),
    currency: z.string(),
    placedOn: CalendarDate,
    requiredOn: CalendarDate,
    shippingPolicy: z.enum(['partial', 'whole']),
    invoicingPolicy: z.enum(['dispatched', 'delivered']),
    paymentTermsDays: z.number().int(),
    taxTreatment: z.enum(['domestic', 'export', 'reverse_charge']),
    lines: z.array(LineResource),
    net: SignedMoney,
    tax: SignedMoney,
    total: SignedMoney,
    billed: SignedMoney,
    paid: SignedMoney,
    credited: SignedMoney,
    refunded: SignedMoney,
    /** Still owed on what was invoiced; below zero where money is to go back. */
    due: SignedMoney,
    /** Whole percent. */
    progress: z.object({
      reserved: z.number().int(),
      produced: z.number().int(),
      delivered: z.number().int(),
      billed: z.number().int(),
      paid: z.number().int(),
    }),
    holdReason: z.string().nullable(),
    endReason: z.string().nullable(),
    completedAt: Instant.nullable(),
    settledAt: Instant.nullable(),
    correlationId: z.string(),
    customFields: ShownFields('order'),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'SalesOrder' });
export type OrderResource = z.infer<typeof OrderResource>;

function presentLine(order: Order, line: OrderLine): OrderResource['lines'][number] {
  const money = (minor: number) => toMoney(minor, order.currency);
  return {
    lineId: line.lineId,
    productId: line.productId,
    sku: line.sku,
    name: line.name,
    kind: line.kind,
    unit: line.unit,
    quantity: fromScaled(line.quantity),
    unitPrice: unitPriceToMoney(line.unitPrice, order.currency),
    net: money(line.netMinor),
    taxCode: line.taxCode,
    taxRate: fromScaled(line.ratePercent),
    tax: money(line.taxMinor),
    legend: line.legend ?? null,
    supply: line.kind === 'service' ? null : line.supply,
    short: fromScaled(line.short),
    produced: fromScaled(line.produced),
    delivered: fromScaled(line.delivered),
    arrived: fromScaled(line.arrived),
    returned: fromScaled(line.returned),
    billed: fromScaled(line.billed),
    credited: fromScaled(line.credited),
    open: fromScaled(openQuantity(order, line)),
    cost: money(line.costMinor),
  };
}

export function presentOrder(record: Stored<Order>, customFields: ShownCustomFields): OrderResource {
  const money = (minor: number) => toMoney(minor, record.currency);
  return {
    id: record.id,
    number: record.number,
    state: record.state,
    status: statusOf(record),
    opportunityId: record.opportunityId,
    name: record.name,
    accountId: record.accountId,
    accountName: record.accountName,
    ownerId: record.ownerId ?? null,
    currency: record.currency,
    placedOn: record.placedOn,
    requiredOn: record.requiredOn,
    shippingPolicy: record.shippingPolicy,
    invoicingPolicy: record.invoicingPolicy,
    paymentTermsDays: record.paymentTermsDays,
    taxTreatment: record.taxTreatment,
    lines: record.lines.map((line) => presentLine(record, line)),
    net: money(record.netMinor),
    tax: money(record.taxMinor),
    total: money(record.totalMinor),
    billed: money(record.billedMinor),
    paid: money(paidOf(record)),
    credited: money(record.creditedMinor),
    refunded: money(record.refundedMinor),
    due: money(receivableOf(record)),
    progress: progressOf(record),
    holdReason: record.holdReason ?? null,
    endReason: record.endReason ?? null,
    completedAt: record.completedAt ?? null,
    settledAt: record.settledAt ?? null,
    correlationId: record.correlationId,
    customFields,
    version: record.version,
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
  };
}

export const OrderListQuery = withCustomFilters(
  PageQuery.extend({
    opportunityId: idSchema('opp').optional(),
    accountId: idSchema('acc').optional(),
    status: z.enum(ORDER_STATUSES).optional(),
  }),
  'order',
);
export type OrderListQuery = z.infer<typeof OrderListQuery>;

/** The tenant's own fields are what can be changed of an order. */
export const OrderChange = z.strictObject({ customFields: saidCustomFields('order') });
export type OrderChange = z.infer<typeof OrderChange>;

const FULFIL_LINES_MAX = 300;

export const EndInput = z.strictObject({ reason: Reason.optional() });
export type EndInput = z.infer<typeof EndInput>;

/** All open service lines, unless quantities are given. */
export const FulfilInput = z.strictObject({
  lines: z
    .array(z.strictObject({ lineId: z.string().min(1).max(64), quantity: Quantity }))
    .min(1)
    .max(FULFIL_LINES_MAX)
    .optional(),
});
export type FulfilInput = z.infer<typeof FulfilInput>;

export const AccountCreditParams = z.object({ accountId: idSchema('acc') });
export const AccountCreditResource = z
  .object({
    accountId: z.string(),
    /** Null where the account has no limit. */
    limit: SignedMoney.nullable(),
    /** What confirmed orders have open. */
    exposure: SignedMoney,
    available: SignedMoney.nullable(),
  })
  .meta({ id: 'AccountCredit' });
export type AccountCreditResource = z.infer<typeof AccountCreditResource>;
