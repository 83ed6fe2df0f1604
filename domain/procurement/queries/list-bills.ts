import type { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import { type ListRequest, type Page, PageQuery, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { idSchema } from '../../../shared/values/ids.ts';
import { billEntity } from '../bill.entity.ts';
import { type BillResource, BillState, presentBill } from '../bill.resource.ts';
import type { Bill } from '../bill.schema.ts';

export const BillListQuery = PageQuery.extend({
  state: BillState.optional(),
  vendorId: idSchema('ven').optional(),
  purchaseOrderId: idSchema('puo').optional(),
});
type BillListQuery = z.infer<typeof BillListQuery>;

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
