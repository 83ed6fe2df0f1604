/** The wire shape of a requisition, and of what it is bought for. */
import { z } from 'zod';
import { PegResource, presentPeg } from '../../shared/pegs.ts';
import type { Stored } from '../../shared/table/entity.ts';
import { fromScaled } from '../../shared/values/decimal.ts';
import { SignedMoney, unitPriceToMoney } from '../../shared/values/money.ts';
import { CalendarDate, Instant } from '../../shared/values/time.ts';
import type { Requisition } from './requisition.schema.ts';
import { requisitionStates } from './requisition.states.ts';

export const RequisitionState = z.enum(requisitionStates.states);

export const RequisitionResource = z
  .object({
    id: z.string(),
    number: z.string(),
    state: z.string(),
    productId: z.string(),
    sku: z.string(),
    name: z.string(),
    vendorId: z.string().nullable(),
    vendorName: z.string().nullable(),
    quantity: z.string(),
    unitPrice: SignedMoney.nullable(),
    /** The demands that it is bought for. */
    pegs: z.array(PegResource),
    neededOn: CalendarDate,
    releaseOn: CalendarDate,
    availableOn: CalendarDate,
    late: z.boolean(),
    overMaximum: z.boolean(),
    purchaseOrderId: z.string().nullable(),
    correlationId: z.string(),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Requisition' });
export type RequisitionResource = z.infer<typeof RequisitionResource>;

export const presentRequisition = (record: Stored<Requisition>, currency: string): RequisitionResource => ({
  id: record.id,
  number: record.number,
  state: record.state,
  productId: record.productId,
  sku: record.sku,
  name: record.name,
  vendorId: record.vendorId ?? null,
  vendorName: record.vendorName ?? null,
  quantity: fromScaled(record.quantity),
  unitPrice: record.unitPrice === undefined ? null : unitPriceToMoney(record.unitPrice, currency),
  pegs: record.pegs.map(presentPeg),
  neededOn: record.neededOn,
  releaseOn: record.releaseOn,
  availableOn: record.availableOn,
  late: record.late,
  overMaximum: record.overMaximum,
  purchaseOrderId: record.purchaseOrderId ?? null,
  correlationId: record.correlationId,
  version: record.version,
  createdAt: record.createdAt,
  updatedAt: record.updatedAt,
});
