import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { requisitionEntity } from '../requisition.entity.ts';
import { presentRequisition, type RequisitionResource } from '../requisition.resource.ts';

export async function getRequisition(
  context: Context,
  { params }: RouteInput<{ requisitionId: string }>,
): Promise<RequisitionResource> {
  const { currency } = await profileOf(context);
  return presentRequisition(await context.records.need(requisitionEntity, params.requisitionId), currency);
}
