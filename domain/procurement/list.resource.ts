/** Filters of the lists, and the bodies that several files share. Apart from the queries, so that a manifest loads none. */
import { z } from 'zod';
import { PageQuery } from '../../shared/http/paging.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { CalendarDate } from '../../shared/values/time.ts';
import { BillState } from './bill.resource.ts';
import { PurchaseOrderResource, PurchaseOrderStatus } from './order.resource.ts';
import { RequisitionState } from './requisition.resource.ts';

const Flag = z.enum(['true', 'false']);
const Sku = z.string().min(1).max(64);
const SalesOrderId = idSchema('ord');

export const VendorListQuery = PageQuery.extend({
  /** Beginning of the name, in either case. */
  q: z.string().min(1).max(100).optional(),
  externalId: z.string().min(1).max(128).optional(),
  active: Flag.optional(),
});
export type VendorListQuery = z.infer<typeof VendorListQuery>;

export const VendorPriceListQuery = PageQuery.extend({ vendorId: idSchema('ven').optional(), sku: Sku.optional() });
export type VendorPriceListQuery = z.infer<typeof VendorPriceListQuery>;

export const RequisitionListQuery = PageQuery.extend({
  state: RequisitionState.optional(),
  vendorId: idSchema('ven').optional(),
  sku: Sku.optional(),
  /** Requisitions that buy for a sales order. */
  salesOrderId: SalesOrderId.optional(),
  late: Flag.optional(),
});
export type RequisitionListQuery = z.infer<typeof RequisitionListQuery>;

export const PurchaseOrderListQuery = PageQuery.extend({
  vendorId: idSchema('ven').optional(),
  status: PurchaseOrderStatus.optional(),
  /** Orders that a sales order waits for. */
  salesOrderId: SalesOrderId.optional(),
});
export type PurchaseOrderListQuery = z.infer<typeof PurchaseOrderListQuery>;

export const ReceiptListQuery = PageQuery.extend({ purchaseOrderId: idSchema('puo').optional() });
export type ReceiptListQuery = z.infer<typeof ReceiptListQuery>;

export const BillListQuery = PageQuery.extend({
  state: BillState.optional(),
  vendorId: idSchema('ven').optional(),
  purchaseOrderId: idSchema('puo').optional(),
});
export type BillListQuery = z.infer<typeof BillListQuery>;

export const OrderRequisitionsInput = z.strictObject({
  /** Only what must be ordered by this day; everything open where absent. */
  releaseUntil: CalendarDate.optional(),
  vendorId: idSchema('ven').optional(),
});
export type OrderRequisitionsInput = z.infer<typeof OrderRequisitionsInput>;

export const OrderRequisitionsResource = z.object({
  data: z.array(PurchaseOrderResource),
  /** Vendors whose order was refused, with the reason. */
  refused: z.array(z.object({ vendorId: z.string(), vendorName: z.string(), code: z.string(), message: z.string() })),
  /** Open requisitions with a vendor that this call left for another one. */
  left: z.number().int(),
  /** Open requisitions that no vendor sells: a person must choose. */
  withoutVendor: z.number().int(),
});
export type OrderRequisitionsResource = z.infer<typeof OrderRequisitionsResource>;
