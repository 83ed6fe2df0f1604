import type { Context } from '../../../shared/context.ts';
import { type Page, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { returnEntity } from '../return.entity.ts';
import { presentReturn, type ReturnListQuery, type ReturnResource } from '../return.resource.ts';

/** Returns of an order, or all; newest first. */
export async function listReturns(
  context: Context,
  { query }: RouteInput<unknown, ReturnListQuery>,
): Promise<Page<ReturnResource>> {
  const { currency } = await profileOf(context);
  const { salesOrderId } = query;
  const list = salesOrderId === undefined ? {} : { list: 'bySalesOrder', values: [salesOrderId] };
  return readPage(context, returnEntity, query, list, (record) => presentReturn(record, currency));
}
