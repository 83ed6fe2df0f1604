import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { notFound } from '../../../shared/rejection.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { todayOn } from '../../../shared/values/time.ts';
import { bom } from '../bom.entity.ts';
import type { BomQuery, BomResource } from '../bom.resource.ts';
import { showBoms } from './show-boms.ts';

export async function getBom(
  context: Context,
  { params, query }: RouteInput<{ bomId: string }, BomQuery>,
): Promise<BomResource> {
  const { currency, timeZone } = await profileOf(context);
  const found = await context.records.need(bom, params.bomId);
  const on = query.on ?? todayOn(context.deps.clock, timeZone);
  const [shown] = await showBoms(context, [found], { on, revision: query.revision }, currency);
  if (shown === undefined) throw notFound('catalog.bom');
  return shown;
}
