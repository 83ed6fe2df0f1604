import { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import { type ListRequest, type Page, PageQuery, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { idSchema } from '../../../shared/values/ids.ts';
import { salesOrdersOf } from '../peg.schema.ts';
import { requisitionEntity } from '../requisition.entity.ts';
import { presentRequisition, type RequisitionResource, RequisitionState } from '../requisition.resource.ts';
import type { Requisition } from '../requisition.schema.ts';

export const RequisitionListQuery = PageQuery.extend({
  state: RequisitionState.optional(),
  vendorId: idSchema('ven').optional(),
  sku: z.string().min(1).max(64).optional(),
  /** Requisitions that buy for a sales order. */
  salesOrderId: z.string().min(1).max(64).optional(),
  late: z.enum(['true', 'false']).optional(),
});
type RequisitionListQuery = z.infer<typeof RequisitionListQuery>;

/** By state in the order in which they must be released; all of them newest first. */
export async function listRequisitions(
  context: Context,
  { query }: RouteInput<unknown, RequisitionListQuery>,
): Promise<Page<RequisitionResource>> {
  const { currency } = await profileOf(context);
  const list: ListRequest<Requisition> =
    query.state === undefined ? {} : { list: 'byState', values: [query.state], ascending: true };
  const present = (record: Stored<Requisition>) => presentRequisition(record, currency);
  return readPage(context, requisitionEntity, query, { ...list, where: isAsked(query) }, present);
}

const isAsked =
  ({ state, vendorId, sku, salesOrderId, late }: RequisitionListQuery) =>
  (requisition: Requisition): boolean =>
    (state === undefined || requisition.state === state) &&
    (vendorId === undefined || requisition.vendorId === vendorId) &&
    (sku === undefined || requisition.sku === sku) &&
    (late === undefined || requisition.late === (late === 'true')) &&
    (salesOrderId === undefined || salesOrdersOf(requisition.pegs).includes(salesOrderId));
