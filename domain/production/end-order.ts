/** The part of a commit that ends an order early: components come back, the rest is a variance, the event is said. */
import type { Stored } from '../../shared/table/entity.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';
import { todayOf } from '../../shared/tenancy.ts';
import { nowAt } from '../../shared/values/time.ts';
import { receiveStock } from '../inventory/index.ts';
import { decideCancel, decideClose, type EndDecision } from './decide-end.ts';
import { productionCancelled } from './events.ts';
import { productionOrderEntity } from './order.entity.ts';
import type { ProductionOrder } from './order.schema.ts';
import { orderFacts } from './plan.ts';
import { postCost } from './post-cost.ts';
import { lostFacts, sayCompleted } from './say-completed.ts';
import { saveSurplus } from './supply.ts';

/**
 * Cancels an order of which nothing good was made. `pegs` are the demands that it still has, where one is gone.
 * @throws Rejection as `decideCancel`
 */
export async function cancelProduction(
  work: Work,
  before: Stored<ProductionOrder>,
  reason: string,
  pegs = before.pegs,
): Promise<Stored<ProductionOrder>> {
  const decision = decideCancel({ ...before, pegs }, reason);
  const order = await end(work, before, decision, 'cancel');
  work.emit(productionCancelled, order, { ...orderFacts(before), reason, lost: lostFacts(decision.lost) });
  return order;
}

/** Completes an order short of its quantity; `pegs` as for a cancellation. @throws Rejection as `decideClose` */
export async function closeProduction(
  work: Work,
  before: Stored<ProductionOrder>,
  reason: string,
  pegs = before.pegs,
): Promise<Stored<ProductionOrder>> {
  const decision = decideClose({ ...before, pegs }, reason);
  const order = await end(work, before, decision, 'close');
  sayCompleted(work, order, decision.lost);
  return order;
}

async function end(
  work: Work,
  before: Stored<ProductionOrder>,
  { changes, returned, varianceMinor }: EndDecision,
  action: string,
): Promise<Stored<ProductionOrder>> {
  const endedAt = nowAt(work.context.deps.clock);
  const order = work.update(productionOrderEntity, before, { ...changes, endedAt }, action);
  await saveSurplus(work, order, before);
  const on = await todayOf(work.context);
  if (returned.length > 0) {
    await receiveStock(work, {
      kind: 'issue_return',
      on,
      source: { kind: 'production_order', id: order.id },
      memo: `Components back from ${order.number}`,
      correlationId: order.correlationId,
      lines: returned,
    });
  }
  await postCost(work, order, { kind: 'production_variance', valueMinor: varianceMinor, on });
  return order;
}
