import type { Context } from '../../../shared/context.ts';
import { type ListRequest, type Page, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { salesOrdersOf } from '../../../shared/pegs.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import type { RequisitionListQuery } from '../list.resource.ts';
import { requisitionEntity } from '../requisition.entity.ts';
import { presentRequisition, type RequisitionResource } from '../requisition.resource.ts';
import type { Requisition } from '../requisition.schema.ts';

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
