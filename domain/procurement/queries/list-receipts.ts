import type { Context } from '../../../shared/context.ts';
import { type ListRequest, type Page, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import type { ReceiptListQuery } from '../list.resource.ts';
import { receiptEntity } from '../receipt.entity.ts';
import { presentReceipt, type ReceiptResource } from '../receipt.resource.ts';
import type { Receipt } from '../receipt.schema.ts';

export async function listReceipts(
  context: Context,
  { query }: RouteInput<unknown, ReceiptListQuery>,
): Promise<Page<ReceiptResource>> {
  const { purchaseOrderId } = query;
  const list: ListRequest<Receipt> =
    purchaseOrderId === undefined ? {} : { list: 'byOrder', values: [purchaseOrderId], ascending: true };
  return readPage(context, receiptEntity, query, list, presentReceipt);
}
