import type { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import { type ListRequest, type Page, PageQuery, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { idSchema } from '../../../shared/values/ids.ts';
import { receiptEntity } from '../receipt.entity.ts';
import { presentReceipt, type ReceiptResource } from '../receipt.resource.ts';
import type { Receipt } from '../receipt.schema.ts';

export const ReceiptListQuery = PageQuery.extend({ purchaseOrderId: idSchema('puo').optional() });

export async function listReceipts(
  context: Context,
  { query }: RouteInput<unknown, z.infer<typeof ReceiptListQuery>>,
): Promise<Page<ReceiptResource>> {
  const { purchaseOrderId } = query;
  const list: ListRequest<Receipt> =
    purchaseOrderId === undefined ? {} : { list: 'byOrder', values: [purchaseOrderId], ascending: true };
  return readPage(context, receiptEntity, query, list, presentReceipt);
}
