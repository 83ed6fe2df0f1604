import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { billEntity } from '../bill.entity.ts';
import { type BillResource, presentBill } from '../bill.resource.ts';

export const getBill = async (context: Context, { params }: RouteInput<{ billId: string }>): Promise<BillResource> =>
  presentBill(await context.records.need(billEntity, params.billId));
