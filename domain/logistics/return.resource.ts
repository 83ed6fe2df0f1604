/** The wire shapes of a return. */
import { z } from 'zod';
import { PageQuery } from '../../shared/http/paging.ts';
import type { Stored } from '../../shared/table/entity.ts';
import { fromScaled, Quantity } from '../../shared/values/decimal.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { SignedMoney, toMoney } from '../../shared/values/money.ts';
import { Reason } from '../../shared/values/text.ts';
import { CalendarDate, Instant } from '../../shared/values/time.ts';
import type { Return } from './return.schema.ts';

const LINES_MAX = 40;

const Line = z
  .strictObject({
    sku: z.string().min(1).max(64).optional(),
    orderLineId: z.string().min(1).max(64).optional(),
    quantity: Quantity,
  })
  .refine((line) => (line.sku === undefined) !== (line.orderLineId === undefined), {
    path: ['sku'],
    message: 'give either sku or orderLineId',
  });

/** Of one shipment, or of an order: then the newest shipments are taken first. */
export const ReturnInput = z
  .strictObject({
    salesOrderId: idSchema('ord').optional(),
    shipmentId: idSchema('shp').optional(),
    lines: z.array(Line).min(1).max(LINES_MAX),
    reason: Reason.default('Returned by the customer'),
    /** Code of the location that takes the goods in; the default one where absent. A quarantine keeps them unsold. */
    location: z.string().min(1).max(64).optional(),
  })
  .refine((body) => (body.salesOrderId === undefined) !== (body.shipmentId === undefined), {
    path: ['shipmentId'],
    message: 'give either shipmentId or salesOrderId',
  });
export type ReturnInput = z.infer<typeof ReturnInput>;

export const ReturnListQuery = PageQuery.extend({ salesOrderId: idSchema('ord').optional() });
export type ReturnListQuery = z.infer<typeof ReturnListQuery>;

const fields = {
  id: z.string(),
  number: z.string(),
  salesOrderId: z.string(),
  shipmentId: z.string(),
  shipmentNumber: z.string(),
  accountId: z.string(),
  receivedOn: CalendarDate,
  reason: z.string(),
  lines: z.array(
    z.object({
      orderLineId: z.string(),
      productId: z.string(),
      sku: z.string(),
      quantity: Quantity,
      cost: SignedMoney,
    }),
  ),
  stockEntryId: z.string(),
  correlationId: z.string(),
  version: z.number().int(),
  createdAt: Instant,
  updatedAt: Instant,
};
export const ReturnResource = z.object(fields).meta({ id: 'Return' });
export type ReturnResource = z.infer<typeof ReturnResource>;

/** The return of the newest shipment; `further` those of the others that the goods of an order came back from. */
export const ReturnAnswer = z.object({ ...fields, further: z.array(ReturnResource) }).meta({ id: 'ReturnAnswer' });
export type ReturnAnswer = z.infer<typeof ReturnAnswer>;

export const presentReturn = (record: Stored<Return>, currency: string): ReturnResource => ({
  id: record.id,
  number: record.number,
  salesOrderId: record.salesOrderId,
  shipmentId: record.shipmentId,
  shipmentNumber: record.shipmentNumber,
  accountId: record.accountId,
  receivedOn: record.receivedOn,
  reason: record.reason,
  lines: record.lines.map(({ orderLineId, productId, sku, quantity, costMinor }) => ({
    orderLineId,
    productId,
    sku,
    quantity: fromScaled(quantity),
    cost: toMoney(costMinor, currency),
  })),
  stockEntryId: record.stockEntryId,
  correlationId: record.correlationId,
  version: record.version,
  createdAt: record.createdAt,
  updatedAt: record.updatedAt,
});
