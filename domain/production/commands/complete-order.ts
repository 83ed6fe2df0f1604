import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import { todayOf } from '../../../shared/tenancy.ts';
import { toScaled } from '../../../shared/values/decimal.ts';
import { toMoney } from '../../../shared/values/money.ts';
import { nowAt } from '../../../shared/values/time.ts';
import { receiveStock } from '../../inventory/index.ts';
import { decideReport, type Report, type ReportDecision } from '../decide-report.ts';
import { productionReported } from '../events.ts';
import { productionOrderEntity } from '../order.entity.ts';
import { type CompleteInput, type ProductionOrderResource, presentProductionOrder } from '../order.resource.ts';
import type { ProductionOrder } from '../order.schema.ts';
import { orderFacts } from '../plan.ts';
import { postCost } from '../post-cost.ts';
import { sayCompleted } from '../say-completed.ts';
import { settingsOf } from '../settings.entity.ts';
import { saveSurplus } from '../supply.ts';

/**
 * Reports good and scrapped units of an order in progress. Time goes into work in progress and the good units out of it
 * into stock, to the demand that they were made for, in one commit; the report after which nothing remains completes the
 * order.
 * @throws Rejection `production.order.over_production`, `nothing_reported`, `whole_number`, `unknown_work_centre` (422);
 * `production.order.illegal_transition` (409)
 */
export async function completeOrder(
  context: Context,
  { params, body, ifMatch }: RouteInput<{ productionOrderId: string }, unknown, CompleteInput>,
): Promise<ProductionOrderResource> {
  const report = reportOf(body);
  return commit(context, async (work) => {
    const [before, { overProductionPercent }] = await Promise.all([
      work.records.need(productionOrderEntity, params.productionOrderId),
      settingsOf(work),
    ]);
    expectVersion(before, ifMatch);
    const decision = decideReport(before, report, overProductionPercent);
    const ended = decision.isLast ? { endedAt: nowAt(context.deps.clock) } : {};
    const order = work.update(productionOrderEntity, before, { ...decision.changes, ...ended }, 'complete');
    await saveSurplus(work, order, before);
    await postReport(work, order, report, decision);
    work.emit(productionReported, order, {
      ...orderFacts(order),
      quantity: body.quantity,
      scrapped: body.scrapped ?? '0',
      cost: toMoney(decision.outputMinor, order.currency),
    });
    if (decision.isLast) sayCompleted(work, order, decision.lost);
    return presentProductionOrder(order);
  });
}

const reportOf = ({ quantity, scrapped, operations = [] }: CompleteInput): Report => ({
  quantity: toScaled(quantity),
  scrapped: toScaled(scrapped ?? '0'),
  minutes: new Map(operations.map(({ workCentreId, minutes }) => [workCentreId, toScaled(minutes)])),
});

async function postReport(
  work: Work,
  order: Stored<ProductionOrder>,
  { quantity }: Report,
  { absorbedMinor, outputMinor, varianceMinor, kept }: ReportDecision,
): Promise<void> {
  const on = await todayOf(work.context);
  await postCost(work, order, { kind: 'absorption', valueMinor: absorbedMinor, on });
  if (quantity > 0) {
    await receiveStock(work, {
      kind: 'output',
      on,
      source: { kind: 'production_order', id: order.id },
      memo: `Output of ${order.number}`,
      correlationId: order.correlationId,
      lines: [{ productId: order.productId, quantity, valueMinor: outputMinor, pegs: kept }],
    });
  }
  await postCost(work, order, { kind: 'production_variance', valueMinor: varianceMinor, on });
}
