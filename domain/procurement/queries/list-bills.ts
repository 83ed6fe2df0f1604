import type { Context } from '../../../shared/context.ts';
import { type ListRequest, type Page, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { billEntity } from '../bill.entity.ts';
import { type BillResource, presentBill } from '../bill.resource.ts';
import type { Bill } from '../bill.schema.ts';
import type { BillListQuery } from '../list.resource.ts';

/** By state in the order in which they are due. */
export async function listBills(
  context: Context,
  { query }: RouteInput<unknown, BillListQuery>,
): Promise<Page<BillResource>> {
  const { state, vendorId, purchaseOrderId } = query;
  const where = (bill: Bill): boolean =>
    (state === undefined || bill.state === state) && (vendorId === undefined || bill.vendorId === vendorId);
  return readPage(context, billEntity, query, { ...listOf(query, purchaseOrderId), where }, presentBill);
}

function listOf({ state }: BillListQuery, purchaseOrderId: string | undefined): ListRequest<Bill> {
  if (purchaseOrderId !== undefined) return { list: 'byOrder', values: [purchaseOrderId], ascending: true };
  return state === undefined ? {} : { list: 'byState', values: [state], ascending: true };
}
