import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { returnEntity } from '../return.entity.ts';
import { presentReturn, type ReturnResource } from '../return.resource.ts';

export async function getReturn(
  context: Context,
  { params }: RouteInput<{ returnId: string }>,
): Promise<ReturnResource> {
  const { currency } = await profileOf(context);
  return presentReturn(await context.records.need(returnEntity, params.returnId), currency);
}
